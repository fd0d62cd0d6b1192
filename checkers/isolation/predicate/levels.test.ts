/** Whole verdicts on histories of a simulated table: what its level promises is never denied, what it does not is found. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkIsolation } from '../check-isolation.ts';
import { simulateTable, type TableLevel } from './simulated-table.testing.ts';

const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 500);

it.each<[TableLevel, string, string]>([
  ['serial', 'strict-serializable', 'G2'],
  ['snapshot-isolation', 'strong-snapshot-isolation', 'G2'],
  ['read-committed', 'read-committed', 'G-single'],
])(`%s keeps %s, on ${runs} histories`, (level, model, next) => {
  let broken = 0;
  const property = fc.property(fc.nat(0x7fff_ffff), fc.integer({ min: 2, max: 14 }), (seed, transactions) => {
    const { operations } = simulateTable(level, seed, transactions);
    const result = checkIsolation({ operations, workload: 'predicate', model, initial: null });
    expect(result.anomalies.filter(({ permitted }) => permitted !== true)).toEqual([]);
    expect(result.verdict).not.toBe('invalid');
    if (result.anomalies.some(({ type }) => type === next)) broken++;
  });
  fc.assert(property, { numRuns: runs });
  expect(broken > 0).toBe(level !== 'serial');
});
