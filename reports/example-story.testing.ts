/** A small traced trial, made up, for tests of stories: a cut-off primary goes on answering from what it has. */
import type { HistoryEvent, Json } from '../checkers/history/event.ts';
import type { Beliefs, TraceEvent } from '../harness/record/trace-event.ts';
import type { TrialRecord } from '../harness/record/trial-record.ts';
import { exampleTrial } from './example-trial.testing.ts';

const seconds = 1e9;

function event(
  index: number,
  at: number,
  type: HistoryEvent['type'],
  process: number,
  f: string,
  value: Json,
): HistoryEvent {
  return { index, type, process, f, value, time: at * seconds, node: process === 0 ? 'n1' : 'n2' };
}

/** In three sentences: 1 is written and replicated, n1 is cut off and n2 takes over and gets 2, n1 still answers 1. */
const history: readonly HistoryEvent[] = [
  event(0, 0.1, 'invoke', 0, 'write', ['k0', 1]),
  event(1, 0.112, 'ok', 0, 'write', ['k0', 1]),
  event(2, 0.9, 'invoke', 1, 'write', ['k0', 2]),
  event(3, 0.915, 'ok', 1, 'write', ['k0', 2]),
  event(4, 1.0, 'invoke', 0, 'read', ['k0', null]),
  event(5, 1.004, 'ok', 0, 'read', ['k0', 1]),
];

const leader = (role: string, term: number, log: number): Beliefs => ({ role, term, log });

const trace: readonly TraceEvent[] = [
  { timeNs: -1e9, type: 'node', node: 'n1', change: 'started' },
  { timeNs: -0.5e9, type: 'beliefs', node: 'n1', beliefs: leader('leader', 1, 0) },
  { timeNs: -0.5e9, type: 'beliefs', node: 'n2', beliefs: leader('follower', 1, 0) },
  { timeNs: -0.5e9, type: 'beliefs', node: 'n3', beliefs: leader('follower', 1, 0) },
  { timeNs: 0.101e9, type: 'beliefs', node: 'n1', beliefs: leader('leader', 1, 1) },
  { timeNs: 0.101e9, type: 'send', id: 1, from: 'n1', to: 'n2', kind: 'append', text: '{"index":1}' },
  { timeNs: 0.101e9, type: 'send', id: 2, from: 'n1', to: 'n3', kind: 'append', text: '{"index":1}' },
  { timeNs: 0.106e9, type: 'deliver', id: 1 },
  { timeNs: 0.106e9, type: 'beliefs', node: 'n2', beliefs: leader('follower', 1, 1) },
  { timeNs: 0.108e9, type: 'deliver', id: 2 },
  { timeNs: 0.108e9, type: 'beliefs', node: 'n3', beliefs: leader('follower', 1, 1) },
  { timeNs: 0.42e9, type: 'send', id: 3, from: 'n1', to: 'n2', kind: 'append', text: '{"heartbeat":true}' },
  { timeNs: 0.42e9, type: 'lose', id: 3, reason: 'cut' },
  { timeNs: 0.45e9, type: 'send', id: 4, from: 'n2', to: 'n3', kind: 'append', text: '{"heartbeat":true}' },
  { timeNs: 0.452e9, type: 'deliver', id: 4 },
  { timeNs: 0.7e9, type: 'beliefs', node: 'n2', beliefs: leader('leader', 2, 1) },
  { timeNs: 0.7e9, type: 'send', id: 5, from: 'n2', to: 'n3', kind: 'append', text: '{"term":2}' },
  { timeNs: 0.703e9, type: 'deliver', id: 5 },
  { timeNs: 0.703e9, type: 'beliefs', node: 'n3', beliefs: leader('follower', 2, 1) },
  { timeNs: 0.95e9, type: 'node', node: 'n3', change: 'paused' },
];

export function exampleStory(): TrialRecord {
  const trial = exampleTrial();
  const [check] = trial.verdict.checks;
  const anomaly = check?.anomalies[0];
  if (check === undefined || anomaly === undefined) throw new Error('the example has an anomaly');
  const summary =
    'process 0 read 1 from key "k0" at 1.000 s, but 1 had been overwritten by 2, which process 1 had written';
  const shown = { ...anomaly, summary, operations: [0, 2, 4], culprit: 4, explainedPrefix: [0, 2] };
  const fault = {
    fault: 0,
    kind: 'partition',
    description: 'primary: n1 | n2 n3',
    nodes: ['n1'],
    startNs: 0.4 * seconds,
    endNs: 1.4 * seconds,
    attestation: {
      status: 'attested',
      before: '6 of 6 links',
      during: '2 of 6 links',
      after: '6 of 6 links',
      reason: '',
    },
  } as const;
  return {
    ...trial,
    history,
    events: trial.events.filter(({ type }) => type === 'phase').slice(0, 1),
    trace,
    verdict: { ...trial.verdict, checks: [{ ...check, anomalies: [shown], anomalyCount: 1 }], faults: [fault] },
  };
}
