import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventType, Json } from '../../history/event.ts';
import { pairOperations } from '../../history/pairing.ts';
import type { CheckResult } from '../../verdict.ts';
import { done, events, operationsOf, picks, simulate, type Step } from '../histories.testing.ts';
import { checkPartitionedLog } from './partitioned-log.ts';

type Rows = readonly (readonly [offset: number, value: Json])[];
const send = (process: number, value: Json, offset: number | null, type: EventType = 'ok'): Step[] =>
  done(process, 'send', [['send', 'p', value]], [['send', 'p', type === 'ok' ? [offset, value] : value]], type);
const poll = (process: number, ...rows: Rows): Step[] => done(process, 'poll', [['poll']], [['poll', { p: rows }]]);

function check(steps: readonly Step[], model = 'sequential'): CheckResult {
  return checkPartitionedLog({ operations: operationsOf(...steps), model });
}

function types(steps: readonly Step[]): string[] {
  return check(steps).anomalies.map(({ type }) => type);
}

const sent = [...send(1, 'a', 0), ...send(1, 'b', 1), ...send(1, 'c', 2)];

describe('a partitioned log', () => {
  it('is polled as it was sent', () => {
    expect(check([...sent, ...poll(2, [0, 'a'], [1, 'b']), ...poll(2, [2, 'c'])])).toMatchObject({
      checker: 'partitioned-log',
      verdict: 'valid',
      anomalies: [],
      reasons: [],
    });
  });

  it('has one value at an offset', () => {
    const result = check([...sent, ...poll(2, [0, 'a'], [1, 'x']), ...send(3, 'x', null, 'info')], 'eventual');
    expect(result).toMatchObject({ verdict: 'invalid' });
    expect(result.anomalies[0]).toEqual({
      type: 'inconsistent-offsets',
      summary: 'offset 1 of partition "p" is "b" to process 1 at 3.000 s and "x" to process 2 at 7.000 s',
      operations: [2, 6],
      subject: '"p"',
      consequence: expect.stringContaining('different events'),
    });
  });

  it('has a value once', () => {
    expect(types([...send(1, 'a', 0), ...poll(2, [0, 'a'], [1, 'a'])])).toEqual(['duplicate']);
    expect(types([...send(1, 'a', 0), ...send(3, 'a', null, 'info'), ...poll(2, [0, 'a'], [1, 'a'])])).toEqual([]);
    expect(check([...send(1, 'a', 0), ...poll(2, [0, 'a'], [1, 'a'])], 'eventual').verdict).toBe('valid');
  });

  it('has nothing that was not sent, or whose send failed', () => {
    expect(types([...sent, ...poll(2, [0, 'a'], [1, 'b'], [2, 'c'], [3, 'z'])])).toEqual(['unexpected-element']);
    expect(types([...sent, ...send(4, 'z', null, 'fail'), ...poll(2, [0, 'a'], [1, 'b'], [2, 'c'], [3, 'z'])])).toEqual(
      ['G1a'],
    );
    const early: Step[] = [
      ['invoke', 2, 'poll', [['poll']]],
      ...send(1, 'a', 0),
      ['ok', 2, 'poll', [['poll', { p: [[0, 'a']] }]]],
    ];
    expect(types(early)).toEqual([]);
    expect(types([...poll(2, [0, 'a']), ...send(1, 'a', 0)])).toEqual(['unexpected-element']);
    expect(types([...poll(2, [0, 'a']), ...send(1, 'a', null, 'fail')])).toEqual(['unexpected-element']);
  });

  it('loses what consumers pass over and nobody ever gets', () => {
    const result = check([...sent, ...send(1, 'd', 3), ...poll(2, [0, 'a'], [2, 'c'])], 'eventual');
    expect(result).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
    expect(result.anomalies[0]).toMatchObject({
      type: 'lost-write',
      summary:
        'process 1 sent "b" to partition "p", acknowledged with offset 1 at 3.000 s; consumers polled what lies before and after it, but nobody ever got it',
      operations: [2],
    });
  });

  it('is unknown where nobody polled so far', () => {
    expect(check([...sent, ...poll(2, [0, 'a'])])).toMatchObject({
      verdict: 'unknown',
      reasons: ['2 acknowledged records that no poll reached'],
    });
    expect(check([...sent, ...poll(2, [1, 'b'], [2, 'c'])])).toMatchObject({ verdict: 'unknown', anomalies: [] });
    expect(check(sent).reasons).toEqual(['no poll returned anything']);
    expect(check([...send(1, 'a', 0, 'info'), ...poll(2, [0, 'a'])]).reasons).toEqual([
      'no send was acknowledged, so nothing could be lost',
    ]);
  });

  it('is not passed over', () => {
    const all = poll(3, [0, 'a'], [1, 'b'], [2, 'c']);
    const result = check([...sent, ...all, ...poll(2, [0, 'a']), ...poll(2, [2, 'c'])]);
    expect(result.anomalies).toMatchObject([{ type: 'poll-skip', operations: [8, 10] }]);
    expect(result.anomalies[0]?.summary).toBe(
      'process 2 polled offset 0 of partition "p" at 9.000 s, and next offset 2 at 11.000 s, passing over what others polled',
    );
    expect(types([...sent, ...all, ...poll(2, [0, 'a'], [2, 'c'])])).toEqual(['int-poll-skip']);
    expect(types([...sent, ...all, ...poll(2, [0, 'a']), ...done(2, 'assign', ['p']), ...poll(2, [2, 'c'])])).toEqual(
      [],
    );
    const moved = done(2, 'poll', [['poll']], [['rebalance'], ['poll', { p: [[2, 'c']] }]]);
    expect(types([...sent, ...all, ...poll(2, [0, 'a']), ...moved])).toEqual([]);
    const emptied = done(2, 'poll', [['poll']], [['rebalance'], ['poll', {}]]);
    expect(types([...sent, ...all, ...poll(2, [0, 'a']), ...emptied, ...poll(2, [2, 'c'])])).toEqual([]);
    const inside: Json = [['poll', { p: [[2, 'c']] }], ['rebalance'], ['poll', { p: [[0, 'a']] }]];
    expect(types([...sent, ...all, ...done(2, 'poll', [['poll']], inside)])).toEqual([]);
    const failed = done(2, 'poll', [['poll']], [['poll']], 'fail');
    expect(types([...sent, ...all, ...poll(2, [0, 'a']), ...failed, ...poll(2, [2, 'c'])])).toEqual([]);
    // Offsets may have holes.
    expect(types([...send(1, 'a', 0), ...send(1, 'b', 5), ...poll(2, [0, 'a'], [5, 'b'])])).toEqual([]);
  });

  it('is polled forwards', () => {
    const all = poll(3, [0, 'a'], [1, 'b'], [2, 'c']);
    expect(types([...sent, ...all, ...poll(2, [0, 'a'], [1, 'b']), ...poll(2, [1, 'b'], [2, 'c'])])).toEqual([
      'nonmonotonic-poll',
    ]);
    expect(types([...sent, ...all, ...poll(2, [1, 'b'], [0, 'a'])])).toEqual(['int-nonmonotonic-poll']);
    expect(check([...sent, ...all, ...poll(2, [1, 'b'], [0, 'a'])], 'monotonic-reads').verdict).toBe('invalid');
    expect(check([...sent, ...all, ...poll(2, [1, 'b'], [0, 'a'])], 'eventual').verdict).toBe('valid');
  });

  it('is sent in order', () => {
    const read = poll(3, [0, 'a'], [1, 'b']);
    const steps = [...send(1, 'b', 1), ...send(1, 'a', 0), ...read];
    expect(types(steps)).toEqual(['nonmonotonic-send']);
    expect(check(steps, 'monotonic-writes').verdict).toBe('invalid');
    const both: Json = [
      ['send', 'p', [1, 'b']],
      ['send', 'p', [0, 'a']],
    ];
    expect(
      types([
        ...done(
          1,
          'txn',
          [
            ['send', 'p', 'b'],
            ['send', 'p', 'a'],
          ],
          both,
        ),
        ...read,
      ]),
    ).toEqual(['int-nonmonotonic-send']);
    expect(types([...send(1, 'b', 1), ...send(2, 'a', 0), ...read])).toEqual([]);
  });

  it('takes numbers and texts for one partition, and refuses other shapes', () => {
    const numbered = done(1, 'send', [['send', 1, 'a']], [['send', 1, [0, 'a']]]);
    const polled = done(2, 'poll', [['poll']], [['poll', { 1: [[0, 'a']] }]]);
    expect(check([...numbered, ...polled]).verdict).toBe('valid');
    expect(() => check(done(1, 'append', []))).toThrow('partitioned-log');
    for (const value of [
      1,
      [1],
      [['x']],
      [['poll', 1]],
      [['poll', { p: 1 }]],
      [['poll', { p: [[-1, 2]] }]],
      [['send', 'p', [1.5, 2]]],
    ]) {
      expect(() => check(done(1, 'txn', [], value as Json))).toThrow('event 1');
    }
  });
});

describe('a correct log', () => {
  it('is never accused, and found out for each planted fault', () => {
    const found = new Map<string, number>();
    fc.assert(
      fc.property(picks(60), fc.constantFrom('none', 'lose', 'duplicate', 'rewind', 'skip'), (chosen, fault) => {
        const log: number[] = [];
        const at = new Map<number, number>();
        let [next, planted] = [0, false];
        const history = simulate(chosen, 3, {
          invoke: (_, dice) =>
            dice % 2 === 0 ? { f: 'send', value: [['send', 0, next++]] } : { f: 'poll', value: [['poll']] },
          effect({ f, value, process }) {
            if (f === 'poll') {
              let from = at.get(process) ?? 0;
              const step = fault === 'rewind' ? -1 : fault === 'skip' && from + 1 < log.length ? 1 : 0;
              if (!planted && from > 0 && step !== 0) {
                planted = true;
                from += step;
              }
              const rows = log.slice(from).map((one, position) => [from + position, one]);
              at.set(process, log.length);
              return [['poll', { 0: rows }]];
            }
            const [[, , one]] = value as [[string, number, number]];
            if (fault === 'lose' && !planted && log.length > 0) {
              planted = true;
              log.push(-1);
              return [['send', 0, [log.length - 1, one]]];
            }
            log.push(one);
            if (fault === 'duplicate' && !planted) {
              planted = true;
              log.push(one);
            }
            return [['send', 0, [log.indexOf(one), one]]];
          },
        });
        const rows = log.map((one, offset): [number, number] => [offset, one]).filter(([, one]) => one >= 0);
        const last = events(...done(99, 'poll', [['poll']], [['poll', { 0: rows }]]));
        const all = [...history, ...last.map((event) => ({ ...event, index: event.index + history.length }))].map(
          (event) =>
            JSON.stringify(event.value).includes('-1')
              ? {
                  ...event,
                  value: JSON.parse(
                    JSON.stringify(event.value)
                      .replaceAll(/,?\[\d+,-1\]/g, '')
                      .replaceAll('[,', '['),
                  ) as Json,
                }
              : event,
        );
        const result = checkPartitionedLog({ operations: pairOperations(all) });
        const seen = result.anomalies.map(({ type }) => type);
        expect(seen.length === 0 || planted).toBe(true);
        for (const type of seen) found.set(`${fault} ${type}`, (found.get(`${fault} ${type}`) ?? 0) + 1);
      }),
      { numRuns: 3000 },
    );
    expect([...found.keys()].toSorted()).toEqual([
      'duplicate duplicate',
      'lose lost-write',
      'rewind nonmonotonic-poll',
      'skip poll-skip',
    ]);
    for (const count of found.values()) expect(count).toBeGreaterThan(50);
  });
});
