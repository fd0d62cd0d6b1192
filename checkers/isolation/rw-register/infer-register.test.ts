import { describe, expect, it } from 'vitest';
import { noPrevious, unknownPrevious } from '../dependencies.ts';
import { edgeNames, type Inference } from '../dependencies.ts';
import { draftColumns, type DraftOp, type DraftTransaction } from '../oracles/draft-transactions.testing.ts';
import { inferRegister } from './infer-register.ts';
import type { RegisterAssumptions } from './register-assumptions.ts';

/** `0 ww 1` */
function edgesOf({ edges }: Inference): string[] {
  return Array.from({ length: edges.count }, (_, edge) => {
    return `${edges.from[edge]} ${edgeNames[edges.kind[edge] as number]} ${edges.to[edge]}`;
  }).toSorted();
}

/** Each in a process of its own unless given. */
function infer(
  given: readonly (readonly DraftOp[] | DraftTransaction)[],
  assumptions?: RegisterAssumptions,
): Inference {
  const drafts = given.map((each, session) =>
    Array.isArray(each) ? { session, ops: each as readonly DraftOp[] } : (each as DraftTransaction),
  );
  return inferRegister(draftColumns(drafts), assumptions);
}

function direct(given: readonly (readonly DraftOp[] | DraftTransaction)[], assumptions?: RegisterAssumptions) {
  const { direct: found, directCounts } = infer(given, assumptions);
  return {
    counts: Object.fromEntries(directCounts),
    found: found.map(({ type, transactions, summary }) => [type, transactions, summary]),
  };
}

describe('dependencies', () => {
  it('a reader depends on the writer; who read nil comes before all writers', () => {
    const inference = infer([[['w', 1, 1]], [['r', 1, 1]], [['r', 1, null]]]);
    expect(edgesOf(inference)).toEqual(['0 wr 1', '2 rw 0']);
    expect(inference.assumptions).toEqual([
      'initial state: every version of a key follows what it held at first',
      'writes follow reads: a transaction writes a later version of a key than it read',
    ]);
    expect(inference.doubts).toEqual([]);
  });

  it('a transaction that reads and writes a key orders its versions, if writes follow reads', () => {
    const history: DraftOp[][] = [
      [['w', 1, 1]],
      [
        ['r', 1, 1],
        ['w', 1, 2],
      ],
      [['r', 1, 1]],
    ];
    expect(edgesOf(infer(history))).toEqual(['0 wr 1', '0 wr 2', '0 ww 1', '2 rw 1']);
    expect(edgesOf(infer(history, { writeFollowsRead: false }))).toEqual(['0 wr 1', '0 wr 2']);
  });

  it('who read nil comes before the first versions only, where the others follow those', () => {
    const history: DraftOp[][] = [
      [['w', 1, 1]],
      [
        ['r', 1, 1],
        ['w', 1, 2],
      ],
      [['w', 1, 3]],
      [['r', 1, null]],
    ];
    expect(edgesOf(infer(history))).toEqual(['0 wr 1', '0 ww 1', '3 rw 0', '3 rw 2']);
  });

  it('only the last write of a key is installed', () => {
    expect(
      edgesOf(
        infer([
          [
            ['w', 1, 1],
            ['w', 1, 2],
          ],
          [['r', 1, 1]],
          [['r', 1, null]],
        ]),
      ),
    ).toEqual(['2 rw 0']);
  });

  it('a write of unknown outcome counts if it was read, a failed one never', () => {
    const write = (status: 'aborted' | 'indeterminate'): DraftTransaction => ({
      session: 9,
      status,
      ops: [['w', 1, 1]],
    });
    expect(edgesOf(infer([write('indeterminate'), [['r', 1, null]]]))).toEqual([]);
    expect(edgesOf(infer([write('indeterminate'), [['r', 1, null]], [['r', 1, 1]]]))).toEqual(['0 wr 2', '1 rw 0']);
    expect(edgesOf(infer([write('aborted'), [['r', 1, null]], [['r', 1, 1]]]))).toEqual([]);
  });

  it('nothing rests on a value that was written twice, and the inference says so', () => {
    const inference = infer([[['w', 1, 1]], [['w', 1, 1]], [['r', 1, 1]], [['r', 1, null]]]);
    expect(edgesOf(inference)).toEqual([]);
    expect(inference.doubts).toEqual([
      '1 value came from more than one write (1 of key 1): whose was read cannot be told',
    ]);
    expect(infer([[['w', 1, 0]], [['r', 1, 0]]], { initial: 0 }).doubts).toEqual([
      '1 value came from more than one write (0 of key 1): whose was read cannot be told',
    ]);
  });

  it('each process meets the versions of a key in their order, if keys are sequential', () => {
    const history: DraftTransaction[] = [
      { session: 0, ops: [['w', 1, 1]] },
      { session: 0, ops: [['r', 2, null]] },
      { session: 0, ops: [['r', 1, 2]] },
      { session: 1, ops: [['w', 1, 2]] },
    ];
    expect(edgesOf(infer(history, { sequentialKeys: true }))).toEqual(['0 ww 3', '3 wr 2']);
    expect(edgesOf(infer(history))).toEqual(['3 wr 2']);
  });

  it('versions are in the order of real time, if keys are linearizable', () => {
    const history: DraftTransaction[] = [
      { session: 0, ops: [['w', 1, 1]], invoke: 0, complete: 5 },
      { session: 1, ops: [['w', 1, 2]], invoke: 4, complete: 8 },
      { session: 2, ops: [['w', 1, 3]], invoke: 6, complete: 10 },
      { session: 3, ops: [['w', 1, 4]], invoke: 11, complete: 12 },
    ];
    // 1 before 3 before 4, 2 before 4; 1 before 4 follows.
    expect(edgesOf(infer(history, { linearizableKeys: true }))).toEqual(['0 ww 2', '1 ww 3', '2 ww 3']);
  });

  it('transactions may be given an order', () => {
    const history: DraftOp[][] = [[['w', 1, 1]], [['w', 1, 2]], [['r', 1, 1]]];
    expect(edgesOf(infer(history, { transactionOrder: [2, 1, 3] }))).toEqual(['0 wr 2', '1 ww 0']);
    expect(edgesOf(infer(history, { transactionOrder: [1, 3, 2] }))).toEqual(['0 wr 2', '0 ww 1', '2 rw 1']);
  });

  it('knows the version directly before only where every version of the key has its place', () => {
    const chain: DraftOp[][] = [
      [['w', 1, 1]],
      [
        ['r', 1, 1],
        ['w', 1, 2],
      ],
    ];
    expect([...infer(chain).previous]).toEqual([noPrevious, 0]);
    const unread: DraftTransaction = { session: 7, status: 'indeterminate', ops: [['w', 1, 3]] };
    expect([...infer([...chain, unread]).previous]).toEqual([unknownPrevious, unknownPrevious, unknownPrevious]);
    expect([...infer([...chain, [['w', 1, 3]]]).previous]).toEqual([unknownPrevious, unknownPrevious, unknownPrevious]);
    expect([...infer([[['w', 1, 1]], [['w', 2, 1]]]).previous]).toEqual([noPrevious, noPrevious]);
  });
});

describe('what is wrong without a cycle', () => {
  it('aborted reads, and updates that rest on them', () => {
    const aborted: DraftTransaction = { session: 5, status: 'aborted', ops: [['w', 1, 1]] };
    const twice: DraftOp[] = [
      ['r', 1, 1],
      ['w', 1, 2],
      ['w', 1, 3],
    ];
    expect(direct([aborted, twice]).counts).toEqual({ G1a: 1, 'dirty-update': 1 });
    expect(
      direct([
        aborted,
        [['r', 1, 1]],
        [
          ['r', 1, 1],
          ['w', 1, 2],
        ],
      ]),
    ).toEqual({
      counts: { G1a: 2, 'dirty-update': 1 },
      found: [
        ['G1a', [0, 1], 'T1 read key 1 as 1, which T0 had written before it aborted'],
        ['G1a', [0, 2], 'T2 read key 1 as 1, which T0 had written before it aborted'],
        [
          'dirty-update',
          [0, 2],
          'T2 read key 1 as 1, which T0 had written before it aborted, and then wrote the key itself',
        ],
      ],
    });
  });

  it('intermediate reads', () => {
    expect(
      direct([
        [
          ['w', 1, 1],
          ['r', 1, 1],
          ['w', 1, 2],
        ],
        [['r', 1, 1]],
      ]),
    ).toEqual({
      counts: { G1b: 1 },
      found: [['G1b', [0, 1], 'T1 read key 1 as 1, which T0 overwrote itself before it committed']],
    });
  });

  it('reads that do not see what the transaction read or wrote before, once a transaction', () => {
    const history: DraftOp[][] = [
      [
        ['w', 1, 1],
        ['r', 1, 2],
        ['r', 1, 1],
      ],
      [
        ['r', 1, 1],
        ['r', 1, 2],
      ],
      [['w', 1, 2]],
      [
        ['r', 2, null],
        ['r', 2, null],
        ['w', 2, 1],
        ['r', 2, 1],
      ],
    ];
    expect(direct(history)).toEqual({
      counts: { internal: 2 },
      found: [
        ['internal', [0], 'T0 wrote 1 to key 1, then read it as 2 without a write of its own between'],
        ['internal', [1], 'T1 read key 1 as 1, then read it as 2 without a write of its own between'],
      ],
    });
  });

  it('a read of what the transaction writes only later', () => {
    expect(
      direct([
        [
          ['r', 1, 1],
          ['w', 1, 1],
        ],
      ]),
    ).toEqual({
      counts: { 'future-read': 1 },
      found: [['future-read', [0], 'T0 read key 1 as 1, which it wrote itself only later']],
    });
  });

  it('lost updates, once for each version, also of the initial one', () => {
    const update = (value: number, seen: number | null): DraftOp[] => [
      ['r', 1, seen],
      ['w', 1, value],
    ];
    expect(direct([update(1, null), update(2, 1), update(3, 1), update(4, 1), update(5, null)])).toEqual({
      counts: { 'lost-update': 2 },
      found: [
        [
          'lost-update',
          [1, 2],
          'T1 and T2 both read key 1 as 1 and then wrote it, as 2 and 3: one of the updates is lost',
        ],
        [
          'lost-update',
          [0, 4],
          'T0 and T4 both read key 1 as nil and then wrote it, as 1 and 5: one of the updates is lost',
        ],
      ],
    });
  });

  it('a transaction that reads its own later write updates nothing', () => {
    const own: DraftOp[] = [
      ['r', 1, 1],
      ['w', 1, 1],
    ];
    const update: DraftOp[] = [
      ['r', 1, 1],
      ['w', 1, 2],
    ];
    expect(direct([own, update]).counts).toEqual({ 'future-read': 1 });
  });

  it('a value that nobody wrote may have been there at first, one for each key; that is said', () => {
    const history: DraftOp[][] = [[['r', 1, 7]], [['w', 1, 1]], [['r', 1, 1]]];
    const inference = infer(history);
    expect(inference.direct).toEqual([]);
    expect(edgesOf(inference)).toEqual(['0 rw 1', '1 wr 2']);
    expect(inference.doubts).toEqual([
      '1 key held a value that nobody wrote (key 1 was read as 7): taken for what was there at first',
    ]);
    expect(infer(history, { initial: 7 })).toMatchObject({ direct: [], doubts: [] });
    expect(edgesOf(infer(history, { initial: 7 }))).toEqual(['0 rw 1', '1 wr 2']);
  });

  it('garbage: more than one, or any where the initial value is known', () => {
    expect(direct([[['r', 1, 7]], [['r', 1, 8]], [['w', 1, 1]]])).toEqual({
      counts: { 'garbage-read': 1 },
      found: [
        [
          'garbage-read',
          [0, 1],
          'T1 read key 1 as 8 and T0 as 7; nobody wrote either, and it cannot have held both at first',
        ],
      ],
    });
    expect(direct([[['r', 1, null]], [['r', 1, 8]]]).counts).toEqual({ 'garbage-read': 1 });
    expect(direct([[['r', 1, 8]]], { initial: null })).toEqual({
      counts: { 'garbage-read': 1 },
      found: [['garbage-read', [0], 'T0 read key 1 as 8, which nobody wrote']],
    });
    expect(direct([[['r', 1, 8]]], { initial: 0 }).counts).toEqual({ 'garbage-read': 1 });
    expect(direct([[['r', 1, 0]], [['r', 1, null]], [['r', 2, 0]]], { initial: 0 }).counts).toEqual({});
  });

  it('versions in no order; then only what writes that follow reads say is kept', () => {
    const history: DraftTransaction[] = [
      { session: 0, ops: [['w', 1, 1]] },
      { session: 0, ops: [['w', 1, 2]] },
      { session: 0, ops: [['r', 1, 1]] },
      {
        session: 1,
        ops: [
          ['r', 1, 1],
          ['w', 1, 3],
        ],
      },
    ];
    expect(direct(history, { sequentialKeys: true })).toEqual({
      counts: { 'cyclic-versions': 1 },
      found: [
        [
          'cyclic-versions',
          [0, 1, 2],
          'the versions of key 1 are in no order. 1 before 2: T0 wrote 1, and after it in the same process T1 wrote 2; 2 before 1: T1 wrote 2, and after it in the same process T2 read 1',
        ],
      ],
    });
    expect(edgesOf(infer(history, { sequentialKeys: true }))).toEqual(['0 wr 2', '0 wr 3', '0 ww 3', '2 rw 3']);
  });

  it('a key that goes back to its initial value has no order', () => {
    const history: DraftTransaction[] = [
      { session: 0, ops: [['w', 1, 1]] },
      { session: 0, ops: [['r', 1, null]] },
    ];
    const summary =
      'the versions of key 1 are in no order. 1 before nil: T0 wrote 1, and after it in the same process T1 read nil; but every key begins with its initial value';
    expect(direct(history, { sequentialKeys: true }).found).toEqual([['cyclic-versions', [0, 1], summary]]);
    expect(direct(history, { linearizableKeys: true }).counts).toEqual({ 'cyclic-versions': 1 });
    expect(direct(history).counts).toEqual({});
  });
});

describe('limits', () => {
  it('says where it was stopped; what it claims by then is still so', () => {
    const drafts = Array.from({ length: 9000 }, (_, each): DraftTransaction => {
      return { session: each, ops: each % 2 === 0 ? [['w', 1, each]] : [['r', 1, each - 1]] };
    });
    const inference = inferRegister(draftColumns(drafts), {}, { shouldStop: () => true });
    expect(inference.doubts).toEqual(['the inference of dependencies was stopped at its limit']);
    expect(inference.edges.count).toBeLessThan(9000 / 2);
    expect(inference.direct).toEqual([]);
  });
});
