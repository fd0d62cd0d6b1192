import { expect, it } from 'vitest';
import type { CheckResult } from '../../checkers/index.ts';
import { anomalyLines, modelLines } from './evidence-lines.ts';

it('shows an anomaly with its transactions, the reason of each dependency, and what it means', () => {
  const graph = {
    transactions: [
      { operation: 0, label: 'T1', text: 'append x 1' },
      { operation: 2, label: 'T2', text: 'r x [1]' },
    ],
    edges: [
      { from: 0, to: 1, kind: 'wr', reason: 'T2 read what T1 appended' },
      { from: 1, to: 7, kind: 'rw', reason: 'why not' },
    ],
  };
  const anomaly = { type: 'G2', summary: 'a cycle', operations: [0, 2], graph, consequence: 'both went off call' };
  expect(anomalyLines(anomaly)).toEqual([
    '  G2: a cycle',
    '    T1 is append x 1',
    '    T2 is r x [1]',
    '    T1 -> T2 (wr): T2 read what T1 appended',
    '    T2 -> ? (rw): why not',
    '    what it means: both went off call',
  ]);
  const whole = { ...anomaly, summary: 'a cycle: T2 read what T1 appended; why not. So T1 before itself' };
  expect(anomalyLines({ ...whole, consequence: 'no' })).toEqual([
    '  G2: a cycle',
    ...anomalyLines(anomaly).slice(1, -1),
    '    So T1 before itself',
    '    what it means: no',
  ]);
  const named = { ...graph, edges: [{ from: 0, to: 1, kind: 'wr', reason: 'T1 -> T2 because T2 saw it' }] };
  expect(anomalyLines({ ...anomaly, graph: named })[3]).toBe('    T1 -> T2 (wr) because T2 saw it');
  expect(anomalyLines({ type: 'G2', summary: 's', operations: [], permitted: true })).toEqual(['  G2 (permitted): s']);
});

it('shows what is left of the models, what was assumed, and who agrees', () => {
  const result: CheckResult = {
    checker: 'isolation',
    model: 'serializable',
    verdict: 'invalid',
    anomalies: [],
    anomalyCount: 0,
    reasons: [],
    algorithm: 'one',
    operations: 0,
  };
  expect(modelLines(result)).toEqual([]);
  const models = { violated: ['serializable'], alsoViolated: [], consistentWith: ['snapshot-isolation', 'prefix'] };
  expect(modelLines({ ...result, models, assumptions: ['a', 'b'], agreedBy: ['one', 'two'] })).toEqual([
    'breaks: serializable',
    'nothing found speaks against: snapshot-isolation, prefix',
    'assumed: a',
    'assumed: b',
    'agreed by 2 independent methods: one, two',
  ]);
  expect(modelLines({ ...result, agreedBy: ['one'] })).toEqual([]);
});
