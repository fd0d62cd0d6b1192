/**
 * What one session must have seen, while its operations are gone through in order: per key and writing session the latest
 * write that it has read; that it must see because it saw a later one of that session (PRAM: the writes of one process come
 * in their order); and that lies in its causal past. Older writes of the same session need not be kept: whatever comes
 * after one of those comes before the latest too.
 */
import { join, type CausalPast } from './causal-past.ts';
import type { RegisterSessions } from './register-sessions.ts';

/** Entries of one table. */
const mostEntries = 2 ** 24;

/** A table of places by key and column that is cleared by what was touched. */
class PlaceTable {
  readonly #places: Int32Array;
  readonly #columns: number;
  #touched: number[] = [];

  constructor(keys: number, columns: number) {
    this.#columns = columns;
    this.#places = new Int32Array(keys * columns);
  }

  /** The place of a write in its session, from 1; 0 for none. */
  get(key: number, column: number): number {
    return this.#places[key * this.#columns + column] as number;
  }

  set(key: number, column: number, place: number): void {
    const at = key * this.#columns + column;
    if (this.#places[at] === 0) this.#touched.push(at);
    this.#places[at] = place;
  }

  clear(): void {
    for (const at of this.#touched) this.#places[at] = 0;
    this.#touched = [];
  }
}

export class SessionView {
  readonly #sessions: RegisterSessions;
  readonly #past: CausalPast | undefined;
  /** Read by the session itself, or written. */
  readonly read: PlaceTable;
  readonly ordered: PlaceTable;
  readonly causal: PlaceTable;
  /** What was `ordered` when the session itself last wrote the key: its own write comes after those. */
  readonly overwritten: PlaceTable;
  readonly #orderedCount: Int32Array;
  readonly #causalCount: Int32Array;
  readonly #causalBefore: Int32Array;

  constructor(sessions: RegisterSessions, past: CausalPast | undefined) {
    this.#sessions = sessions;
    this.#past = past;
    const { keyCount, columnCount } = sessions;
    this.read = new PlaceTable(keyCount, columnCount);
    this.ordered = new PlaceTable(keyCount, columnCount);
    this.overwritten = new PlaceTable(keyCount, columnCount);
    this.causal = new PlaceTable(past === undefined ? 0 : keyCount, columnCount);
    this.#orderedCount = new Int32Array(columnCount);
    this.#causalCount = new Int32Array(columnCount);
    this.#causalBefore = new Int32Array(columnCount);
  }

  /** False if its tables would be too large. */
  static fits({ keyCount, columnCount }: RegisterSessions): boolean {
    return keyCount * columnCount <= mostEntries;
  }

  get hasCausal(): boolean {
    return this.#past !== undefined;
  }

  /** Ready for another session. */
  clear(): void {
    for (const table of [this.read, this.ordered, this.overwritten, this.causal]) table.clear();
    this.#orderedCount.fill(0);
    this.#causalCount.fill(0);
  }

  /** The session itself wrote. */
  wrote(write: number): void {
    const sessions = this.#sessions;
    const key = sessions.writeKey[write] as number;
    for (let column = 0; column < sessions.columnCount; column++) {
      const place = this.ordered.get(key, column);
      if (place > 0) this.overwritten.set(key, column, place);
    }
    this.#advance(write);
  }

  /** The session read what this write wrote. */
  saw(write: number): void {
    const [key, column, place] = this.#placeOf(write);
    if (place > this.read.get(key, column)) this.read.set(key, column, place);
    this.#advance(write);
  }

  /** True if the write lies in the causal past of another. */
  precedes(write: number, other: number): boolean {
    const past = this.#past;
    if (past === undefined) return false;
    const [, column, place] = this.#placeOf(write);
    return (past.counts[other * past.columns + column] as number) >= place;
  }

  #placeOf(write: number): readonly [key: number, column: number, place: number] {
    const { writeKey, writeColumn, writePlace } = this.#sessions;
    return [writeKey[write] as number, writeColumn[write] as number, writePlace[write] as number];
  }

  #advance(write: number): void {
    const [, column, place] = this.#placeOf(write);
    this.#take(this.ordered, column, this.#orderedCount[column] as number, place);
    this.#orderedCount[column] = Math.max(this.#orderedCount[column] as number, place);
    if (this.#past === undefined) return;
    // What is in the past already brings nothing with it that is not.
    if (place <= (this.#causalCount[column] as number)) return;
    const [counts, before] = [this.#causalCount, this.#causalBefore];
    before.set(counts);
    join(counts, this.#past, write, column, place);
    for (let one = 0; one < counts.length; one++) {
      if (counts[one] !== before[one]) this.#take(this.causal, one, before[one] as number, counts[one] as number);
    }
  }

  /** The writes of a session after place `from`, up to place `to`. */
  #take(table: PlaceTable, column: number, from: number, to: number): void {
    const writes = this.#sessions.writesOf[column] as readonly number[];
    for (let place = from + 1; place <= to; place++) {
      table.set(this.#sessions.writeKey[writes[place - 1] as number] as number, column, place);
    }
  }
}
