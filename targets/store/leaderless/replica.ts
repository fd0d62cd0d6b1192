/** A node's own copies of keys, on its disk in the order of the Merkle tree's leaves, and the hashes of those. */
import { keysBeginningWith } from '../storage/tree/entry.ts';
import type { Entry } from '../storage/tree/entry.ts';
import type { LocalStorage } from '../versions/local-storage.ts';
import type { Copies } from '../versions/copies.ts';
import { isSettled, isTombstone } from '../versions/key-state.ts';
import type { KeyState, LatestState } from '../versions/key-state.ts';
import type { Stamp } from '../versions/stamp.ts';
import type { Item } from './leaderless-protocol.ts';
import { treeDepth } from './leaderless-protocol.ts';
import { MerkleTree, pathOf } from './merkle-tree.ts';
import type { Ring } from './ring.ts';

const markPrefix = 'tombstone/';
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
    if (copy !== null) {
      const { held, merged, entries } = copy;
      const mark = isTombstone(merged) || isTombstone(held) ? [this.#mark(key, isTombstone(merged))] : [];
      this.#storage.tree.write([...entries, this.#tree.changed(key, held, merged), ...mark]);
    }
    this.#storage.flush(done);
  }

  /** Takes note of a write whose copies others keep: this node's own come later. Calls back when that would survive a crash. */
  observe(stamp: Stamp, done: () => void): void {
    this.#storage.tree.write(this.#copies.observed(stamp));
    this.#storage.flush(done);
  }

  /** The copy as it is now. */
  peek(key: string): KeyState | undefined {
    return this.#copies.get(placed(key));
  }

  /** The keys of all tombstones. */
  get tombstones(): readonly string[] {
    return [...this.#storage.tree.scan(keysBeginningWith(markPrefix))].map(([mark]) => mark.slice(markPrefix.length));
  }

  /** Every node has this tombstone: it is as good as nothing from now on. */
  settle(key: string, tombstone: LatestState): void {
    const settled: LatestState = { ...tombstone, settled: true };
    this.#storage.tree.write([
      this.#copies.replaced(placed(key), settled),
      this.#tree.changed(key, tombstone, settled),
    ]);
  }

  /** Gives up a settled tombstone. */
  collect(key: string): void {
    this.#storage.tree.write([this.#copies.removed(placed(key)), this.#mark(key, false)]);
  }

  #mark(key: string, isSet: boolean): Entry {
    return [markPrefix + key, isSet ? true : null];
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
      if (!isSettled(state) && this.#ring.homes(key).includes(peer)) items.push([key, state]);
    }
    return items;
  }
}
