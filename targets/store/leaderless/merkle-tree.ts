/**
 * A hash tree over copies (Merkle 1987; Dynamo, section 4.7): equal hashes mean equal ranges, so two nodes find what differs by
 * walking down only where their hashes do. Keys are placed by their own hash. A leaf's hash is that of all its keys together, by exclusive or, and
 * changes with each of them, so that nobody ever has to read all copies. There is a leaf for each set of nodes that keep the same keys:
 * two nodes compare those that both keep.
 */
import type { Json } from '../../../checkers/history/event.ts';
import { hashOf } from '../storage/hash.ts';
import { keysBeginningWith } from '../storage/tree/entry.ts';
import type { Entry } from '../storage/tree/entry.ts';
import type { LogStructuredTree } from '../storage/tree/log-structured-tree.ts';
import { isSettled } from '../versions/key-state.ts';
import type { KeyState } from '../versions/key-state.ts';
import { treeBranches, treeDepth } from './leaderless-protocol.ts';
import type { Ring } from './ring.ts';

const prefix = 'leaf/';

/** The leaf that a key falls into: `treeDepth` digits. */
export function pathOf(key: string): string {
  return hashOf(key).toString(16).padStart(8, '0').slice(-treeDepth);
}

export class MerkleTree {
  readonly #tree: LogStructuredTree;
  readonly #ring: Ring;

  constructor(tree: LogStructuredTree, ring: Ring) {
    this.#tree = tree;
    this.#ring = ring;
  }

  /** What has to be written with a change of a copy. */
  changed(key: string, held: KeyState | undefined, merged: KeyState | undefined): Entry {
    const leaf = `${prefix}${pathOf(key)}${this.#ring.placeOf(key)}`;
    const before = (this.#tree.get(leaf) as number | undefined) ?? 0;
    const change = hashOfCopy(key, merged) ^ hashOfCopy(key, held);
    return [leaf, (before ^ change) >>> 0];
  }

  /** The hash of each branch below an inner node, over what the peer keeps as well; 0 for one that holds nothing. */
  branchHashes(peer: string, path: string): readonly number[] {
    const hashes = Array.from({ length: treeBranches }, () => 0);
    for (const [leaf, hash] of this.#tree.scan(keysBeginningWith(prefix + path))) {
      const place = Number(leaf.slice(prefix.length + treeDepth));
      if (!this.#ring.nodesFrom(place).includes(peer)) continue;
      const branch = Number.parseInt(leaf.charAt(prefix.length + path.length), treeBranches);
      hashes[branch] = ((hashes[branch] as number) ^ (hash as number)) >>> 0;
    }
    return hashes;
  }
}

/** The same for copies that hold the same, whatever the order in which they heard it; 0 for what is as good as nothing. */
function hashOfCopy(key: string, state: KeyState | undefined): number {
  if (state === undefined || isSettled(state)) return 0;
  return hashOf(`${key} ${canonical(state)}`);
}

/** JSON with fields in order, and siblings too: their order says nothing. */
function canonical(value: Json): string {
  if (Array.isArray(value)) {
    const parts = (value as readonly Json[]).map(canonical);
    const isSiblings = value.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
    return `[${(isSiblings ? parts.toSorted() : parts).join()}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${fields.map(([name, field]) => `${name}:${canonical(field)}`).join()}}`;
}
