/** Inferred dependencies against the truth: histories of a simulated database whose order of versions is known. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote } from '../../history/quote.ts';
import type { Inference } from '../dependencies.ts';
import { rwEdge, wrEdge, wwEdge } from '../dependencies.ts';
import { randomTransactions, type SimulatedHistory, type SimulatedLevel } from '../random-transactions.testing.ts';
import { readTransactions } from '../read-transactions.ts';
import { committed, initialVersion, readOp, type TransactionColumns } from '../transaction-columns.ts';
import { inferRegister } from './infer-register.ts';
import type { RegisterAssumptions } from './register-assumptions.ts';

const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 1500);

/** Place of each version in the true order of its key, from 1; what is not in it has none. */
function truePlaces(transactions: TransactionColumns, { versionOrder }: SimulatedHistory): Map<number, number> {
  const places = new Map<number, number>([[initialVersion, 0]]);
  for (let version = 0; version < transactions.versionCount; version++) {
    const key = transactions.keys.value(transactions.versionKey[version] as number) as number;
    const value = transactions.values.value(transactions.versionValue[version] as number) as number;
    const place = versionOrder.get(key)?.indexOf(value) ?? -1;
    if (place >= 0) places.set(version, place + 1);
  }
  return places;
}

function versionsOf(transactions: TransactionColumns, txn: number, key: number, isRead: boolean): number[] {
  const versions: number[] = [];
  for (let op = transactions.first[txn] as number; op < (transactions.first[txn + 1] as number); op++) {
    if (transactions.key[op] === key && (transactions.kind[op] === readOp) === isRead)
      versions.push(transactions.version[op] as number);
  }
  return versions;
}

/** Edges that are not so in truth. */
function falseEdges(transactions: TransactionColumns, simulated: SimulatedHistory, { edges }: Inference): string[] {
  const places = truePlaces(transactions, simulated);
  const wrong: string[] = [];
  for (let edge = 0; edge < edges.count; edge++) {
    const [from, to, version] = [edges.from, edges.to, edges.version].map((column) => column[edge]) as [
      number,
      number,
      number,
    ];
    const kind = edges.kind[edge];
    const key = transactions.versionKey[version] as number;
    const place = places.get(version) ?? Number.NaN;
    const isBefore = (earlier: number): boolean => (places.get(earlier) ?? Number.NaN) < place;
    const isTrue =
      (kind === wrEdge &&
        versionsOf(transactions, from, key, false).at(-1) === version &&
        versionsOf(transactions, to, key, true).includes(version)) ||
      (kind === wwEdge && isBefore(versionsOf(transactions, from, key, false).at(-1) ?? Number.NaN)) ||
      (kind === rwEdge && versionsOf(transactions, from, key, true).some((seen) => isBefore(seen)));
    if (!isTrue || simulated.committed[from] === false || simulated.committed[to] === false)
      wrong.push(
        `${['ww', 'wr', 'rw'][kind as number]} ${from} ${to} by ${quote(transactions.values.value(transactions.versionValue[version] as number))}`,
      );
  }
  return wrong;
}

const every: RegisterAssumptions = { initial: null, sequentialKeys: true, linearizableKeys: true };

/** What each level keeps of each key, and what may be wrong without a cycle. */
const levels: readonly (readonly [SimulatedLevel, RegisterAssumptions, readonly string[]])[] = [
  ['serial', every, []],
  ['stale-serial', { initial: null }, []],
  ['snapshot-isolation', every, []],
  ['lost-updates', every, ['lost-update']],
  ['read-committed', every, ['lost-update', 'internal']],
];

describe.each(levels)('%s', (level, assumptions, allowed) => {
  it(`claims nothing that is not so, on ${runs} histories`, () => {
    let edgeCount = 0;
    const property = fc.property(randomTransactions({ workload: 'rw-register', level }), (simulated) => {
      const transactions = readTransactions(simulated.operations, 'rw-register');
      const inference = inferRegister(transactions, assumptions);
      expect([...inference.directCounts.keys()].filter((type) => !allowed.includes(type))).toEqual([]);
      expect(falseEdges(transactions, simulated, inference)).toEqual([]);
      expect(inference.doubts).toEqual([]);
      edgeCount += inference.edges.count;
    });
    fc.assert(property, { numRuns: runs });
    expect(edgeCount).toBeGreaterThan(runs);
  });
});

/** In place and without isolation: what aborted may be seen, and so a transaction of unknown end may be taken for committed. */
describe.each(['read-uncommitted', 'no-isolation'] as const)('%s', (level) => {
  const allowed = ['lost-update', 'internal', 'G1a', 'G1b', 'dirty-update'];
  it(`claims nothing that is not so of what committed, on ${runs} histories`, () => {
    const property = fc.property(randomTransactions({ workload: 'rw-register', level }), (simulated) => {
      const transactions = readTransactions(simulated.operations, 'rw-register');
      const isDirty = Array.from(simulated.committed, (each, txn) => transactions.status[txn] !== committed && !each);
      const inference = inferRegister(transactions, { initial: null });
      const found = [...inference.directCounts.keys()].filter((type) => !allowed.includes(type));
      expect(found).toEqual([]);
      // An anti-dependency of who read such a write rests on it as well.
      const { from, to, kind, count } = inference.edges;
      const readers = new Set<number>();
      for (let edge = 0; edge < count; edge++) {
        if (kind[edge] === wrEdge && isDirty[from[edge] as number] === true) readers.add(to[edge] as number);
      }
      const wrong = falseEdges(transactions, simulated, inference).filter((text) => {
        const [name, earlier, later] = text.split(' ');
        const isSpoilt = [earlier, later].some((txn) => isDirty[Number(txn)] === true);
        return !isSpoilt && !(name === 'rw' && readers.has(Number(earlier)));
      });
      expect(wrong).toEqual([]);
    });
    fc.assert(property, { numRuns: runs });
  });
});
