/**
 * A register whose observed values each come from one operation: its history in blocks. A block is the time during which
 * the register holds what one operation put there: that operation (the source: a write, a cas, or the initial value) and
 * the reads of it. A cas ends the block of the value it expected and begins its own, so blocks form chains that nothing
 * may interrupt.
 *
 * Indeterminate operations: a write or cas that put an observed value there did happen, some time after its invocation;
 * one whose value nobody observed is left out, since whatever order has it is an order without it, too: only writes,
 * which observe nothing, can come next. The same holds of a read. A cas from a value to itself is a read.
 */
import { never, registerKind, unknown, type InvalidAnswer, type ObjectOperations } from './monitor.ts';
import { timelineOf, type Timeline } from './timeline.ts';
import { ValueNumbers } from './value-numbers.ts';

const none = -1;
/** In `source` while values are counted: more than one operation may have put the value there. */
const several = -2;
/** The source of the initial value. */
export const initially = -3;

export interface Blocks {
  readonly timeline: Timeline;
  /** Number of blocks; block 0 is that of the initial value. */
  readonly count: number;
  /** The row that begins each block; `initially` for block 0. */
  readonly source: Int32Array;
  /** The block that a cas ends and this one continues, or -1. */
  readonly previous: Int32Array;
  /** The block that continues this one, or -1. */
  readonly next: Int32Array;
  /** Rows of reads in order of invocation, block by block; those of block `b` begin at `readStart[b]`. */
  readonly reads: Int32Array;
  readonly readStart: Int32Array;
  /** The block of each source and read; -1 of other rows. */
  readonly blockOfRow: Int32Array;
  /** The block of each value, by the value's number; -1 if it was not observed. */
  readonly blockOfValue: Int32Array;
  readonly numbers: ValueNumbers;
}

class BlockTable {
  readonly #operations: ObjectOperations;
  readonly #numbers: ValueNumbers;
  /** By value: the one operation that may have put it there. */
  readonly #source: Int32Array;
  /** By value: a row that observed it, or -1. */
  readonly #observer: Int32Array;
  /** Rows that happened and begin a block. */
  readonly #blockOfRow: Int32Array;

  constructor(operations: ObjectOperations, initial: number) {
    this.#operations = operations;
    this.#numbers = new ValueNumbers(operations.value, operations.result, Int32Array.of(initial));
    this.#numbers.add(initial);
    const { count, kind, value, result } = operations;
    for (let row = 0; row < count; row++) {
      if (kind[row] === registerKind.failedCas) continue;
      this.#numbers.findOrAdd(value[row] as number);
      if (kind[row] === registerKind.cas) this.#numbers.findOrAdd(result[row] as number);
    }
    this.#source = new Int32Array(this.#numbers.count).fill(none);
    this.#observer = new Int32Array(this.#numbers.count).fill(none);
    this.#blockOfRow = new Int32Array(count).fill(none);
    this.#source[0] = initially;
  }

  build(): Blocks | InvalidAnswer | null {
    if (!this.#sources()) return null;
    const refusal = this.#observe();
    if (refusal !== undefined) return refusal;
    return this.#link();
  }

  /** The value that a row puts there, or -1. */
  #stored(row: number): number {
    const { kind, value, result } = this.#operations;
    if (kind[row] === registerKind.write) return this.#numbers.find(value[row] as number);
    if (kind[row] !== registerKind.cas || value[row] === result[row]) return none;
    return this.#numbers.find(result[row] as number);
  }

  /** The value that a row saw, or -1. */
  #seen(row: number): number {
    const { kind, value } = this.#operations;
    if (kind[row] === registerKind.write || kind[row] === registerKind.failedCas) return none;
    return this.#numbers.find(value[row] as number);
  }

  #isComplete(row: number): boolean {
    return this.#operations.complete[row] !== never;
  }

  /** False if a read does not say what it saw. */
  #sources(): boolean {
    const { count, value } = this.#operations;
    for (let row = 0; row < count; row++) {
      const stored = this.#stored(row);
      if (stored !== none) this.#source[stored] = this.#source[stored] === none ? row : several;
      else if (value[row] === unknown && this.#isComplete(row)) return false;
    }
    return true;
  }

  /** Which values were observed, and so which indeterminate operations did happen. */
  #observe(): InvalidAnswer | null | undefined {
    const { count } = this.#operations;
    const pending: number[] = [];
    for (let row = 0; row < count; row++) if (this.#isComplete(row) && this.#seen(row) !== none) pending.push(row);
    for (let row = pending.pop(); row !== undefined; row = pending.pop()) {
      const value = this.#seen(row);
      if (this.#observer[value] !== none) continue;
      this.#observer[value] = row;
      const source = this.#source[value] as number;
      if (source === several) return null;
      if (source === none) return { verdict: 'invalid', culprits: this.#proof(row), violation: 'never-inserted' };
      if (source === initially || this.#isComplete(source)) continue;
      if (this.#seen(source) !== none) pending.push(source);
    }
    return undefined;
  }

  /** The row, and if it is indeterminate the rows that show that it happened. */
  #proof(row: number): number[] {
    const rows = [row];
    for (let last = row; !this.#isComplete(last); rows.push(last)) last = this.#observer[this.#stored(last)] as number;
    return rows;
  }

  /** A row that begins a block: it happened. */
  #begins(row: number): boolean {
    const stored = this.#stored(row);
    return stored !== none && (this.#isComplete(row) || this.#observer[stored] !== none);
  }

  #link(): Blocks | InvalidAnswer {
    const { count } = this.#operations;
    let blocks = 1;
    for (let row = 0; row < count; row++) if (this.#begins(row)) this.#blockOfRow[row] = blocks++;
    const source = new Int32Array(blocks).fill(initially);
    const previous = new Int32Array(blocks).fill(none);
    const next = new Int32Array(blocks).fill(none);
    const blockOfValue = this.#observer.map((observer, value) => {
      if (observer === none) return none;
      const row = this.#source[value] as number;
      return row === initially ? 0 : (this.#blockOfRow[row] as number);
    });
    for (let row = 0; row < count; row++) {
      const block = this.#blockOfRow[row] as number;
      if (block === none) continue;
      source[block] = row;
      const seen = this.#seen(row);
      if (seen === none) continue;
      const from = blockOfValue[seen] as number;
      if (next[from] !== none) return this.#replacedTwice(seen, source[next[from] as number] as number, row);
      previous[block] = from;
      next[from] = block;
    }
    const timeline = timelineOf(this.#operations);
    const reads = this.#reads(timeline, blockOfValue, blocks);
    return {
      timeline,
      count: blocks,
      source,
      previous,
      next,
      blockOfRow: this.#blockOfRow,
      blockOfValue,
      numbers: this.#numbers,
      ...reads,
    };
  }

  /** Two cas operations that both happened saw the same value. */
  #replacedTwice(value: number, one: number, other: number): InvalidAnswer {
    const rows = new Set([...this.#proof(one), ...this.#proof(other)]);
    let origin = this.#source[value] as number;
    while (origin !== initially && !rows.has(origin)) {
      rows.add(origin);
      const seen = this.#seen(origin);
      origin = seen === none ? initially : (this.#source[seen] as number);
    }
    return { verdict: 'invalid', culprits: [...rows], violation: 'removed-twice' };
  }

  #reads(
    { events }: Timeline,
    blockOfValue: Int32Array,
    blocks: number,
  ): { readonly reads: Int32Array; readonly readStart: Int32Array } {
    const isRead = (row: number): boolean =>
      row >= 0 && this.#isComplete(row) && this.#stored(row) === none && this.#seen(row) !== none;
    const readStart = new Int32Array(blocks + 1);
    let count = 0;
    for (const row of events) {
      if (!isRead(row)) continue;
      const after = (blockOfValue[this.#seen(row)] as number) + 1;
      readStart[after] = (readStart[after] as number) + 1;
      count++;
    }
    for (let block = 0; block < blocks; block++)
      readStart[block + 1] = (readStart[block + 1] as number) + (readStart[block] as number);
    const filled = readStart.slice();
    const reads = new Int32Array(count);
    for (const row of events) {
      if (!isRead(row)) continue;
      const block = blockOfValue[this.#seen(row)] as number;
      const position = filled[block] as number;
      reads[position] = row;
      filled[block] = position + 1;
      this.#blockOfRow[row] = block;
    }
    return { reads, readStart };
  }
}

/** O(n). `null` if more than one operation may have put an observed value there. */
export function blocksOf(operations: ObjectOperations, initial: number): Blocks | InvalidAnswer | null {
  return new BlockTable(operations, initial).build();
}

export function isBlocks(built: Blocks | InvalidAnswer | null): built is Blocks {
  return built !== null && 'source' in built;
}
