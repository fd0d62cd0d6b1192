/** Inferred dependencies against the truth: histories of a simulated table that knows what each read selected. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../history/event.ts';
import { edgeNames, type Inference } from '../dependencies.ts';
import { readTransactions } from '../read-transactions.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { inferPredicate } from './infer-predicate.ts';
import { compilePredicate } from './predicate-language.ts';
import { simulateTable, type SimulatedTable, type TableLevel } from './simulated-table.testing.ts';

const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 1000);

function matches(predicate: Json | undefined, key: number, value: number | null): boolean {
  return value !== null && predicate !== undefined && compilePredicate(predicate)?.(key, value) === true;
}

/** Whether the edge is so in truth. */
function isTrue(
  { versions, selected }: SimulatedTable,
  kind: string,
  [from, to]: readonly [number, number],
  key: number,
  value: number | null,
): boolean {
  const order = versions[key] ?? [];
  const writer = kind.startsWith('wr') ? from : to;
  const place = order.findIndex((each) => each.txn === writer && each.value === value);
  if (place < 0) return false;
  const reads = (txn: number, isPredicate: boolean): (typeof selected)[number] =>
    (selected[txn] ?? []).filter(
      (each) => each.key === key && each.place >= 0 && (!isPredicate || each.predicate !== undefined),
    );
  const match = (predicate: Json | undefined, at: number): boolean => matches(predicate, key, order[at]?.value ?? null);
  switch (kind) {
    case 'ww':
      return order.slice(0, place).some(({ txn }) => txn === from);
    case 'wr':
      return reads(to, false).some((each) => each.place === place);
    case 'rw':
      return reads(from, false).some((each) => each.place < place);
    case 'wr-predicate':
      return reads(to, true).some((each) => each.place >= place);
    default:
      return reads(from, true).some(
        ({ place: seen, predicate }) => seen < place && match(predicate, seen) !== match(predicate, place),
      );
  }
}

function falseEdges(transactions: TransactionColumns, table: SimulatedTable, { edges }: Inference): string[] {
  const wrong: string[] = [];
  for (let edge = 0; edge < edges.count; edge++) {
    const [from, to, version] = [edges.from, edges.to, edges.version].map((column) => column[edge]) as [
      number,
      number,
      number,
    ];
    const kind = edgeNames[edges.kind[edge] as number] as string;
    const key = transactions.keys.value(transactions.versionKey[version] as number) as number;
    const value = transactions.values.value(transactions.versionValue[version] as number) as number | null;
    const isSo = isTrue(table, kind, [from, to], key, value);
    if (!isSo || table.committed[from] !== true || table.committed[to] !== true)
      wrong.push(`${from} ${kind} ${to} by ${value} of ${key}`);
  }
  return wrong;
}

const levels: readonly (readonly [TableLevel, readonly string[]])[] = [
  ['serial', []],
  ['snapshot-isolation', []],
  ['read-committed', ['internal', 'lost-update']],
];

describe.each(levels)('%s', (level, allowed) => {
  it(`claims nothing that is not so, on ${runs} histories`, () => {
    const kinds = new Map<string, number>();
    const property = fc.property(fc.nat(0x7fff_ffff), fc.integer({ min: 2, max: 14 }), (seed, transactions) => {
      const table = simulateTable(level, seed, transactions);
      const columns = readTransactions(table.operations, 'predicate');
      const inference = inferPredicate(columns, { initial: null });
      expect(falseEdges(columns, table, inference)).toEqual([]);
      expect([...inference.directCounts.keys()].filter((type) => !allowed.includes(type))).toEqual([]);
      for (const kind of inference.edges.kind.subarray(0, inference.edges.count)) {
        const name = edgeNames[kind] as string;
        kinds.set(name, (kinds.get(name) ?? 0) + 1);
      }
    });
    fc.assert(property, { numRuns: runs });
    for (const name of ['ww', 'wr', 'rw', 'wr-predicate', 'rw-predicate'])
      expect([name, (kinds.get(name) ?? 0) > runs / 10]).toEqual([name, true]);
  });
});
