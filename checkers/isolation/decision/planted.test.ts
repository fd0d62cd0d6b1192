/** Anomalies of the textbooks, each with the levels that it breaks and what the decision says of it. */
import { describe, expect, it } from 'vitest';
import { draftColumns, type DraftTransaction } from '../oracles/draft-transactions.testing.ts';
import { decide } from './decide.ts';
import { decidedModels, type DecidedModel } from './decision.ts';

const txn = (session: number, ...ops: DraftTransaction['ops']): DraftTransaction => ({ session, ops });

interface Planted {
  readonly name: string;
  readonly drafts: readonly DraftTransaction[];
  readonly valid: readonly DecidedModel[];
}

const snapshotModels = [
  'snapshot-isolation',
  'strong-session-snapshot-isolation',
  'strong-snapshot-isolation',
] as const;
const concurrent = { invoke: 0, complete: 99 };

const planted: readonly Planted[] = [
  {
    name: 'write skew',
    drafts: [
      { ...txn(0, ['r', 1, null], ['r', 2, null], ['w', 1, 1]), ...concurrent },
      { ...txn(1, ['r', 1, null], ['r', 2, null], ['w', 2, 2]), ...concurrent },
    ],
    valid: snapshotModels,
  },
  {
    name: 'lost update',
    drafts: [txn(0, ['w', 1, 1]), txn(1, ['r', 1, 1], ['w', 1, 2]), txn(2, ['r', 1, 1], ['w', 1, 3])],
    valid: [],
  },
  {
    name: 'long fork',
    drafts: [
      txn(0, ['w', 1, 1]),
      txn(1, ['w', 2, 2]),
      txn(2, ['r', 1, 1], ['r', 2, null]),
      txn(3, ['r', 1, null], ['r', 2, 2]),
    ],
    valid: [],
  },
  {
    name: 'stale read of the own session',
    drafts: [txn(0, ['w', 1, 1]), txn(0, ['r', 1, null])],
    valid: ['serializable', 'snapshot-isolation'],
  },
  {
    name: 'stale read of another session',
    drafts: [txn(0, ['w', 1, 1]), txn(1, ['r', 1, null])],
    valid: ['serializable', 'snapshot-isolation', 'strong-session-serializable', 'strong-session-snapshot-isolation'],
  },
  {
    name: 'fractured read',
    drafts: [txn(0, ['w', 1, 1], ['w', 2, 1]), txn(1, ['r', 1, 1], ['r', 2, null])],
    valid: [],
  },
  { name: 'unrepeatable read', drafts: [txn(0, ['w', 1, 1]), txn(1, ['r', 1, null], ['r', 1, 1])], valid: [] },
  {
    name: 'aborted read',
    drafts: [{ ...txn(0, ['w', 1, 1]), status: 'aborted' }, txn(1, ['r', 1, 1])],
    valid: [],
  },
  { name: 'intermediate read', drafts: [txn(0, ['w', 1, 1], ['w', 1, 2]), txn(1, ['r', 1, 1])], valid: [] },
  { name: 'garbage read', drafts: [txn(1, ['r', 1, 7])], valid: [] },
  { name: 'future read', drafts: [txn(1, ['r', 1, 7], ['w', 1, 7])], valid: [] },
  { name: 'internal', drafts: [txn(0, ['w', 1, 1], ['r', 1, null])], valid: [] },
  {
    name: 'read of an indeterminate write',
    drafts: [{ ...txn(0, ['w', 1, 1]), status: 'indeterminate' }, txn(0, ['r', 1, null]), txn(1, ['r', 1, 1])],
    valid: decidedModels,
  },
  {
    name: 'incompatible lists',
    drafts: [txn(0, ['append', 1, 1]), txn(1, ['append', 1, 2]), txn(2, ['r', 1, [1, 2]]), txn(3, ['r', 1, [2, 1]])],
    valid: [],
  },
  {
    name: 'a list with an element twice',
    drafts: [txn(0, ['append', 1, 1]), txn(2, ['r', 1, [1, 1]])],
    valid: [],
  },
  {
    name: 'appends of one transaction apart',
    drafts: [txn(0, ['append', 1, 1], ['append', 1, 2]), txn(1, ['append', 1, 3]), txn(2, ['r', 1, [1, 3, 2]])],
    valid: [],
  },
  {
    name: 'an append that a longer list does not show',
    drafts: [
      txn(0, ['append', 1, 1]),
      txn(1, ['append', 1, 2], ['append', 2, 1]),
      txn(2, ['r', 1, [1]], ['r', 2, [1]]),
    ],
    valid: [],
  },
];

describe.each(planted)('$name', ({ drafts, valid }) => {
  it.each(decidedModels)('at %s', (model) => {
    const decision = decide(draftColumns(drafts), model);
    expect(decision.verdict).toBe(valid.includes(model) ? 'valid' : 'invalid');
  });
});

describe('what is said', () => {
  it.each([
    ['aborted read', 'T1 read key 1 as 1, which T0 wrote, and that aborted'],
    ['intermediate read', 'T1 read key 1 as 1, which T0 wrote and then wrote over: nobody else may see it'],
    ['garbage read', 'T0 read key 1 as 7, which nobody wrote'],
    ['future read', 'T0 read key 1 as 7 before it wrote that itself'],
    ['internal', 'T0 read key 1 as its initial value right after it had written 1 itself'],
    ['unrepeatable read', 'T1 read key 1 as its initial value and later as 1, without writing it in between'],
    ['incompatible lists', 'T3 read key 1 as [2,1], T2 as [1,2]: neither is the beginning of the other'],
    ['a list with an element twice', 'T1 read key 1 as [1,1], which has an element twice'],
    ['appends of one transaction apart', 'T2 read key 1 as [1,3,2], in which the elements of T0 do not stand together'],
  ])('of %s', (name, summary) => {
    const drafts = planted.find((one) => one.name === name)?.drafts ?? [];
    const decision = decide(draftColumns(drafts), 'serializable');
    expect(decision).toMatchObject({ verdict: 'invalid', core: { summary, argument: [summary], edges: [] } });
  });

  it('of an indeterminate transaction in a contradiction: who observed it', () => {
    const drafts: DraftTransaction[] = [
      { ...txn(0, ['w', 1, 1], ['w', 2, 1]), status: 'indeterminate' },
      txn(1, ['r', 3, 5], ['r', 2, null]),
      txn(2, ['r', 1, 1], ['w', 3, 5]),
    ];
    const decision = decide(draftColumns(drafts), 'serializable');
    expect(decision).toMatchObject({ verdict: 'invalid', core: { transactions: [0, 1, 2], minimal: true } });
  });

  it('of an order that lists show: who read them', () => {
    const drafts = [
      txn(0, ['append', 1, 1], ['r', 2, [9]]),
      txn(1, ['append', 1, 2], ['append', 2, 9]),
      txn(2, ['r', 1, [1, 2]]),
    ];
    const decision = decide(draftColumns(drafts), 'serializable');
    expect(decision).toMatchObject({ verdict: 'invalid', core: { transactions: [0, 1, 2] } });
  });

  it('of a lost update: each dependency with what was read', () => {
    const lostUpdate = planted.find(({ name }) => name === 'lost update')?.drafts ?? [];
    const noise = Array.from({ length: 20 }, (_, at) => txn(5, ['w', 9, 100 + at], ['r', 8, null]));
    const decision = decide(draftColumns([...lostUpdate, ...noise]), 'snapshot-isolation');
    expect(decision).toEqual({
      verdict: 'invalid',
      core: {
        transactions: [0, 1, 2],
        minimal: true,
        summary: 'T0, T1, T2: no order of snapshots and commits explains what they read',
        edges: expect.arrayContaining([
          {
            from: 0,
            to: 1,
            kind: 1,
            key: 0,
            version: 0,
            reason: 'T0 -> T1 because T1 read key 1 as 1, which T0 wrote',
          },
        ]) as unknown,
        cycle: [
          {
            from: 2,
            to: 1,
            kind: 0,
            key: 0,
            version: 1,
            reason: 'T2 -> T1 because T1 wrote 2 to key 1 after T2 wrote 3',
          },
          {
            from: 1,
            to: 2,
            kind: 2,
            key: 0,
            version: 2,
            reason: 'T1 -> T2 because T1 read key 1 as 1, which T2 replaced by 3',
          },
        ],
        argument: [
          'T1 did not come before T2: that would be a cycle, T1 -ww-> T2 -rw-> T1. So T2 came first.',
          'That is a cycle: T2 -ww-> T1 -rw-> T2.',
        ],
      },
    });
  });

  it('of a valid history: an order, and of snapshots where they are', () => {
    const skew = planted[0]?.drafts ?? [];
    expect(decide(draftColumns(skew), 'snapshot-isolation')).toEqual({
      verdict: 'valid',
      order: expect.arrayContaining([0, 1]) as number[],
      schedule: expect.arrayContaining([
        { transaction: 0, event: 'start' },
        { transaction: 1, event: 'commit' },
      ]) as unknown,
    });
    expect(decide(draftColumns([txn(0, ['r', 1, 2]), txn(1, ['w', 1, 2])]), 'serializable')).toEqual({
      verdict: 'valid',
      order: [1, 0],
    });
  });

  it('of a read of a value that two transactions wrote: nothing for certain', () => {
    const decision = decide(
      draftColumns([txn(0, ['w', 1, 1]), txn(1, ['w', 1, 1]), txn(2, ['r', 1, 1])]),
      'serializable',
    );
    expect(decision).toEqual({
      verdict: 'unknown',
      reason: expect.stringContaining('written more than once') as string,
    });
  });

  it('of transactions that only somebody else who never ended observed: nothing', () => {
    const drafts: DraftTransaction[] = [
      { ...txn(0, ['w', 1, 1]), status: 'indeterminate' },
      { ...txn(1, ['r', 1, 1], ['w', 2, 1]), status: 'indeterminate' },
      txn(2, ['r', 1, null]),
    ];
    expect(decide(draftColumns(drafts), 'serializable')).toEqual({ verdict: 'valid', order: [2] });
    const seen = [...drafts, txn(3, ['r', 2, 1])];
    expect(decide(draftColumns(seen), 'serializable')).toEqual({ verdict: 'valid', order: [2, 0, 1, 3] });
  });
});
