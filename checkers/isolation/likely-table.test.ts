import { expect, it } from 'vitest';
import type { HistoryEvent, Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { checkIsolation } from './check-isolation.ts';

type Line = readonly [type: 'ok' | 'info', ...microOps: readonly Json[]];

/** One transaction after another, each of a process of its own. */
function verdictOn(lines: readonly Line[]): { readonly verdict: string; readonly anomalies: readonly string[] } {
  const events = lines.flatMap(([type, ...value], process): HistoryEvent[] => [
    { type: 'invoke', f: 'txn', process, value, index: process * 2, time: process * 2 },
    { type, f: 'txn', process, value, index: process * 2 + 1, time: process * 2 + 1 },
  ]);
  const question = { operations: pairOperations(events), workload: 'predicate', initial: null } as const;
  const { verdict, anomalies } = checkIsolation({ ...question, model: 'strict-serializable' });
  return { verdict, anomalies: anomalies.map(({ type }) => type) };
}

const insert: Line = ['ok', ['insert', 'x', 0]];
/** A change whose client never heard of its end. */
const lost = (value: number): Line => ['info', ['r', 'x', null], ['w', 'x', value]];
const change = (seen: number, value: number): Line => ['ok', ['r', 'x', seen], ['w', 'x', value]];
const find = (value: number): Line => ['ok', ['rp', 'true', [['x', value]]]];
const valid = { verdict: 'valid', anomalies: [] };

it('a change of unknown outcome that nobody saw need not have happened', () => {
  expect(verdictOn([insert, lost(1), find(0), change(0, 2), find(2)])).toEqual(valid);
});

it('one that was seen has its place where it became known, behind what follows the version before', () => {
  expect(verdictOn([insert, lost(1), change(0, 2), change(2, 3), find(3), find(1), change(1, 4), find(4)])).toEqual(
    valid,
  );
});

it('several of them may come in any order that was seen', () => {
  expect(verdictOn([insert, lost(1), lost(2), find(2), change(2, 3), find(1), find(1)])).toEqual(valid);
});

it('what contradicts every order is refuted as ever', () => {
  const { verdict, anomalies } = verdictOn([insert, lost(1), find(1), change(0, 2)]);
  expect([verdict, anomalies.length > 0]).toEqual(['invalid', true]);
});

it('what no likely order explains stays unknown', () => {
  const twice: Line = ['info', ['w', 'x', 1], ['w', 'y', 1]];
  const other: Line = ['info', ['w', 'x', 2], ['w', 'y', 2]];
  const crossed: Line[] = [
    ['ok', ['insert', 'y', 0]],
    ['ok', ['r', 'x', 1], ['r', 'y', 2]],
    ['ok', ['r', 'x', 2], ['r', 'y', 1]],
  ];
  expect(verdictOn([insert, ...crossed.slice(0, 1), twice, other, ...crossed.slice(1)]).verdict).toBe('unknown');
});
