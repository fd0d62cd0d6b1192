/**
 * Rows of touches, key by key, each key's in the order of their transactions' invocations; and the orders of versions that
 * follow when each process, or everybody, is taken to meet the versions of a key in their order.
 */
import type { TransactionColumns } from '../transaction-columns.ts';
import { noPlace, type Touches } from './register-reads.ts';
import { givenSource, sessionSource, wfrSource, type VersionEdges } from './version-edges.ts';

export interface TouchesByKey {
  /** Rows of key k are `rows[begin[k]]` to `rows[begin[k + 1]]` (exclusive). */
  readonly begin: Int32Array;
  readonly rows: Int32Array;
}

export function sortTouches({ key, transaction }: Touches, keyCount: number): TouchesByKey {
  const count = transaction.length;
  const keys = key.view();
  const begin = new Int32Array(keyCount + 1);
  for (let row = 0; row < count; row++) begin[(keys[row] as number) + 1]!++;
  for (let each = 0; each < keyCount; each++) begin[each + 1]! += begin[each] as number;
  const next = begin.slice(0, keyCount);
  const rows = new Int32Array(count);
  for (let row = 0; row < count; row++) rows[next[keys[row] as number]!++] = row;
  return { begin, rows };
}

/**
 * A transaction that reads a key and then writes it installs a later version. Sound from read committed on: the writer of
 * the version read comes before the reader (wr); were the reader's own version before that one, ww would lead back, G1c.
 */
export function orderWithinTransactions({ transaction, read, installed }: Touches, edges: VersionEdges): void {
  for (let row = 0; row < transaction.length; row++) {
    const before = read.items[row] as number;
    const after = installed.items[row] as number;
    if (before < 0 || after < 0) continue;
    const by = transaction.items[row] as number;
    edges.add(before, after, wfrSource, by, by);
  }
}

/**
 * The chain of versions that one line of transactions met on one key: the last one that each met is no later than the first
 * one that the next met. Touches of versions without a place say nothing.
 */
class Chain {
  readonly #touches: Touches;
  readonly #edges: VersionEdges;
  readonly #source: number;

  constructor(touches: Touches, edges: VersionEdges, source: number) {
    this.#touches = touches;
    this.#edges = edges;
    this.#source = source;
  }

  /** Row `before` is the one met before `row` in this line, or -1. True if the next one is to be compared with `row`. */
  link(before: number, row: number): boolean {
    const { read, installed, transaction } = this.#touches;
    const seen = read.items[row] as number;
    const made = installed.items[row] as number;
    const first = seen === noPlace ? made : seen;
    if (first === noPlace) return false;
    const by = transaction.items[row] as number;
    if (before >= 0) {
      const madeBefore = installed.items[before] as number;
      const last = madeBefore === noPlace ? (read.items[before] as number) : madeBefore;
      this.#edges.add(last, first, this.#source, transaction.items[before] as number, by);
    }
    return true;
  }
}

/** Each process meets the versions of a key in their order. One pair per touch at most. */
export function orderBySession(
  { session, sessionCount }: TransactionColumns,
  touches: Touches,
  { begin, rows }: TouchesByKey,
  edges: VersionEdges,
): void {
  const chain = new Chain(touches, edges, sessionSource);
  const stamp = new Int32Array(sessionCount).fill(-1);
  const last = new Int32Array(sessionCount);
  for (let key = 0; key + 1 < begin.length; key++) {
    for (let at = begin[key] as number; at < (begin[key + 1] as number); at++) {
      const row = rows[at] as number;
      const own = session[touches.transaction.items[row] as number] as number;
      const before = stamp[own] === key ? (last[own] as number) : -1;
      if (!chain.link(before, row)) continue;
      stamp[own] = key;
      last[own] = row;
    }
  }
}

/** The transactions were met in the order of their ranks. One pair per touch at most. */
export function orderByRank(
  rank: ArrayLike<number>,
  touches: Touches,
  { begin, rows }: TouchesByKey,
  edges: VersionEdges,
): void {
  const chain = new Chain(touches, edges, givenSource);
  const rankOf = (row: number): number => rank[touches.transaction.items[row] as number] ?? 0;
  for (let key = 0; key + 1 < begin.length; key++) {
    const sorted = rows.slice(begin[key], begin[key + 1]).sort((left, right) => rankOf(left) - rankOf(right));
    let before = -1;
    for (const row of sorted) if (chain.link(before, row)) before = row;
  }
}
