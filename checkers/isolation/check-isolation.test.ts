import { describe, expect, it } from 'vitest';
import type { Json, Operation } from '../history/event.ts';
import { checkIsolation } from './check-isolation.ts';
import { reconcile, type CycleOpinion, type Opinion } from './check-isolation-decision.ts';
import { simulateTransactions, type SimulatedLevel } from './random-transactions.testing.ts';

/** Transactions one after the other, each in a process of its own, unless `[process, begin, end, microOps]` says more. */
function history(
  ...transactions: readonly (readonly [process: number, begin: number, end: number, Json])[]
): Operation[] {
  return transactions.map(([process, begin, end, value]) => ({
    index: begin,
    completionIndex: end,
    process,
    f: 'txn',
    invoked: value,
    value,
    type: 'ok',
    invokeTimeNs: begin * 1e9,
    completeTimeNs: end * 1e9,
  }));
}

const writeSkew = history(
  [
    0,
    0,
    10,
    [
      ['r', 'x', null],
      ['append', 'y', 1],
    ],
  ],
  [
    1,
    1,
    11,
    [
      ['r', 'y', null],
      ['append', 'x', 1],
    ],
  ],
);

describe('evidence', () => {
  it('write skew: its transactions, the reason of each edge, and what it means', () => {
    const result = checkIsolation({ operations: writeSkew, workload: 'list-append', model: 'serializable' });
    const edges = [
      { from: 0, to: 1, kind: 'rw', reason: `T0 -> T1 because T0 read key "x" as [], without T1's append of 1` },
      { from: 1, to: 0, kind: 'rw', reason: `T1 -> T0 because T1 read key "y" as [], without T0's append of 1` },
    ];
    expect(result).toMatchObject({
      checker: 'isolation',
      verdict: 'invalid',
      algorithm: 'dependency-cycles',
      agreedBy: ['dependency-cycles', 'complete-decision'],
      anomalyCount: 1,
      models: { violated: ['repeatable-read'] },
      operations: 2,
    });
    expect(result.anomalies).toEqual([
      {
        type: 'G2-item',
        summary: `a cycle of 2 transactions: ${edges.map(({ reason }) => reason).join('; ')}. So T0 before T1 before T0: no order has a transaction before itself`,
        operations: [0, 1],
        graph: {
          transactions: [
            { operation: 0, label: 'T0', text: 'r "x" null, append "y" 1' },
            { operation: 1, label: 'T1', text: 'r "y" null, append "x" 1' },
          ],
          edges,
        },
        consequence: 'each decided on what the other one changed: two doctors both went off call (write skew)',
      },
    ]);
  });

  it('what the model permits is information', () => {
    const result = checkIsolation({ operations: writeSkew, workload: 'list-append', model: 'snapshot-isolation' });
    expect(result.verdict).toBe('valid');
    expect(result.anomalies.map(({ type, permitted }) => [type, permitted])).toEqual([['G2-item', true]]);
    expect(result.models?.consistentWith).toContain('strong-snapshot-isolation');
  });

  it('order of versions: who witnesses it is shown, and nobody else', () => {
    const operations = history(
      [
        0,
        0,
        10,
        [
          ['append', 'x', 1],
          ['append', 'y', 1],
        ],
      ],
      [
        1,
        1,
        11,
        [
          ['append', 'x', 2],
          ['append', 'y', 2],
        ],
      ],
      [2, 20, 21, [['r', 'x', [1, 2]]]],
      [3, 22, 23, [['r', 'y', [2, 1]]]],
      [4, 24, 25, [['r', 'x', [1, 2]]]],
      [5, 26, 27, [['append', 'z', 1]]],
      [6, 28, 29, [['r', 'z', [1]]]],
    );
    const { anomalies } = checkIsolation({ operations, workload: 'list-append', model: 'read-uncommitted' });
    const [cycle] = anomalies.filter(({ type }) => type === 'G0');
    expect(cycle?.operations).toEqual([0, 1, 20, 22]);
    expect(cycle?.graph?.edges.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        `T0 -> T1 because T1 appended 2 to key "x" after T0's 1`,
        `T1 -> T0 because T0 appended 1 to key "y" after T1's 2`,
      ]),
    );
  });

  it('real time and processes have their sentences', () => {
    const reasonsOf = (process: number): readonly string[] => {
      const operations = history(
        [0, 0, 1, [['append', 'x', 1]]],
        [process, 2, 3, [['r', 'x', null]]],
        [2, 4, 5, [['r', 'x', [1]]]],
      );
      const { anomalies } = checkIsolation({ operations, workload: 'list-append' });
      expect(anomalies.map(({ type }) => type)).toEqual([`G-single-item-${process === 0 ? 'process' : 'realtime'}`]);
      return anomalies.flatMap(({ graph }) => graph?.edges.map(({ reason }) => reason) ?? []);
    };
    expect(reasonsOf(0)).toContain('T0 -> T1 because process 0 ran T0 before T1');
    expect(reasonsOf(1)).toContain(
      'T0 -> T1 because T0 had completed at 1.000 s, T1 began at 2.000 s (event 1 before event 2)',
    );
  });

  it('registers', () => {
    const operations = history(
      [
        0,
        0,
        10,
        [
          ['r', 'x', 1],
          ['w', 'x', 2],
        ],
      ],
      [
        1,
        1,
        11,
        [
          ['w', 'x', 1],
          ['r', 'y', 5],
        ],
      ],
      [
        2,
        2,
        12,
        [
          ['w', 'y', 5],
          ['r', 'x', 2],
        ],
      ],
    );
    const { anomalies } = checkIsolation({ operations, workload: 'rw-register', model: 'serializable' });
    const reasons = anomalies.flatMap(({ graph }) => graph?.edges.map(({ reason }) => reason) ?? []);
    expect(reasons).toContain('T2 -> T1 because T1 read key "y" as 5, which T2 wrote');
  });

  it('hostile values stay quoted', () => {
    const name = '\n</script><b>\u0000';
    const operations = history(
      [
        0,
        0,
        10,
        [
          ['r', name, null],
          ['append', 'y', name],
        ],
      ],
      [
        1,
        1,
        11,
        [
          ['r', 'y', null],
          ['append', name, 1],
        ],
      ],
    );
    const { anomalies } = checkIsolation({ operations, workload: 'list-append', model: 'serializable' });
    const texts = anomalies.flatMap(({ summary, graph }) => [
      summary,
      ...(graph?.transactions ?? []).map(({ text }) => text),
    ]);
    expect(texts.length).toBeGreaterThan(1);
    for (const text of texts) expect(text).not.toMatch(/\p{Cc}/u);
  });
});

describe('verdicts', () => {
  it('nothing that depends on anything is nothing to judge', () => {
    const operations = history([0, 0, 1, [['append', 'x', 1]]], [1, 2, 3, [['append', 'y', 1]]]);
    expect(checkIsolation({ operations, workload: 'list-append' })).toMatchObject({
      verdict: 'unknown',
      reasons: ['no transaction depends on another: there is nothing to judge'],
    });
  });

  it('a strict model is not confirmed without real time', () => {
    const operations = history([0, 0, 0, [['append', 'x', 1]]], [1, 1, 1, [['r', 'x', [1]]]]);
    const check = (model: string) => checkIsolation({ operations, workload: 'list-append', model });
    expect(check('serializable').verdict).toBe('valid');
    expect(check('strict-serializable')).toMatchObject({ verdict: 'unknown' });
    expect(check('serializable').models?.consistentWith).toEqual(['strong-session-serializable']);
  });

  it('a spent budget is no verdict', () => {
    const { operations } = simulateTransactions({ level: 'serial', transactions: 20_000, clients: 10, seed: 3 });
    const result = checkIsolation({ operations, workload: 'list-append', budget: { shouldStop: () => true } });
    expect(result.verdict).toBe('unknown');
    expect(result.reasons.length).toBeGreaterThan(0);
  });

  it('snapshot isolation of registers is not taken for serializable', () => {
    const operations = history(
      [
        0,
        0,
        10,
        [
          ['r', 'x', null],
          ['w', 'y', 1],
        ],
      ],
      [
        1,
        1,
        11,
        [
          ['r', 'y', null],
          ['w', 'x', 1],
        ],
      ],
      [2, 20, 21, [['w', 'x', 2]]],
      [3, 22, 23, [['w', 'y', 2]]],
    );
    const check = (model: string) => checkIsolation({ operations, workload: 'rw-register', model, initial: null });
    expect(check('serializable').verdict).toBe('invalid');
    expect(check('snapshot-isolation').verdict).toBe('valid');
  });

  const kept: readonly (readonly [SimulatedLevel, string])[] = [
    ['serial', 'strict-serializable'],
    ['stale-serial', 'serializable'],
    ['snapshot-isolation', 'strong-snapshot-isolation'],
    ['read-committed', 'read-committed'],
  ];

  it.each(kept)('a history of %s is never invalid at %s', (level, model) => {
    for (const workload of ['list-append', 'rw-register'] as const) {
      for (let seed = 1; seed <= 40; seed++) {
        const { operations } = simulateTransactions({ level, workload, seed, transactions: 60, clients: 5, keys: 3 });
        const result = checkIsolation({ operations, workload, model });
        expect([
          seed,
          result.verdict,
          result.reasons,
          result.anomalies.filter(({ permitted }) => permitted !== true),
        ]).toEqual([
          seed,
          expect.stringMatching(/^(valid|unknown)$/),
          result.reasons.filter((reason) => !reason.includes('one of them is wrong')),
          [],
        ]);
      }
    }
  });

  const broken: readonly (readonly [SimulatedLevel, string])[] = [
    ['snapshot-isolation', 'serializable'],
    ['lost-updates', 'snapshot-isolation'],
    ['read-committed', 'snapshot-isolation'],
    ['read-uncommitted', 'read-committed'],
    ['no-isolation', 'read-uncommitted'],
  ];

  it.each(broken)('histories of %s break %s, sooner or later', (level, model) => {
    const seeds = Array.from({ length: 20 }, (_, seed) => seed + 1);
    const verdicts = seeds.map((seed) => {
      const { operations } = simulateTransactions({ level, seed, transactions: 60, clients: 5, keys: 3 });
      return checkIsolation({ operations, workload: 'list-append', model }).verdict;
    });
    expect(verdicts).toContain('invalid');
  });
});

describe('appends that nobody read', () => {
  it('are ordered so that snapshot isolation holds, where it does', () => {
    const shape = { level: 'snapshot-isolation', transactions: 400, clients: 8, keys: 4, unknownPercent: 0 } as const;
    const verdicts = Array.from({ length: 10 }, (_, seed) => {
      const { operations } = simulateTransactions({ ...shape, seed });
      const options = { decisionLimit: 0 };
      return checkIsolation({ operations, workload: 'list-append', model: 'snapshot-isolation', options }).verdict;
    });
    expect(verdicts).toEqual(verdicts.map(() => 'valid'));
  });
});

describe('large histories of registers', () => {
  const judge = (level: SimulatedLevel, model: string, decisionLimit: number) => {
    const shape = {
      level,
      workload: 'rw-register',
      transactions: 1500,
      clients: 10,
      keys: 6,
      writesPerKey: 30,
    } as const;
    const { operations } = simulateTransactions({ ...shape, seed: 3 });
    return checkIsolation({ operations, workload: 'rw-register', model, options: { decisionLimit } });
  };

  it.each([
    ['serial', 'strict-serializable'],
    ['serial', 'serializable'],
    ['serial', 'causal-cerone'],
    ['snapshot-isolation', 'strong-snapshot-isolation'],
    ['snapshot-isolation', 'snapshot-isolation'],
  ] as const)('%s is proved to be %s by an order', (level, model) => {
    expect(judge(level, model, 1000)).toMatchObject({
      verdict: 'valid',
      algorithm: 'replay-in-real-time',
      reasons: [],
    });
  });

  it('at witness size the complete decision agrees', () => {
    expect(judge('serial', 'strict-serializable', 2000).agreedBy).toEqual(['replay-in-real-time', 'complete-decision']);
  });

  it('without an order the verdict stays open, and says what was tried', () => {
    const { verdict, reasons } = judge('stale-serial', 'serializable', 1000);
    expect(verdict).toBe('unknown');
    expect(reasons[1]).toMatch(/^replay-in-real-time: .* no order in real time explains the history/);
  });
});

describe('two methods', () => {
  const cycles: CycleOpinion = {
    algorithm: 'cycles',
    isRefuted: false,
    isRefutedByCycle: false,
    doubts: [],
    gaps: [],
    isComplete: true,
  };
  const second = (verdict: Opinion['verdict']): Opinion => ({ verdict, algorithm: 'decision', reason: 'limit' });

  it.each([
    ['both valid', cycles, 'valid', 'valid', ['cycles', 'decision']],
    ['both invalid', { ...cycles, isRefuted: true }, 'invalid', 'invalid', ['cycles', 'decision']],
    ['only the decision is invalid', cycles, 'invalid', 'invalid', undefined],
    ['a cycle, and an order', { ...cycles, isRefuted: true, isRefutedByCycle: true }, 'valid', 'unknown', undefined],
    ['an assumed cycle, and an order', { ...cycles, isRefuted: true }, 'valid', 'invalid', undefined],
    ['a partial order, decided', { ...cycles, isComplete: false }, 'valid', 'valid', undefined],
    ['a partial order, undecided', { ...cycles, isComplete: false }, 'unknown', 'unknown', undefined],
    ['doubts weigh more than a contradiction', { ...cycles, doubts: ['doubt'] }, 'invalid', 'unknown', undefined],
    ['gaps', { ...cycles, gaps: ['gap'] }, 'valid', 'unknown', undefined],
  ] as const)('%s', (_, one, other, verdict, agreedBy) => {
    const outcome = reconcile(one, second(other));
    expect([outcome.verdict, outcome.agreedBy]).toEqual([verdict, agreedBy]);
    expect(outcome.verdict !== 'unknown' || outcome.reasons.length > 0).toBe(true);
  });

  it.each([
    ['an order alone', { ...cycles, isComplete: false }, undefined, 'valid', 0],
    ['an order, and nothing to judge', { ...cycles, gaps: ['gap'] }, undefined, 'unknown', 1],
    ['an order, and a contradiction', { ...cycles, isComplete: false }, second('invalid'), 'unknown', 1],
  ] as const)('%s', (_, one, other, verdict, reasons) => {
    const outcome = reconcile(one, other, { verdict: 'valid', algorithm: 'replay' });
    expect([outcome.verdict, outcome.reasons.length]).toEqual([verdict, reasons]);
  });
});
