import { describe, expect, it } from 'vitest';
import { parseElleCases, type Anomaly, type CheckResult } from '../../checkers/index.ts';
import { disagreements, readExpectation, type CaseExpectation } from './case-expectation.ts';

function expectationOf(kind: string, expected: unknown, history?: readonly unknown[]): CaseExpectation | undefined {
  const events = history ?? [
    { index: 3, type: 'invoke', process: 0, value: [['append', 'x', 1]] },
    { index: 5, type: 'ok', process: 0, value: [['append', 'x', 1]] },
    { index: 8, type: 'invoke', process: 0, value: [['r', 'x', null]] },
    { index: 9, type: 'ok', process: 0, value: [['r', 'x', [1]]] },
  ];
  const line = JSON.stringify({ name: 'a', workload: 'list-append', kind, history: events, expected });
  const [one] = parseElleCases(line, { file: 'c' });
  if (one === undefined) throw new Error('no case');
  return readExpectation(one);
}

function result(verdict: CheckResult['verdict'], anomalies: readonly Anomaly[]): CheckResult {
  const rest = { reasons: [], algorithm: 'none', operations: 2 };
  return { checker: 'isolation', model: 'serializable', verdict, anomalies, anomalyCount: anomalies.length, ...rest };
}

function cycle(type: string, operations: readonly number[], kinds: readonly string[]): Anomaly {
  const transactions = operations.map((operation) => ({ operation, label: 'T', text: '' }));
  const edges = kinds.map((kind, from) => ({ from, to: (from + 1) % kinds.length, kind, reason: '' }));
  return { type, summary: '', operations, graph: { transactions, edges } };
}

const plain = (type: string, operations: readonly number[] = []): Anomaly => ({ type, summary: '', operations });

function wrong(expected: unknown, found: CheckResult, kind = 'check'): readonly string[] {
  const expectation = expectationOf(kind, expected);
  if (expectation === undefined) throw new Error('nothing is expected');
  return disagreements(expectation, found);
}

describe('what a case expects', () => {
  it('names operations by the indices of its file, of invocation or completion', () => {
    const cycles = { 'G-single-item': [{ ops: [9, 5, 9], edges: ['rwp', 'wr'] }] };
    expect(expectationOf('check', { valid: false, anomalyTypes: ['G-single-item'], not: ['PL-2+'], cycles })).toEqual({
      verdict: 'invalid',
      anomalyTypes: ['G-single-item'],
      weakestRuledOut: ['PL-2+'],
      cycles: [{ type: 'G-single-item', operations: [0, 2], edges: ['rw-predicate', 'wr'] }],
    });
  });

  it('names completions where there are no invocations', () => {
    const history = [
      { index: 0, type: 'fail', value: [['w', 'x', 2]] },
      { index: 7, type: 'ok', value: [['r', 'x', 2]] },
    ];
    const expected = {
      anomaly: 'G1a',
      cases: [
        { anomaly: 'G1a', op: 7, writer: 0 },
        { anomaly: 'internal', op: 7 },
      ],
    };
    expect(expectationOf('anomaly-cases', expected, history)).toEqual({
      cycles: [],
      instances: {
        types: ['G1a', 'internal'],
        all: [
          { type: 'G1a', operations: [1, 0] },
          { type: 'internal', operations: [1] },
        ],
      },
    });
  });

  it.each([
    ['check', {}],
    ['check', { valid: 'perhaps' }],
    ['check', null],
    ['anomaly-cases', { anomaly: 'G1a' }],
    ['anomaly-cases', { cases: [] }],
  ])('may be nothing: %s %j', (kind, expected) => {
    expect(expectationOf(kind, expected)).toBeUndefined();
  });
});

describe('a result', () => {
  const types = { valid: false, anomalyTypes: ['G-single-item', 'empty-transaction-graph'], not: ['PL-2+', 'PL-2.99'] };

  it('agrees if it has what is expected, and more that rules out nothing weaker', () => {
    expect(wrong(types, result('invalid', [plain('G-single-item')]))).toEqual([]);
    expect(wrong(types, result('invalid', [plain('G-single-item'), plain('G2-item')]))).toEqual([]);
    expect(wrong(types, result('invalid', [plain('G-single-item'), { ...plain('G0'), permitted: true }]))).toEqual([]);
  });

  it('disagrees by verdict, by what it lacks, and by what it has too much', () => {
    expect(wrong(types, result('unknown', []))).toEqual([
      'expected invalid, got unknown',
      'it lacks G-single-item and has none',
      'it rules out none instead of consistent-view, repeatable-read',
    ]);
    expect(wrong(types, result('invalid', [plain('G-single-item'), plain('G1a')]))).toEqual([
      'it rules out read-committed instead of consistent-view, repeatable-read',
    ]);
    expect(wrong({ valid: true, anomalyTypes: [] }, result('valid', [plain('G0')]))).toEqual([
      'it has G0 instead of nothing',
    ]);
  });

  it('may have a name for a cycle that the case has none for', () => {
    const unnamed = { valid: false, anomalyTypes: ['G2', 'strong-PL-1-cycle-exists'], not: ['strong-PL-1', 'PL-3'] };
    expect(wrong(unnamed, result('invalid', [plain('G2'), plain('G0-realtime')]))).toEqual([]);
    expect(wrong(unnamed, result('invalid', [plain('G2')]))).toEqual([
      'it rules out serializable instead of serializable, strong-read-uncommitted',
    ]);
  });

  it('must show the same cycles, wherever they begin and whatever shows the order of versions', () => {
    const expected = { valid: false, cycles: { G2: [{ ops: [5, 9, 5], edges: ['rw', 'wr'] }] } };
    expect(wrong(expected, result('invalid', [cycle('G2', [0, 2], ['rw', 'wr'])]))).toEqual([]);
    expect(wrong(expected, result('invalid', [cycle('G2', [2, 0, 1], ['wr', 'rw'])]))).toEqual([]);
    for (const other of [
      cycle('G0', [0, 2], ['rw', 'wr']),
      cycle('G2', [0, 2], ['rw', 'rw']),
      cycle('G2', [0, 1], ['rw', 'wr']),
    ]) {
      expect(wrong(expected, result('invalid', [other]))).toEqual(['it has no G2 of 2, 0 through rw, wr']);
    }
  });

  it('must have exactly the instances that are listed', () => {
    const expected = { anomaly: 'G1a', cases: [{ op: 9, writer: 5 }] };
    const found = (anomalies: readonly Anomaly[]): readonly string[] =>
      wrong(expected, result('invalid', anomalies), 'anomaly-cases');
    expect(found([plain('G1a', [0, 2])])).toEqual([]);
    expect(found([plain('G1a', [0, 2]), plain('G1a', [0])])).toEqual(['it has 2 of G1a instead of 1']);
    expect(found([plain('G1a', [2])])).toEqual(['it has no G1a of the operations 2 and 0']);
    expect(found([plain('G1b', [0, 2])])).toEqual([
      'it has 0 of G1a instead of 1',
      'it has no G1a of the operations 2 and 0',
    ]);
  });
});
