/**
 * Appends that nobody read, put into an order. A model is kept if there is any order of versions under which nothing shows
 * that it forbids; of such appends every order is possible, and one that fits all that is known is likely. If nothing
 * forbidden shows under it, that proves the model; if something does, nothing is known, and another order may be tried.
 */
import { findCycles } from './cycles/find-cycles.ts';
import { likelyOrder } from './cycles/likely-order.ts';
import { Stopped, type Meter } from './cycles/meter.ts';
import { EdgeColumns, unknownPrevious, wwEdge, type Inference } from './dependencies.ts';
import { aborted, type TransactionColumns } from './transaction-columns.ts';

/** Orders tried: each turns around what closed a forbidden cycle in the one before. */
const mostTrials = 4;

type Pair = readonly [before: number, after: number];

function isTail(transactions: TransactionColumns, { previous, writer }: Inference, version: number): boolean {
  const by = writer[version] ?? -1;
  return by >= 0 && previous[version] === unknownPrevious && transactions.status[by] !== aborted;
}

/** Per key: its appends that nobody read. */
function tailsByKey(transactions: TransactionColumns, inference: Inference): ReadonlyMap<number, number[]> {
  const tails = new Map<number, number[]>();
  for (let version = 0; version < inference.previous.length; version++) {
    if (!isTail(transactions, inference, version)) continue;
    const key = transactions.versionKey[version] as number;
    const tail = tails.get(key);
    if (tail === undefined) tails.set(key, [version]);
    else tail.push(version);
  }
  return tails;
}

function copyOf({ count, from, to, kind, version }: EdgeColumns): EdgeColumns {
  const copy = new EdgeColumns();
  for (let edge = 0; edge < count; edge++) {
    copy.add(from[edge] as number, to[edge] as number, kind[edge] as number, version[edge] as number);
  }
  return copy;
}

/** All edges, and those of an order of the tails that fits them, and the hints. */
function edgesWithTails(
  transactions: TransactionColumns,
  { edges, writer }: Inference,
  tails: Iterable<number[]>,
  hints: readonly Pair[],
  meter: Meter,
): EdgeColumns {
  const hinted = copyOf(edges);
  for (const [before, after] of hints) hinted.add(before, after, wwEdge, -1);
  const compare = likelyOrder(transactions, hinted, meter);
  const all = copyOf(edges);
  const writerOf = (version: number): number => writer[version] as number;
  for (const tail of tails) {
    tail.sort((left, right) => compare(writerOf(left), writerOf(right)));
    for (const [at, version] of tail.entries()) {
      if (at > 0) all.add(writerOf(tail[at - 1] as number), writerOf(version), wwEdge, version);
    }
  }
  return all;
}

/**
 * True if some order of what nobody read shows nothing that is forbidden, for certain. False says nothing. A few times as
 * much as one search for cycles.
 */
export function someTailOrderKeeps(
  transactions: TransactionColumns,
  inference: Inference,
  isForbidden: (type: string) => boolean,
  meter: Meter,
): boolean {
  const tails = tailsByKey(transactions, inference);
  const hints: Pair[] = [];
  try {
    for (let trial = 0; trial < mostTrials; trial++) {
      const edges = edgesWithTails(transactions, inference, tails.values(), hints, meter);
      const { counts, leftOut, examples } = findCycles(transactions, edges, meter);
      if (![...counts.keys(), ...leftOut].some(isForbidden)) return true;
      const before = hints.length;
      for (const { transactions: cycle, kinds, versions } of examples.filter(({ type }) => isForbidden(type))) {
        for (const [at, version] of versions.entries()) {
          if (kinds[at] !== wwEdge || !isTail(transactions, inference, version)) continue;
          hints.push([cycle[(at + 1) % cycle.length] as number, cycle[at] as number]);
        }
      }
      if (hints.length === before) return false;
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  return false;
}
