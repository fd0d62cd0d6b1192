/** Which write of a transaction is to this key, in constant time: a hash table of (transaction, key), open addressing. */
import type { Observations } from '../decision/observations.ts';

export class WrittenKeys {
  readonly #observations: Observations;
  /** Position in the write columns + 1, or 0. */
  readonly #table: Int32Array;
  readonly #owner: Int32Array;
  readonly #mask: number;

  /** `owner` is per write: its node. */
  constructor(observations: Observations, owner: Int32Array) {
    this.#observations = observations;
    this.#owner = owner;
    const writes = observations.writeKey.length;
    this.#mask = 2 ** Math.ceil(Math.log2(Math.max(4, writes * 2))) - 1;
    this.#table = new Int32Array(this.#mask + 1);
    for (let write = 0; write < writes; write++) {
      let at = this.#slot(owner[write] as number, observations.writeKey[write] as number);
      while (this.#table[at] !== 0) at = (at + 1) & this.#mask;
      this.#table[at] = write + 1;
    }
  }

  #slot(node: number, key: number): number {
    const mixed = Math.imul(node ^ Math.imul(key, 0x9e37_79b1), 0x85eb_ca6b);
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }

  has(node: number, key: number): boolean {
    const { writeKey } = this.#observations;
    for (let at = this.#slot(node, key); this.#table[at] !== 0; at = (at + 1) & this.#mask) {
      const write = (this.#table[at] as number) - 1;
      if (this.#owner[write] === node && writeKey[write] === key) return true;
    }
    return false;
  }
}
