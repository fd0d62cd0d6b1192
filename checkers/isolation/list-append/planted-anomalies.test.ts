import { describe, expect, it } from 'vitest';
import type { HistoryEvent, Json } from '../../history/event.ts';
import { pairOperations } from '../../history/pairing.ts';
import { edgeNames, noPrevious, unknownPrevious } from '../dependencies.ts';
import { readTransactions } from '../read-transactions.ts';
import { inferListAppend } from './infer-list-append.ts';

type Line = readonly [type: 'ok' | 'fail' | 'info', ...microOps: Json[]];

/** One transaction after the other, each by a process of its own. */
function infer(lines: readonly Line[], shouldStop?: () => boolean) {
  const events = lines.flatMap(([type, ...microOps], process): HistoryEvent[] => {
    const asked = microOps.map((microOp) => {
      const [f, key, value] = microOp as [string, Json, Json];
      return [f, key, f === 'r' ? null : value];
    });
    const event = { process, f: 'txn', time: process * 10 };
    return [
      { ...event, index: process * 2, type: 'invoke', value: asked },
      { ...event, index: process * 2 + 1, type, value: type === 'ok' ? microOps : asked },
    ];
  });
  const columns = readTransactions(pairOperations(events), 'list-append');
  return { columns, inference: inferListAppend(columns, shouldStop === undefined ? {} : { shouldStop }) };
}

const append = (key: Json, value: Json): Json => ['append', key, value];
const read = (key: Json, ...list: Json[]): Json => ['r', key, list];

function summaries(...lines: Line[]): string[] {
  return infer(lines).inference.direct.map(({ type, summary }) => `${type}: ${summary}`);
}

function edges(...lines: Line[]): string[] {
  const { edges: all } = infer(lines).inference;
  return Array.from(
    { length: all.count },
    (_, at) => `${all.from[at]} ${edgeNames[all.kind[at] as number]} ${all.to[at]}`,
  ).toSorted();
}

describe('what one read shows', () => {
  it('names an element that was rolled back, and what was appended on top of it', () => {
    expect(summaries(['fail', append('x', 1)], ['ok', append('x', 2)], ['ok', read('x', 1, 2)])).toEqual([
      'dirty-update: T1 appended 2 to key "x" on top of 1, which T0 had appended before it aborted',
      'G1a: T2 read key "x" as [1 2], with 1, which T0 had appended before it aborted',
    ]);
  });

  it('names an intermediate state', () => {
    expect(summaries(['ok', append('x', 1), append('x', 2)], ['ok', read('x', 1)], ['ok', read('x', 1, 2)])).toEqual([
      'G1b: T1 read key "x" as [1], up to 1 of T0, which appended to the key again before it committed',
    ]);
  });

  it('names an element that nobody appended, and one that is there twice', () => {
    expect(summaries(['ok', append(5, 1)], ['ok', read(5, 1, 7)])).toEqual([
      'garbage-read: T1 read key 5 as [1 7], with 7, which nobody appended',
    ]);
    expect(summaries(['ok', append(5, 1)], ['ok', append(5, 2)], ['ok', read(5, 1, 2, 1)])).toEqual([
      'duplicate-elements: T2 read key 5 as [1 2 1], which holds an element twice that was appended once',
    ]);
  });

  it('names reads that cannot both have been', () => {
    const writers: Line[] = [1, 2, 3].map((value) => ['ok', append('x', value)]);
    expect(summaries(...writers, ['ok', read('x', 1, 2, 3)], ['ok', read('x', 1, 3)])).toEqual([
      'incompatible-order: T3 read key "x" as [1 2 3] and T4 as [1 3]: neither is where the other came from',
    ]);
    expect(summaries(['ok', append('x', 1), append('x', 2)], ['ok', append('x', 3)], ['ok', read('x', 2, 3)])).toEqual([
      'incompatible-order: T0 appended 1 and then 2 to key "x", but T2 read it as [2 3]',
    ]);
  });

  it('names what a transaction must not see of itself', () => {
    expect(summaries(['ok', append('x', 1)], ['ok', read('x', 1), append('x', 2), read('x', 1)])).toContain(
      'internal: T1 read key "x" as [1] and appended 2 to it, then read key "x" as [1]',
    );
    expect(summaries(['ok', append('x', 2), read('x')])).toEqual([
      'internal: T0 appended 2 to key "x", then read key "x" as []',
    ]);
    expect(summaries(['ok', read('x', 1), append('x', 1)])).toEqual([
      'future-read: T0 read key "x" as [1], with 1, which it appended only later',
    ]);
  });

  it('names updates that were lost, but not one that looked again', () => {
    const first: Line = ['ok', append('x', 1)];
    expect(
      summaries(
        first,
        ['ok', read('x', 1), append('x', 2)],
        ['ok', read('x', 1), append('x', 3)],
        ['ok', read('x', 1, 2, 3)],
      ),
    ).toEqual([
      'lost-update: T1 and T2 read key "x" as [1], and each appended to it without seeing the other\'s append',
    ]);
    const again: Line = ['ok', read('x', 1), read('x', 1, 2), append('x', 3)];
    const { directCounts } = infer([first, ['ok', read('x', 1), append('x', 2)], again]).inference;
    expect([...directCounts]).toEqual([['internal', 1]]);
  });

  it('does not take two states that end alike for one', () => {
    const twice: Line[] = [
      ['ok', append('x', 1)],
      ['ok', append('x', 1)],
    ];
    const updates: Line[] = [
      ['ok', read('x', 1), append('x', 2)],
      ['ok', read('x', 1, 2, 1), append('x', 3)],
    ];
    expect(summaries(...twice, ...updates)).toEqual([]);
  });

  it('counts an append on top of an aborted one once, however often it stands there', () => {
    const followed = infer([
      ['fail', append('x', 1)],
      ['ok', append('x', 2)],
      ['ok', append('x', 3)],
      ['ok', read('x', 1, 2, 3)],
    ]);
    expect(followed.inference.directCounts.get('dirty-update')).toBe(1);
    const { directCounts } = infer([
      ['fail', append('x', 1)],
      ['ok', append('x', 2)],
      ['ok', read('x', 1, 2, 1, 2)],
    ]).inference;
    expect(Object.fromEntries(directCounts)).toEqual({ 'dirty-update': 1, G1a: 2, 'duplicate-elements': 1 });
  });

  it('lets an element that was appended twice be there twice', () => {
    const twice: Line = ['ok', append('x', 1)];
    const others: Line[] = [
      ['ok', append('x', 2)],
      ['ok', append('x', 3)],
    ];
    const counts = (...lines: Line[]) => [...infer(lines).inference.directCounts];
    expect(counts(twice, twice, ...others, ['ok', read('x', 1, 1, 2)], ['ok', read('x', 1, 1, 3)])).toEqual([
      ['incompatible-order', 1],
    ]);
    expect(counts(twice, ...others, ['ok', append('x', 1), read('x', 1, 2, 1)], ['ok', read('x', 1, 2)])).toEqual([]);
  });

  it('shortens long lists in the middle', () => {
    const list = Array.from({ length: 30 }, (_, at) => at);
    expect(summaries(['ok', read('x', ...list)])[0]).toContain('[0 1 2 … 21 22 23 24 25 26 27 28 29]');
  });

  it('keeps a few examples of each kind and counts all', () => {
    const lines = Array.from({ length: 50 }, (_, at): Line => ['ok', read(at, 1)]);
    const { direct, directCounts } = infer(lines).inference;
    expect([direct.length, directCounts.get('garbage-read')]).toEqual([8, 50]);
  });
});

describe('orders of versions', () => {
  it('places what was read, and nothing else', () => {
    const { columns, inference } = infer([
      ['ok', append('x', 1)],
      ['ok', append('x', 2)],
      ['ok', append('x', 3)],
      ['ok', read('x', 1, 2)],
    ]);
    const values = (version: number): Json =>
      version < 0 ? version : columns.values.value(columns.versionValue[version] as number);
    expect(Array.from(inference.previous, values)).toEqual([noPrevious, 1, unknownPrevious]);
    expect([...inference.writer]).toEqual([0, 1, 2]);
  });

  it('lets what was never read come last, and its readers before it', () => {
    expect(edges(['ok', append('x', 1)], ['ok', append('x', 2)], ['ok', append('x', 3)], ['ok', read('x', 1)])).toEqual(
      ['0 wr 3', '0 ww 1', '0 ww 2', '3 rw 1', '3 rw 2'],
    );
  });

  it('counts an indeterminate transaction once something of it was read, and never an aborted one', () => {
    const others: Line[] = [
      ['ok', append('x', 1)],
      ['ok', read('x', 1), read('y')],
    ];
    expect(edges(...others, ['info', append('x', 2), append('y', 1)])).toEqual(['0 wr 1']);
    expect(edges(...others, ['fail', append('x', 2), append('y', 1)])).toEqual(['0 wr 1']);
    expect(edges(...others, ['info', append('x', 2), append('y', 1)], ['ok', read('y', 1)])).toEqual([
      '0 wr 1',
      '1 rw 2',
      '1 rw 2',
      '2 wr 3',
    ]);
  });

  it('goes by what all reads agree on', () => {
    const writers: Line[] = [1, 2, 3].map((value) => ['ok', append('x', value)]);
    expect(edges(...writers, ['ok', read('x', 1, 2, 3)], ['ok', read('x', 1, 3, 2)], ['ok', read('x', 1)])).toEqual(
      [
        ['0 wr 3', '0 wr 4', '0 wr 5', '0 ww 1', '0 ww 2'],
        ['1 wr 3', '1 wr 4', '2 wr 3', '2 wr 4', '5 rw 1', '5 rw 2'],
      ].flat(),
    );
  });

  it('infers nothing from an element that was appended twice, and says so', () => {
    const { inference } = infer([
      ['ok', append('x', 1)],
      ['ok', append('x', 1)],
      ['ok', append('x', 2)],
      ['ok', read('x', 1, 1, 2)],
    ]);
    expect(inference.doubts).toEqual([
      '1 was appended to key "x" by T0 and T1, so that nobody can tell whose append a read saw',
    ]);
    expect(inference.edges.count).toBe(1);
    expect([...inference.directCounts]).toEqual([]);
  });

  it('looks at the earliest of very many appends that nobody read, and says so', () => {
    const writers = Array.from({ length: 600 }, (_, value): Line => ['ok', append('x', value)]);
    const readers = Array.from({ length: 600 }, (): Line => ['ok', read('x')]);
    const { inference } = infer([...writers, ...readers]);
    expect(inference.edges.count).toBe(16 * 600);
    expect(Math.max(...inference.edges.to.subarray(0, inference.edges.count))).toBe(15);
    expect(inference.doubts).toEqual([
      '600 appends to key "x" were never read: not all of their dependencies were looked at',
    ]);
  });

  it('claims nothing about orders when its time is over before it has read them', () => {
    const lines = Array.from({ length: 9000 }, (_, at): Line => ['ok', append(at % 7, at), read(at % 7)]);
    const { inference } = infer(lines, () => true);
    expect(inference.edges.count).toBe(0);
    expect(inference.doubts).toEqual(['the limit was reached before all dependencies were inferred']);
  });
});
