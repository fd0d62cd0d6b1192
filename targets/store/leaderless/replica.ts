/** A node's own copies of keys, on its disk in the order of the Merkle tree's leaves, and the hashes of those. */
import type { LocalStorage } from '../versions/local-storage.ts';
import type { Copies } from '../versions/copies.ts';
import type { KeyState } from '../versions/key-state.ts';
import type { Item } from './leaderless-protocol.ts';
import { treeDepth } from './leaderless-protocol.ts';
import { MerkleTree, pathOf } from './merkle-tree.ts';
import type { Ring } from './ring.ts';

const placed = (key: string): string => pathOf(key) + key;

export class Replica {
  readonly #storage: LocalStorage;
  readonly #copies: Copies;
  readonly #ring: Ring;
  readonly #tree: MerkleTree;

  constructor(storage: LocalStorage, copies: Copies, ring: Ring) {
    this.#storage = storage;
    this.#copies = copies;
    this.#ring = ring;
    this.#tree = new MerkleTree(storage.tree, ring);
  }

  /** The copy, once it would survive a crash. */
  get(key: string, done: (state: KeyState | undefined) => void): void {
    const state = this.#copies.get(placed(key));
    this.#storage.flush(() => done(state));
  }

  /** Merges; calls back when that would survive a crash. */
  put(key: string, state: KeyState, done: () => void): void {
    const copy = this.#copies.merge(placed(key), state);
    if (copy !== null) this.#storage.tree.write([...copy.entries, this.#tree.changed(key, copy)]);
    this.#storage.flush(done);
  }

  /** The hashes of the branches below a path, over what the peer keeps as well. */
  branchHashes(peer: string, path: string): readonly number[] {
    return this.#tree.branchHashes(peer, path);
  }

  /** What lies below a path and the peer keeps as well. */
  itemsBelow(peer: string, path: string): readonly Item[] {
    const items: Item[] = [];
    for (const [place, state] of this.#copies.beginningWith(path)) {
      const key = place.slice(treeDepth);
      if (this.#ring.homes(key).includes(peer)) items.push([key, state]);
    }
    return items;
  }
}
