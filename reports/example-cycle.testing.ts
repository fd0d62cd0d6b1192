/** The example trial again, with write skew found in it: two transactions of a bank that both saw enough money. */
import type { HistoryEvent, Json } from '../checkers/history/event.ts';
import type { Anomaly } from '../checkers/verdict.ts';
import type { TrialRecord } from '../harness/record/trial-record.ts';
import { exampleTrial } from './example-trial.testing.ts';

const millisecond = 1e6;

function transaction(process: number, index: number, startMs: number, asked: Json, seen: Json): HistoryEvent[] {
  const about = { process, f: 'txn', node: `n${process}` };
  return [
    { ...about, index, type: 'invoke', value: asked, time: startMs * millisecond },
    { ...about, index: index + 2, type: 'ok', value: seen, time: (startMs + 40) * millisecond },
  ];
}

const [one, two] = [
  transaction(
    1,
    0,
    1000,
    [
      ['r', 'savings', null],
      ['r', 'checking', null],
      ['append', 'checking', -80],
    ],
    [
      ['r', 'savings', [100]],
      ['r', 'checking', [0]],
      ['append', 'checking', -80],
    ],
  ),
  transaction(
    2,
    1,
    1010,
    [
      ['r', 'savings', null],
      ['r', 'checking', null],
      ['append', 'savings', -90],
    ],
    [
      ['r', 'savings', [100]],
      ['r', 'checking', [0]],
      ['append', 'savings', -90],
    ],
  ),
] as const;

const skew: Anomaly = {
  type: 'G2-item',
  summary: 'write skew: T1 and T2 each read what the other then changed, so neither can come first',
  operations: [0, 1],
  consequence: 'two withdrawals, each covered by the money the other one took',
  graph: {
    transactions: [
      { operation: 0, label: 'T1', text: 'r savings [100], r checking [0], append checking -80' },
      { operation: 1, label: 'T2', text: 'r savings [100], r checking [0], append savings -90' },
    ],
    edges: [
      {
        from: 0,
        to: 1,
        kind: 'rw',
        reason: "T1 -> T2 because T1 read key savings as [100], without T2's append of -90",
      },
      {
        from: 1,
        to: 0,
        kind: 'rw',
        reason: "T2 -> T1 because T2 read key checking as [0], without T1's append of -80",
      },
    ],
  },
};

export function exampleCycle(): TrialRecord {
  const trial = exampleTrial();
  const history = [...one, ...two].toSorted((left, right) => left.index - right.index);
  const [check] = trial.verdict.checks;
  if (check === undefined) throw new Error('the example trial has a check');
  return {
    ...trial,
    plan: { ...trial.plan, workload: 'list-append' },
    history,
    verdict: {
      ...trial.verdict,
      sentence: `store (list-append) is not serializable: ${skew.summary}`,
      claim: { ...trial.verdict.claim, model: 'serializable' },
      checks: [
        {
          ...check,
          checker: 'isolation',
          model: 'serializable',
          algorithm: 'cycles',
          anomalies: [skew],
          anomalyCount: 1,
          models: {
            violated: ['repeatable-read'],
            alsoViolated: ['serializable', 'strict-serializable'],
            consistentWith: ['snapshot-isolation'],
          },
          assumptions: ['lists show their order'],
          agreedBy: ['cycles', 'complete-decision'],
        },
      ],
    },
  };
}
