/**
 * Rows of touches, key by key, each key's in the order of their transactions' invocations; and the orders of versions that
 * follow when each process is taken to meet the versions of a key in their order.
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
 * Each process meets the versions of a key in their order: the last one that a transaction met is no later than the first
 * one that the next met. One pair per touch at most. Touches of versions without a place say nothing.
 */
export function orderBySession(
  { session, sessionCount }: TransactionColumns,
  touches: Touches,
  { begin, rows }: TouchesByKey,
  edges: VersionEdges,
): void {
  const { read, installed, transaction } = touches;
  const stamp = new Int32Array(sessionCount).fill(-1);
  const last = new Int32Array(sessionCount);
  for (let key = 0; key + 1 < begin.length; key++) {
    for (let at = begin[key] as number; at < (begin[key + 1] as number); at++) {
      const row = rows[at] as number;
      const seen = read.items[row] as number;
      const made = installed.items[row] as number;
      const first = seen === noPlace ? made : seen;
      if (first === noPlace) continue;
      const by = transaction.items[row] as number;
      const own = session[by] as number;
      if (stamp[own] === key) {
        const before = last[own] as number;
        const madeBefore = installed.items[before] as number;
        const met = madeBefore === noPlace ? (read.items[before] as number) : madeBefore;
        edges.add(met, first, sessionSource, transaction.items[before] as number, by);
      }
      stamp[own] = key;
      last[own] = row;
    }
  }
}

/** Versions are installed in the order of their writers' ranks; what was read, and when, does not matter. */
export function orderByRank(
  rank: ArrayLike<number>,
  { transaction, installed }: Touches,
  { begin, rows }: TouchesByKey,
  edges: VersionEdges,
): void {
  const rankOf = (row: number): number => rank[transaction.items[row] as number] ?? 0;
  for (let key = 0; key + 1 < begin.length; key++) {
    const own = rows.subarray(begin[key], begin[key + 1]);
    const writes = own
      .filter((row) => installed.items[row] !== noPlace)
      .toSorted((left, right) => rankOf(left) - rankOf(right));
    for (let at = 1; at < writes.length; at++) {
      const [before, after] = [writes[at - 1] as number, writes[at] as number];
      const [from, to] = [installed.items[before] as number, installed.items[after] as number];
      edges.add(from, to, givenSource, transaction.items[before] as number, transaction.items[after] as number);
    }
  }
}
