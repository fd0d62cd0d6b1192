/**
 * Sets of configurations of a search, without those that another one of the set can do without: what is worse in every
 * respect has no order that the better one does not have too.
 *
 * A configuration is a row of integers:
 * `[state, renewed, placed (bits by slot)..., used (counts by group)..., spent, node]`.
 * `renewed` is the position of the last blind operation, -1 if there was none. A used count holds in its low half how many
 * operations of a group of equal indeterminate ones were used, in its high half how many of those began before `renewed`.
 * `spent` (how many of those for the completion at hand) and `node` (how it was reached) are not compared.
 */
import type { SearchMeter } from './search-meter.ts';

export const stateAt = 0;
export const renewedAt = 1;
export const placedAt = 2;

/** Columns after those that are compared: `spent`, `node`. */
const notCompared = 2;
const hashFrom = 12;
/** Whether it is dead, the head of a bucket, and the next in its bucket. */
const bytesBesideRow = 9;

/** Which slots hold which kind of pending operation, as bits; those that read only are in neither. */
export interface SlotKinds {
  readonly reads: Int32Array;
  readonly blind: Int32Array;
  readonly others: Int32Array;
}

export class ConfigurationSet {
  readonly #kinds: SlotKinds;
  readonly #words: number;
  /** Columns that are compared. */
  readonly #width: number;
  readonly stride: number;
  rows: Int32Array;
  #count = 0;
  #alive = 0;
  /** 1 for a row that a better one replaced. */
  #dead: Uint8Array = new Uint8Array(64);
  #heads: Int32Array = new Int32Array(64);
  #next: Int32Array = new Int32Array(64);
  #hashed = false;
  readonly #meter: SearchMeter;

  /** The meter is told of comparisons and growth, and may end the search. */
  constructor(words: number, groups: number, kinds: SlotKinds, meter: SearchMeter) {
    this.#meter = meter;
    this.#kinds = kinds;
    this.#words = words;
    this.#width = placedAt + words + groups;
    this.stride = this.#width + notCompared;
    this.rows = new Int32Array(this.stride * 64);
  }

  /** Rows ever added since the last `clear`; some may be dead. */
  get length(): number {
    return this.#count;
  }

  get size(): number {
    return this.#alive;
  }

  get bytes(): number {
    return this.rows.byteLength + this.#dead.byteLength + this.#heads.byteLength + this.#next.byteLength;
  }

  clear(): void {
    if (this.#hashed) this.#heads.fill(0);
    this.#hashed = false;
    this.#count = 0;
    this.#alive = 0;
  }

  isDead(index: number): boolean {
    return this.#dead[index] === 1;
  }

  /** Copies a row into `target`. */
  read(index: number, target: Int32Array): void {
    const offset = index * this.stride;
    for (let at = 0; at < this.stride; at++) target[at] = this.rows[offset + at] as number;
  }

  /**
   * Gives a slot back if its operation has its place in every row; else false, and nothing changes. Which rows are as good
   * as others does not depend on a bit that all have. O(size).
   */
  release(slot: number): boolean {
    const word = placedAt + (slot >>> 5);
    const bit = 1 << (slot & 31);
    for (let index = 0; index < this.#count; index++) {
      if (this.#dead[index] === 0 && ((this.rows[index * this.stride + word] as number) & bit) === 0) return false;
    }
    for (let index = 0; index < this.#count; index++) {
      const at = index * this.stride + word;
      this.rows[at] = (this.rows[at] as number) & ~bit;
    }
    return true;
  }

  /** Adds a copy of the row unless one of the set is as good. True if it was added. */
  add(row: Int32Array): boolean {
    const bucket = this.#hashed ? this.#bucket(row, 0) : 0;
    let index = this.#hashed ? (this.#heads[bucket] as number) - 1 : this.#count - 1;
    let compared = 0;
    while (index >= 0) {
      compared++;
      const offset = index * this.stride;
      if (this.#dead[index] === 0 && this.rows[offset] === row[stateAt]) {
        if (this.#covers(this.rows, offset, row, 0)) {
          if (compared > hashFrom) this.#meter.compared(compared);
          return false;
        }
        if (this.#covers(row, 0, this.rows, offset)) {
          this.#dead[index] = 1;
          this.#alive--;
        }
      }
      index = this.#hashed ? (this.#next[index] as number) - 1 : index - 1;
    }
    if (compared > hashFrom) this.#meter.compared(compared);
    this.append(row);
    return true;
  }

  /** Adds a copy of the row without comparing. */
  append(row: Int32Array): void {
    const index = this.#count++;
    if (index >= this.#dead.length) this.#grow();
    this.#alive++;
    this.#dead[index] = 0;
    const offset = index * this.stride;
    for (let at = 0; at < this.stride; at++) this.rows[offset + at] = row[at] as number;
    if (this.#hashed) this.#link(index);
    else if (this.#count > hashFrom) this.#hashAll();
  }

  /** True if whatever can follow the second configuration can follow the first. */
  #covers(better: Int32Array, from: number, worse: Int32Array, at: number): boolean {
    // A later renewal makes more pending operations optional.
    if ((better[from + renewedAt] as number) < (worse[at + renewedAt] as number)) return false;
    const { reads, blind, others } = this.#kinds;
    for (let word = 0; word < this.#words; word++) {
      const placed = better[from + placedAt + word] as number;
      const rival = worse[at + placedAt + word] as number;
      // Reads placed are never missed. Blind operations placed in the worse one are older than its renewal: optional.
      if (((placed ^ rival) & (others[word] as number)) !== 0) return false;
      if ((rival & ~placed & (reads[word] as number)) !== 0) return false;
      if ((placed & ~rival & (blind[word] as number)) !== 0) return false;
    }
    for (let word = placedAt + this.#words; word < this.#width; word++) {
      const used = better[from + word] as number;
      const rival = worse[at + word] as number;
      if ((used & 0xffff) > (rival & 0xffff) || used >>> 16 > rival >>> 16) return false;
    }
    return true;
  }

  #bucket(row: Int32Array, offset: number): number {
    let hash = Math.imul((row[offset] as number) + 1, 0x9e37_79b1);
    for (let word = 0; word < this.#words; word++) {
      const placed = (row[offset + placedAt + word] as number) & (this.#kinds.others[word] as number);
      hash = Math.imul(hash ^ placed ^ (hash >>> 15), 0x85eb_ca6b);
    }
    return (hash ^ (hash >>> 13)) & (this.#heads.length - 1);
  }

  #link(index: number): void {
    const bucket = this.#bucket(this.rows, index * this.stride);
    this.#next[index] = this.#heads[bucket] as number;
    this.#heads[bucket] = index + 1;
  }

  #hashAll(): void {
    this.#hashed = true;
    for (let index = 0; index < this.#count; index++) this.#link(index);
  }

  #grow(): void {
    const capacity = this.#dead.length * 2;
    this.#meter.needs(capacity * (this.stride * Int32Array.BYTES_PER_ELEMENT + bytesBesideRow));
    const rows = new Int32Array(capacity * this.stride);
    rows.set(this.rows);
    this.rows = rows;
    const dead = new Uint8Array(capacity);
    dead.set(this.#dead);
    this.#dead = dead;
    this.#next = new Int32Array(capacity);
    this.#heads = new Int32Array(capacity);
    if (!this.#hashed) return;
    // The caller links the newest row.
    for (let index = 0; index < this.#count - 1; index++) {
      this.#meter.tried();
      this.#link(index);
    }
  }
}
