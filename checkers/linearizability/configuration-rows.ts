/**
 * What a search does to one configuration: places an operation in it. Rows are those of `configuration-set.ts`; a search
 * works on copies.
 */
import { placedAt, renewedAt, stateAt } from './configuration-set.ts';
import type { OrderRecord } from './order-record.ts';
import { noDeadline, none, type PendingOperations } from './pending-operations.ts';
import { GaveUp } from './search-meter.ts';
import type { Automaton } from './specification.ts';

/** Columns from the end of a row that are not compared. */
const spentFromEnd = 2;
const nodeFromEnd = 1;
const oneUse = 1;
const oneOlderUse = 0x1_0001;
const totalBits = 0xffff;

export class ConfigurationRows {
  readonly #automaton: Automaton;
  readonly #pending: PendingOperations;
  readonly #words: number;
  /** Set if the order is asked for. */
  record: OrderRecord | undefined;
  /** True if an indeterminate operation may be used any number of times once it has begun (see `just-in-time.ts`). */
  inexhaustible = false;

  constructor(automaton: Automaton, pending: PendingOperations, words: number) {
    this.#automaton = automaton;
    this.#pending = pending;
    this.#words = words;
  }

  /** Indeterminate operations used for the completion at hand. */
  spent(row: Int32Array): number {
    return row[row.length - spentFromEnd] as number;
  }

  /** For the next completion, none are used yet. */
  startOver(row: Int32Array): void {
    row[row.length - spentFromEnd] = 0;
  }

  /** Reads that agree with the state get their place, if they began before `limit`. True if there were any. */
  absorb(row: Int32Array, limit: number): boolean {
    return this.#absorbOf(this.#pending.reads, row, limit);
  }

  /** The same for a row that has placed all that it could at the last completion. */
  absorbNew(row: Int32Array): void {
    if (this.#pending.hasNewReads) this.#absorbOf(this.#pending.newReads, row, noDeadline);
  }

  #absorbOf(reads: Int32Array, row: Int32Array, limit: number): boolean {
    const { invokeIn } = this.#pending;
    const state = row[stateAt] as number;
    let absorbed = false;
    for (let word = 0; word < this.#words; word++) {
      let open = (reads[word] as number) & ~(row[placedAt + word] as number);
      while (open !== 0) {
        const slot = word * 32 + 31 - Math.clz32(open & -open);
        open &= open - 1;
        if ((invokeIn[slot] as number) >= limit) continue;
        if (this.#automaton.step(state, this.#pending.effectIn(slot)) !== state) continue;
        this.takeSlot(row, slot, limit);
        absorbed = true;
      }
    }
    return absorbed;
  }

  /** True if an indeterminate operation of the group is left. */
  hasLeft(row: Int32Array, group: number): boolean {
    // An inexhaustible one is never counted.
    const used = (row[this.#usedAt(group)] as number) & totalBits;
    return used < (this.#pending.begun[group] as number[]).length;
  }

  /** True if one is left that began before the limit, the last blind operation placed. */
  hasLeftBefore(row: Int32Array, group: number, limit: number): boolean {
    return (row[this.#usedAt(group)] as number) >>> 16 < this.#pending.begunBefore(group, limit);
  }

  /** The first slot from this one on, in the order of deadlines, whose operation is not placed; or `none`. */
  unplaced(row: Int32Array, from: number): number {
    let slot = from;
    while (slot !== none && ((row[placedAt + (slot >>> 5)] as number) & (1 << (slot & 31))) !== 0) {
      slot = this.#pending.following[slot] as number;
    }
    return slot;
  }

  #usedAt(group: number): number {
    return placedAt + this.#words + group;
  }

  /** True if an indeterminate operation of the group is left that began since the last blind one was placed. */
  hasNewer(row: Int32Array, group: number): boolean {
    const used = row[this.#usedAt(group)] as number;
    const begun = (this.#pending.begun[group] as number[]).length;
    const newer = begun - this.#pending.begunBefore(group, row[renewedAt] as number);
    return (used & totalBits) - (used >>> 16) < newer;
  }

  takeSlot(row: Int32Array, slot: number, limit: number): void {
    const word = placedAt + (slot >>> 5);
    row[word] = (row[word] as number) | (1 << (slot & 31));
    this.placed(row, this.#pending.operationIn[slot] as number, limit);
  }

  /** Uses one of a group: of those that began before the limit, or else the newest. */
  takeIndeterminate(row: Int32Array, group: number, limit: number, before: boolean): void {
    if (this.inexhaustible) return;
    const at = this.#usedAt(group);
    const used = row[at] as number;
    const isNewer = !before && this.hasNewer(row, group);
    if ((used & totalBits) === totalBits) throw new GaveUp('memory');
    row[at] = used + (isNewer ? oneUse : oneOlderUse);
    row[row.length - spentFromEnd] = (row[row.length - spentFromEnd] as number) + 1;
    const node = row.length - nodeFromEnd;
    if (this.record !== undefined) row[node] = this.record.useOfGroup(row[node] as number, group, limit, before);
  }

  /** A blind operation is placed: all that began is older from now on. */
  renew(row: Int32Array, position: number): void {
    row[renewedAt] = position;
    for (let word = placedAt + this.#words; word < row.length - spentFromEnd; word++) {
      const total = (row[word] as number) & totalBits;
      row[word] = total * oneOlderUse;
    }
  }

  placed(row: Int32Array, operation: number, limit: number): void {
    const node = row.length - nodeFromEnd;
    if (this.record !== undefined) row[node] = this.record.place(row[node] as number, operation, limit !== noDeadline);
  }
}
