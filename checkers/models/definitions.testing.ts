/**
 * For tests: models by their definitions, on small histories of registers, answered by enumeration. Those of Adya by all orders of
 * versions and cycles of the graph that follows; the others by the oracles of isolation. Histories are those whose transactions all
 * committed, wrote each key once at most, and read from outside only what others wrote last.
 */
import { commitOrderExists, plainHistory, visibilityExists } from '../isolation/oracles/axioms.testing.ts';
import {
  isSerializableByEnumeration,
  isSnapshotIsolatedByEnumeration,
  predecessors,
  type Sessions,
} from '../isolation/oracles/execution-orders.testing.ts';
import type { TransactionColumns } from '../isolation/transaction-columns.ts';

type Relation = readonly (readonly boolean[])[];
type PlainHistory = NonNullable<ReturnType<typeof plainHistory>>;

/** Dependencies under one order of versions. */
interface Graph {
  readonly ww: Relation;
  readonly wr: Relation;
  readonly rw: Relation;
  /** Of one key alone, per key. */
  readonly perKey: readonly { readonly ww: Relation; readonly rw: Relation }[];
  readonly order: Relation;
  readonly writes: readonly boolean[];
}

function relation(count: number, holds: (from: number, to: number) => boolean): boolean[][] {
  return Array.from({ length: count }, (_, from) => Array.from({ length: count }, (__, to) => holds(from, to)));
}

function union(...all: readonly Relation[]): Relation {
  return relation(all[0]?.length ?? 0, (from, to) => all.some((one) => one[from]?.[to] === true));
}

function composed(left: Relation, right: Relation): Relation {
  return relation(left.length, (from, to) =>
    left.some((_, by) => left[from]?.[by] === true && right[by]?.[to] === true),
  );
}

function closure(one: Relation): Relation {
  let all = one;
  for (let length = 1; length < one.length; length *= 2) all = union(all, composed(all, all));
  return all;
}

const irreflexive = (one: Relation): boolean => one.every((row, at) => row[at] !== true);

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

function* versionOrders(keys: readonly number[], { writers }: PlainHistory): Iterable<ReadonlyMap<number, number[]>> {
  const [key, ...rest] = keys;
  if (key === undefined) {
    yield new Map();
    return;
  }
  for (const others of versionOrders(rest, { writers } as PlainHistory)) {
    for (const order of permutations([...(writers.get(key) ?? [])])) yield new Map([...others, [key, order]]);
  }
}

function graphOf(history: PlainHistory, versions: ReadonlyMap<number, number[]>, order: Relation): Graph {
  const { count, reads } = history;
  const perKey = Array.from(versions, ([key, installed]) => {
    const place = (writer: number): number => installed.indexOf(writer);
    const readsOfKey = reads.filter((read) => read.key === key);
    return {
      ww: relation(count, (from, to) => place(from) >= 0 && place(from) < place(to)),
      rw: relation(
        count,
        (from, to) =>
          from !== to &&
          place(to) >= 0 &&
          readsOfKey.some(({ reader, writer }) => reader === from && place(writer) < place(to)),
      ),
    };
  });
  const none = relation(count, () => false);
  return {
    ww: union(none, ...perKey.map(({ ww }) => ww)),
    wr: relation(count, (from, to) => reads.some(({ reader, writer }) => writer === from && reader === to)),
    rw: union(none, ...perKey.map(({ rw }) => rw)),
    perKey,
    order,
    writes: Array.from({ length: count }, (_, transaction) =>
      [...history.writers.values()].some((all) => all.has(transaction)),
    ),
  };
}

const dependencies = ({ ww, wr, order }: Graph): Relation => union(ww, wr, order);
const noCycle = (one: Relation): boolean => irreflexive(closure(one));

/** Of the graph of those that write and one more, for each one more. */
function updatesAreSerializable({ ww, wr, rw, writes }: Graph): boolean {
  const all = union(ww, wr, rw);
  return writes.every((_, reader) =>
    noCycle(
      relation(
        all.length,
        (from, to) => [from, to].every((one) => writes[one] === true || one === reader) && all[from]?.[to] === true,
      ),
    ),
  );
}

/** Conditions on a graph, by level; they are to hold for some order of versions. */
const levels = {
  PL1: ({ ww, order }: Graph) => noCycle(union(ww, order)),
  PL2: (graph: Graph) => noCycle(dependencies(graph)),
  PLCS: (graph: Graph) =>
    noCycle(dependencies(graph)) && graph.perKey.every(({ ww, rw }) => irreflexive(composed(closure(ww), rw))),
  PL2plus: (graph: Graph) =>
    noCycle(dependencies(graph)) && irreflexive(composed(closure(dependencies(graph)), graph.rw)),
  PL3U: (graph: Graph) => noCycle(dependencies(graph)) && updatesAreSerializable(graph),
  PL3: (graph: Graph) => noCycle(union(dependencies(graph), graph.rw)),
} as const;

function byGraph(level: keyof typeof levels, sessions: Sessions): Definition {
  return (columns) => {
    const history = plainHistory(columns, false);
    if (history === undefined) return false;
    const before = predecessors(columns, sessions);
    const order = relation(history.count, (from, to) => before[to]?.includes(from) === true);
    for (const versions of versionOrders([...history.writers.keys()], history)) {
      if (levels[level](graphOf(history, versions, order))) return true;
    }
    return false;
  };
}

export type Definition = (columns: TransactionColumns) => boolean;

/** Of `repeatable-read` where there are no predicates, so that it is the same as `serializable`. */
export const definitions: ReadonlyMap<string, Definition> = new Map<string, Definition>([
  ['strict-serializable', (columns) => isSerializableByEnumeration(columns, 'real-time')],
  ['strong-session-serializable', (columns) => isSerializableByEnumeration(columns, 'sessions')],
  ['serializable', (columns) => isSerializableByEnumeration(columns, 'none')],
  ['repeatable-read', byGraph('PL3', 'none')],
  ['strong-snapshot-isolation', (columns) => isSnapshotIsolatedByEnumeration(columns, 'real-time')],
  ['strong-session-snapshot-isolation', (columns) => isSnapshotIsolatedByEnumeration(columns, 'sessions')],
  ['snapshot-isolation', (columns) => isSnapshotIsolatedByEnumeration(columns, 'none')],
  ['strong-session-prefix', (columns) => commitOrderExists(columns, 'prefix', true)],
  ['prefix', (columns) => commitOrderExists(columns, 'prefix', false)],
  ['strong-session-causal', (columns) => commitOrderExists(columns, 'causal', true)],
  ['causal-cerone', (columns) => commitOrderExists(columns, 'causal', false)],
  ['strong-session-read-atomic', (columns) => commitOrderExists(columns, 'read-atomic', true)],
  ['read-atomic', (columns) => commitOrderExists(columns, 'read-atomic', false)],
  ['strong-session-monotonic-atomic-view', (columns) => commitOrderExists(columns, 'read-committed', true)],
  ['monotonic-atomic-view', (columns) => commitOrderExists(columns, 'read-committed', false)],
  ['parallel-snapshot-isolation', (columns) => visibilityExists(columns, 'parallel-snapshot-isolation', false)],
  ['update-serializable', byGraph('PL3U', 'none')],
  ['consistent-view', byGraph('PL2plus', 'none')],
  ['cursor-stability', byGraph('PLCS', 'none')],
  ['strong-read-committed', byGraph('PL2', 'real-time')],
  ['strong-session-read-committed', byGraph('PL2', 'sessions')],
  ['read-committed', byGraph('PL2', 'none')],
  ['strong-read-uncommitted', byGraph('PL1', 'real-time')],
  ['strong-session-read-uncommitted', byGraph('PL1', 'sessions')],
  ['read-uncommitted', byGraph('PL1', 'none')],
]);
