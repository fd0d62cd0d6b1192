import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../checkers/history/event.ts';
import type { TrialRecord } from '../../harness/record/trial-record.ts';
import { exampleTrial } from '../example-trial.testing.ts';
import { reportData } from './compute.ts';
import { defaultLimits } from './report-data.ts';

const ms = 1e6;
const event = (
  index: number,
  type: HistoryEvent['type'],
  timeMs: number,
  more: Partial<HistoryEvent>,
): HistoryEvent => ({
  index,
  type,
  process: 0,
  f: 'read',
  value: ['k', null],
  time: timeMs * ms,
  ...more,
});

/** Two processes, one of which never answers; the harness's own events in between. */
const history: readonly HistoryEvent[] = [
  event(0, 'invoke', 100, { f: 'write', value: ['k', 1], node: 'n1' }),
  event(1, 'invoke', 101, { process: 1, node: 'n2' }),
  event(2, 'info', 101, { process: 'nemesis', f: 'start-kill', value: 'n2' }),
  event(3, 'ok', 102, { f: 'write', value: ['k', 1], node: 'n1' }),
  event(4, 'fail', 104, { process: 1, value: ['k', null], error: ['refused', 'n2 is\u0007 gone'], node: 'n2' }),
  event(5, 'invoke', 105, { process: 2, node: 'n2' }),
];

const small: TrialRecord = { ...exampleTrial(), history, events: [], logs: [] };

function withVerdict(record: TrialRecord, verdict: Partial<TrialRecord['verdict']>): TrialRecord {
  return { ...record, verdict: { ...record.verdict, ...verdict } };
}

describe('reportData', () => {
  it('pairs operations and writes them out', () => {
    const { operations } = reportData(withVerdict(small, { faults: [], checks: [] }));
    const [write, refused, open] = operations;
    expect(operations).toHaveLength(3);
    expect(write).toEqual({
      index: 0,
      process: '0',
      node: 'n1',
      f: 'write',
      result: 'ok',
      invokeNs: 100 * ms,
      completeNs: 102 * ms,
      label: 'k ← 1',
      error: '',
    });
    expect(refused).toMatchObject({ result: 'fail', label: 'k', error: 'refused: n2 is\\x07 gone' });
    expect(open).toMatchObject({ process: '2', result: 'info', completeNs: null, label: 'k' });
  });

  it('says which options were chosen, if the record knows', () => {
    const { plan } = small;
    const known = {
      ...small,
      plan: { ...plan, options: { nodes: 3, reads: 'local' }, defaults: { nodes: 3, reads: 'log' } },
    };
    expect(reportData(known).chosenOptions).toEqual([['reads', 'local']]);
    expect(reportData(small).chosenOptions).toBeNull();
  });

  it('summarises latencies of what was ok, and counts from all operations', () => {
    const { summaries, throughput } = reportData(withVerdict(small, { faults: [], checks: [] }));
    expect(summaries).toEqual([
      { f: 'write', ok: 1, fail: 0, info: 0, medianNs: 2 * ms, p99Ns: 2 * ms, maximumNs: 2 * ms },
      { f: 'read', ok: 0, fail: 1, info: 1, medianNs: null, p99Ns: null, maximumNs: null },
    ]);
    const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
    expect([sum(throughput.ok), sum(throughput.fail), sum(throughput.info)]).toEqual([1, 1, 0]);
  });

  it('gives every reason once, and says whose it is', () => {
    const [check] = small.verdict.checks;
    const unknown = {
      ...(check as NonNullable<typeof check>),
      verdict: 'unknown',
      anomalies: [],
      reasons: ['out of time'],
    } as const;
    const record = withVerdict(
      { ...small, historyNote: 'the last line was torn' },
      { verdict: 'unknown', reasons: ['a fault is not attested', 'a fault is not attested'], checks: [unknown] },
    );
    expect(reportData(record).reasons).toEqual([
      'a fault is not attested',
      'linearizable: out of time',
      'the last line was torn',
    ]);
  });

  it('shows a fault that the verdict does not know, and one that was never healed', () => {
    const start = {
      timeNs: 103 * ms,
      type: 'fault-start',
      fault: 7,
      kind: 'kill',
      description: 'n2',
      nodes: ['n2'],
    } as const;
    const { faults, extent } = reportData(withVerdict({ ...small, events: [start] }, { faults: [], checks: [] }));
    expect(faults).toEqual([
      {
        number: 7,
        kind: 'kill',
        description: 'n2',
        nodes: ['n2'],
        startNs: 103 * ms,
        healingNs: extent.endNs,
        endNs: null,
        attestation: null,
      },
    ]);
  });

  it('puts findings before what the claim permits, and keeps an anomaly whose operations are missing', () => {
    const anomaly = { type: 'stale-read', summary: 'late', operations: [5, 0, 999] };
    const [check] = small.verdict.checks;
    const checks = [
      {
        ...(check as NonNullable<typeof check>),
        anomalies: [{ ...anomaly, permitted: true }, anomaly],
        anomalyCount: 9,
      },
    ];
    const { anomalies, omissions } = reportData(withVerdict(small, { faults: [], checks }));
    expect(
      anomalies.map(({ permitted, operations, omitted }) => [permitted, operations.map(({ index }) => index), omitted]),
    ).toEqual([
      [false, [0, 5], 1],
      [true, [0, 5], 1],
    ]);
    expect(omissions).toEqual(['2 of 9 anomalies are shown as examples.']);
  });

  it('keeps an anomaly and everything that went wrong when there is no room for all', () => {
    const record = exampleTrial(1000);
    const data = reportData(record, { ...defaultLimits, operations: 1500 });
    const shown = new Set(data.operations.map((operation) => operation.index));
    expect(data.operations).toHaveLength(1500);
    expect(data.anomalies[0]?.operations.every((operation) => shown.has(operation.index))).toBe(true);
    const wrong = data.summaries.reduce((sum, { fail, info }) => sum + fail + info, 0);
    expect(data.operations.filter((operation) => operation.result !== 'ok')).toHaveLength(wrong);
    expect(data.omissions[0]).toMatch(/^The timeline shows 1,500 of 19,\d{3} operations/);
  });

  it('shares the room for logs and says what was cut', () => {
    const log = (node: string, text: string) => ({ node, file: `${node}.log`, text });
    const logs = [log('n1', `${'x'.repeat(500)}end`), log('n2', 'short\u001b[31m red')];
    const { logs: shown, omissions } = reportData({ ...small, logs }, { ...defaultLimits, logLength: 200 });
    expect(shown).toEqual([log('n1', `${'x'.repeat(97)}end`), log('n2', 'short red')]);
    expect(omissions).toContain('1 node log cut to the last 100 characters; nodes/ has more.');
  });

  it('survives a trial in which nothing happened', () => {
    const empty = withVerdict({ ...small, history: [] }, { faults: [], checks: [], counts: [] });
    const data = reportData(empty);
    expect(data.operations).toEqual([]);
    expect(data.extent).toEqual({ startNs: 0, endNs: 1e9 });
  });
});
