/**
 * A contradiction as small as it gets: transactions are left out as long as what remains still has no explanation. A
 * history without some transactions asks for less (their reads, writes and places in sessions no longer count, and what was
 * read from them may have come from anywhere), so a contradiction among the rest is one of the whole.
 */
import { ownersOf, type Shape } from './polygraph.ts';
import type { Observations } from './observations.ts';
import { solve } from './solve.ts';

/** The same history with these nodes only. Reads from others are forgotten. */
export function restrict(observations: Observations, nodes: readonly number[]): Observations {
  const { readFirst, readKey, readFrom, readVersion, writeFirst, writeKey, writeVersion, writeRank } = observations;
  const renumbered = new Map(nodes.map((node, position) => [node, position]));
  const kept = (first: Int32Array, keep: (row: number) => boolean): number[][] =>
    nodes.map((node) => {
      const rows: number[] = [];
      for (let row = first[node] as number; row < (first[node + 1] as number); row++) if (keep(row)) rows.push(row);
      return rows;
    });
  const firstOf = (rows: readonly (readonly number[])[]): Int32Array => {
    const first = new Int32Array(rows.length + 1);
    for (const [position, own] of rows.entries()) first[position + 1] = (first[position] as number) + own.length;
    return first;
  };
  const readsOf = kept(readFirst, (row) => (readFrom[row] as number) < 0 || renumbered.has(readFrom[row] as number));
  const writesOf = kept(writeFirst, () => true);
  const [reads, writes] = [readsOf.flat(), writesOf.flat()];
  const newWrite = new Map(writes.map((write, position) => [write, position]));
  const pick = (column: Int32Array, rows: readonly number[]): Int32Array =>
    Int32Array.from(rows, (row) => column[row] as number);
  return {
    ...observations,
    count: nodes.length,
    transaction: pick(observations.transaction, nodes),
    readFirst: firstOf(readsOf),
    readKey: pick(readKey, reads),
    readFrom: Int32Array.from(reads, (row) => renumbered.get(readFrom[row] as number) ?? -1),
    readVersion: pick(readVersion, reads),
    readWrite: Int32Array.from(reads, (row) => newWrite.get(observations.readWrite[row] as number) ?? -1),
    writeFirst: firstOf(writesOf),
    writeKey: pick(writeKey, writes),
    writeVersion: pick(writeVersion, writes),
    writeRank: pick(writeRank, writes),
  };
}

export interface SmallCore {
  /** Ascending. */
  readonly nodes: readonly number[];
  /** Nothing can be left out. */
  readonly minimal: boolean;
  /** It was decided by itself, and has no explanation. */
  readonly confirmed: boolean;
}

/** Decisions spent on making it small; most contradictions need less than a hundred. */
const mostDecisions = 1000;

export function shrinkCore(
  observations: Observations,
  shape: Shape,
  involved: Uint8Array,
  shouldStop: () => boolean,
): SmallCore {
  let decisions = 0;
  /** What of these nodes a contradiction among them rests on; undefined if there is none, or the limit is reached. */
  const contradictionIn = (nodes: readonly number[]): readonly number[] | undefined => {
    decisions++;
    const solution = solve(restrict(observations, nodes), shape, shouldStop);
    if (solution.end !== 'contradiction') return undefined;
    return nodes.filter((_, position) => solution.involved[position] === 1);
  };
  const all = Array.from(involved.keys());
  const seed = all.filter((node) => involved[node] === 1);
  const first = contradictionIn(seed);
  const whole = first ?? contradictionIn(all);
  if (whole === undefined) return { nodes: seed, minimal: false, confirmed: shouldStop() };
  let core: readonly number[] = first === undefined ? all : seed;
  const leaveOut = (rest: readonly number[]): boolean => {
    const smaller = contradictionIn(rest);
    if (smaller === undefined) return false;
    core = smaller.length < rest.length && contradictionIn(smaller) !== undefined ? smaller : rest;
    return true;
  };
  const limited = (): boolean => decisions >= mostDecisions || shouldStop();
  while (whole.length < core.length && leaveOut(whole) && !limited());
  // The last round, one by one, makes it minimal: what a contradiction needed once, every smaller one needs, so whatever is in
  // front of `at` stays there, and never has to be tried again.
  for (let chunk = core.length >> 1; chunk >= 1; chunk >>= 1)
    for (let at = 0; at < core.length && !limited();)
      if (!leaveOut(core.filter((_, position) => position < at || position >= at + chunk))) at += chunk;
  return { nodes: core, minimal: !limited(), confirmed: true };
}

/** Transactions whose reads show an order of list elements that these nodes rest on. */
export function orderReaders(observations: Observations, nodes: readonly number[]): number[] {
  const { orderReader, writeFirst, writeKey, writeRank } = observations;
  const owner = ownersOf(writeFirst);
  const readers = new Set<number>();
  const ranks = new Map<number, number>();
  for (let write = 0; write < writeKey.length; write++) {
    if (!nodes.includes(owner[write] as number)) continue;
    const key = writeKey[write] as number;
    const rank = ranks.get(key);
    if (rank !== undefined && rank !== writeRank[write] && (orderReader[key] as number) >= 0)
      readers.add(orderReader[key] as number);
    ranks.set(key, writeRank[write] as number);
  }
  return [...readers];
}
