import { describe, expect, it } from 'vitest';
import type { HistoryEvent, Json } from '../../history/event.ts';
import { pairOperations } from '../../history/pairing.ts';
import { edgeNames, type Inference } from '../dependencies.ts';
import { readTransactions } from '../read-transactions.ts';
import { inferPredicate } from './infer-predicate.ts';
import type { PredicateAssumptions } from './table-start.ts';

type Ending = 'ok' | 'fail' | 'info';

interface Drafted {
  readonly f?: string;
  readonly type?: Ending;
  readonly value: Json;
}

/** One after another, each by a process of its own. */
function infer(drafted: readonly (readonly Json[] | Drafted)[], assumptions?: PredicateAssumptions): Inference {
  const events = drafted.flatMap((each, process): HistoryEvent[] => {
    const { f = 'txn', type = 'ok', value } = 'value' in each ? each : { value: each };
    const event = { process, f, value, time: 0 };
    return [
      { ...event, index: process * 2, type: 'invoke' },
      { ...event, index: process * 2 + 1, type },
    ];
  });
  return inferPredicate(readTransactions(pairOperations(events), 'predicate'), assumptions);
}

const init = (...pairs: Json[]): Drafted => ({ f: 'init', value: pairs });

function edgesOf({ edges }: Inference): string[] {
  const all = Array.from({ length: edges.count }, (_, edge) => {
    return `${edges.from[edge]} ${edgeNames[edges.kind[edge] as number]} ${edges.to[edge]}`;
  });
  return [...new Set(all)].toSorted();
}

function found({ direct }: Inference): (readonly [string, readonly number[], string])[] {
  return direct.map(({ type, transactions, summary }) => [type, transactions, summary]);
}

describe('dependencies through a predicate', () => {
  it('phantoms: who did not find what another inserts comes before it', () => {
    const skew = [
      [
        ['rp', 'true', []],
        ['insert', 1, 1],
      ],
      [
        ['rp', 'true', []],
        ['insert', 2, 1],
      ],
    ];
    expect(edgesOf(infer(skew))).toEqual(['0 rw-predicate 1', '1 rw-predicate 0']);
  });

  it('an insert that does not match changes nothing', () => {
    expect(edgesOf(infer([[['rp', ['=', 2], []]], [['insert', 1, 1]]]))).toEqual([]);
  });

  it('who found an object comes after its writer, and before whoever makes it match no more', () => {
    const history = [
      [['insert', 1, 1]],
      [['rp', ['=', 1], [[1, 1]]]],
      [
        ['r', 1, 1],
        ['w', 1, 2],
      ],
      [
        ['r', 1, 2],
        ['w', 1, 3],
      ],
    ];
    expect(edgesOf(infer(history))).toEqual([
      '0 wr 2',
      '0 wr-predicate 1',
      '0 ww 2',
      '1 rw 2',
      '1 rw-predicate 2',
      '2 wr 3',
      '2 ww 3',
    ]);
  });

  it('a write that leaves the object matching is an anti-dependency on the object only', () => {
    const history = [
      [['insert', 1, 1]],
      [['rp', 'true', [[1, 1]]]],
      [
        ['r', 1, 1],
        ['w', 1, 2],
      ],
    ];
    expect(edgesOf(infer(history))).toEqual(['0 wr 2', '0 wr-predicate 1', '0 ww 2', '1 rw 2']);
  });

  it('what was there at first and is not found was changed: by the only one who did', () => {
    const history = [init([1, 1], [2, 2]), [['w', 1, 2]], [['rp', ['=', 1], []]]];
    expect(edgesOf(infer(history))).toEqual(['0 wr-predicate 2', '0 ww 1', '1 wr-predicate 2']);
  });

  it('or deleted', () => {
    const history = [init([1, 1]), [['delete', 1]], [['rp', 'true', []]], [['r', 1, null]]];
    expect(edgesOf(infer(history))).toEqual(['0 ww 1', '1 wr 3', '1 wr-predicate 2']);
  });

  it('of several who may have changed it, the first, if the others come later', () => {
    const history = [
      init([1, 1]),
      [['w', 1, 2]],
      [
        ['r', 1, 2],
        ['w', 1, 3],
      ],
      [['rp', ['=', 1], []]],
    ];
    expect(edgesOf(infer(history))).toContain('1 wr-predicate 3');
    expect(edgesOf(infer(history))).not.toContain('2 wr-predicate 3');
    const unordered = [init([1, 1]), [['w', 1, 2]], [['w', 1, 3]], [['rp', ['=', 1], []]]];
    expect(edgesOf(infer(unordered))).toEqual(['0 ww 1', '0 ww 2']);
  });

  it('a write of unknown outcome may be what was seen', () => {
    const history = (type: Ending) => [
      init([1, 1]),
      { type, value: [['w', 1, 3]] },
      [['w', 1, 2]],
      [['rp', ['=', 1], []]],
    ];
    expect(edgesOf(infer(history('info')))).toEqual(['0 ww 2']);
    expect(edgesOf(infer(history('fail')))).toEqual(['0 ww 2', '2 wr-predicate 3']);
  });

  it('what the reader itself does later was not seen', () => {
    const history = [
      init([1, 1]),
      [['w', 1, 2]],
      [
        ['rp', ['=', 1], []],
        ['w', 1, 3],
      ],
    ];
    expect(edgesOf(infer(history))).toContain('1 wr-predicate 2');
  });

  it('an insert stands first where nothing was and nothing was deleted', () => {
    const history = [[['insert', 1, 1]], [['w', 1, 2]], [['r', 1, null]]];
    const inference = infer(history);
    expect(edgesOf(inference)).toEqual(['0 ww 1', '2 rw 0']);
    expect(inference.assumptions).toContain('inserts: an insert finds nothing under its key');
    expect(edgesOf(infer([...history, [['delete', 1]]]))).toEqual([]);
    expect(edgesOf(infer([[['insert', 1, 1]], [['insert', 1, 2]]]))).toEqual([]);
  });

  it('nil is the deletion where something was at first, and shows that it happened', () => {
    const history = [
      init([1, 1]),
      {
        type: 'info' as const,
        value: [
          ['delete', 1],
          ['w', 2, 1],
        ],
      },
      [['r', 1, null]],
      [['r', 2, null]],
    ];
    expect(edgesOf(infer(history))).toEqual(['0 ww 1', '1 wr 2', '3 rw 1']);
    const ordered = [init([1, 1]), [['w', 2, 5]], ...history.slice(1, 3)];
    expect(edgesOf(infer(ordered, { linearizableKeys: true }))).toContain('1 ww 2');
    expect(infer(history).assumptions).toContain('init: nobody saw what was there before it');
  });

  it('nil where nothing was deleted is from before the table was set up', () => {
    expect(edgesOf(infer([init([1, 1]), [['r', 1, null]]]))).toEqual(['1 rw 0']);
    // Its own deletion comes later, so that is not what it saw.
    const own = [
      ['r', 1, null],
      ['delete', 1],
    ];
    expect(edgesOf(infer([init([1, 1]), own]))).toEqual(['0 ww 1', '1 rw 0']);
  });

  it('a table that others use while it is set up is not taken to hold what it was set up with', () => {
    const event = (
      index: number,
      type: HistoryEvent['type'],
      process: number,
      f: string,
      value: Json,
    ): HistoryEvent => ({
      index,
      type,
      process,
      f,
      value,
      time: 0,
    });
    const read: Json = [['rp', ['=', 2], []]];
    const events = [
      event(0, 'invoke', 0, 'init', [[1, 2]]),
      event(1, 'invoke', 1, 'txn', read),
      event(2, 'ok', 1, 'txn', read),
      event(3, 'ok', 0, 'init', [[1, 2]]),
    ];
    const inference = inferPredicate(readTransactions(pairOperations(events), 'predicate'));
    expect(found(inference)).toEqual([]);
    expect(edgesOf(inference)).toEqual(['1 rw-predicate 0']);
  });

  it('a table is set up only before everything else', () => {
    const history = [[['rp', 'true', []]], init([1, 1])];
    expect(infer(history).assumptions).not.toContain('init: nobody saw what was there before it');
    expect(edgesOf(infer(history))).toEqual(['0 rw-predicate 1']);
  });
});

describe('what is wrong without a cycle', () => {
  it('a read misses what every version of the object matches', () => {
    const history = [
      init([1, 1]),
      [
        ['r', 1, 1],
        ['w', 1, 3],
      ],
      [['rp', ['mod', 2, 1], []]],
    ];
    expect(found(infer(history))).toEqual([
      [
        'predicate-read-miss',
        [2],
        'T2 did not find key 1 by the predicate ["mod",2,1], which matches all that it ever held: 1, 3',
      ],
    ]);
    expect(found(infer([...history, [['w', 1, 2]]]))).toEqual([]);
    expect(found(infer([[['insert', 1, 1]], [['rp', 'true', []]]]))).toEqual([]);
    const own = [
      init([1, 1]),
      [
        ['rp', 'true', []],
        ['delete', 1],
      ],
    ];
    expect(found(infer(own)).map(([type]) => type)).toEqual(['predicate-read-miss']);
  });

  it('a transaction does not find what it wrote itself', () => {
    const history = [
      [
        ['insert', 1, 1],
        ['rp', 'true', []],
      ],
    ];
    expect(found(infer(history))).toEqual([
      ['internal', [0], 'T0 wrote 1 to key 1 and then did not find it by the predicate "true"'],
    ]);
    expect(found(infer(history, { ownWritesAreSeen: false }))).toEqual([]);
    expect(
      found(
        infer([
          [
            ['insert', 1, 1],
            ['delete', 1],
            ['rp', 'true', []],
            ['r', 1, null],
          ],
        ]),
      ),
    ).toEqual([]);
    const stale = [
      init([1, 1]),
      [
        ['delete', 1],
        ['rp', 'true', [[1, 1]]],
      ],
    ];
    expect(found(infer(stale)).map(([type]) => type)).toEqual(['internal']);
  });

  it('reads of aborted and intermediate writes, of garbage, and lost updates, by predicate too', () => {
    const update = (value: number): Json[] => [
      ['rp', 'true', [[1, 1]]],
      ['w', 1, value],
    ];
    expect(infer([[['insert', 1, 1]], update(2), update(3)]).directCounts).toEqual(new Map([['lost-update', 1]]));
    const aborted = { type: 'fail' as const, value: [['insert', 1, 1]] };
    expect(infer([aborted, [['rp', 'true', [[1, 1]]]]]).directCounts).toEqual(new Map([['G1a', 1]]));
    const twice = [
      ['insert', 1, 1],
      ['w', 1, 2],
    ];
    expect(infer([twice, [['rp', 'true', [[1, 1]]]]]).directCounts).toEqual(new Map([['G1b', 1]]));
    expect(infer([[['rp', 'true', [[1, 1]]]]], { initial: null }).directCounts).toEqual(new Map([['garbage-read', 1]]));
  });
});

describe('hostile histories', () => {
  it('names the event whose predicate is none', () => {
    expect(() => infer([[['insert', 1, 1]], [['rp', ['like', 'x%'], []]]])).toThrow(
      expect.objectContaining({
        name: 'HistoryShapeError',
        message: expect.stringContaining('["like","x%"] is no predicate'),
      }),
    );
  });

  it('nil and a value that nobody wrote are no garbage where there was a deletion', () => {
    expect(infer([[['r', 1, 7]], [['delete', 1]], [['r', 1, null]]]).direct).toEqual([]);
    expect(infer([[['r', 1, 7]], [['w', 1, 1]], [['r', 1, null]]]).directCounts).toEqual(
      new Map([['garbage-read', 1]]),
    );
  });

  it('several deletions of a key leave nil unclear', () => {
    const history = [init([1, 1]), [['delete', 1]], [['delete', 1]], [['r', 1, null]]];
    expect(edgesOf(infer(history))).toEqual([]);
    expect(infer(history).doubts).toHaveLength(1);
  });
});
