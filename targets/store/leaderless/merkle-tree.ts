/**
 * A hash tree over the keys that two nodes share (Merkle 1987; Dynamo, section 4.7): equal hashes mean equal ranges, so two
 * copies find what differs by walking down only where their hashes do. Keys are placed by their own hash.
 */
import { hashOf } from './hash.ts';
import { treeBranches, treeDepth } from './leaderless-protocol.ts';
import type { Replica } from './replica.ts';

export class MerkleTree {
  readonly #replica: Replica;
  /** By path of a leaf: its keys. */
  readonly #leaves = new Map<string, string[]>();

  constructor(replica: Replica, keys: Iterable<string>) {
    this.#replica = replica;
    for (const key of keys) {
      const path = pathOf(key);
      const leaf = this.#leaves.get(path);
      if (leaf === undefined) this.#leaves.set(path, [key]);
      else leaf.push(key);
    }
  }

  keysBelow(path: string): readonly string[] {
    return [...this.#leaves].flatMap(([leaf, keys]) => (leaf.startsWith(path) ? keys : []));
  }

  /** The hash of each branch below an inner node; 0 for one that holds nothing. */
  branchHashes(path: string): readonly number[] {
    return Array.from({ length: treeBranches }, (_, branch) => this.#hash(path + branch.toString(treeBranches)));
  }

  #hash(path: string): number {
    const keys = this.keysBelow(path);
    return keys.length === 0
      ? 0
      : hashOf(
          keys
            .map((key) => this.#replica.hash(key))
            .toSorted((a, b) => a - b)
            .join(),
        );
  }
}

function pathOf(key: string): string {
  return hashOf(key).toString(16).padStart(8, '0').slice(-treeDepth);
}
