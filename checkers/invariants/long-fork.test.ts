import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, Operation } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import type { CheckResult } from '../verdict.ts';
import { done, operationsOf, picks, simulate, type Step } from './histories.testing.ts';
import { checkLongFork } from './long-fork.ts';

type Saw = readonly (readonly [Json, Json])[];

function read(process: number, ...saw: Saw): Step[] {
  const asked = saw.map(([key]) => ['r', key, null]);
  return done(
    process,
    'read',
    asked,
    saw.map(([key, value]) => ['r', key, value]),
  );
}

function write(process: number, key: Json, type: 'ok' | 'info' | 'fail' = 'ok'): Step[] {
  return done(process, 'write', [['w', key, 1]], [['w', key, 1]], type);
}

function check(steps: readonly Step[], model?: string): CheckResult {
  return checkLongFork({ operations: operationsOf(...steps), ...(model === undefined ? {} : { model }) });
}

const fork = [...write(1, 'x'), ...write(2, 'y'), ...read(3, ['x', 1], ['y', null]), ...read(4, ['y', 1], ['x', null])];

describe('long fork', () => {
  it('is two reads that saw two writes in opposite orders', () => {
    expect(check(fork)).toEqual({
      checker: 'long-fork',
      model: 'snapshot-isolation',
      verdict: 'invalid',
      anomalies: [
        {
          type: 'long-fork',
          summary:
            'process 3 saw the write of key "x" without that of key "y" at 5.000 s, process 4 that of "y" without that of "x" at 7.000 s: no order of the two writes explains both',
          operations: [4, 6],
          consequence: expect.stringContaining('no order of events'),
        },
      ],
      anomalyCount: 1,
      reasons: [],
      algorithm: 'direct',
      operations: 4,
    });
  });

  it.each([
    ['strict-serializable', 'invalid'],
    ['snapshot-isolation', 'invalid'],
    ['prefix', 'invalid'],
    ['repeatable-read', 'invalid'],
    ['sequential', 'invalid'],
    ['parallel-snapshot-isolation', 'valid'],
    ['consistent-view', 'valid'],
    ['update-serializable', 'valid'],
    ['causal', 'valid'],
    ['read-committed', 'valid'],
  ])('%s: %s', (model, verdict) => {
    expect(check(fork, model).verdict).toBe(verdict);
  });

  it('is none when one read saw more than the other', () => {
    const steps = [
      ...write(1, 'x'),
      ...read(3, ['x', 1], ['y', null]),
      ...write(2, 'y'),
      ...read(4, ['y', 1], ['x', 1]),
    ];
    expect(check(steps)).toMatchObject({ verdict: 'valid', anomalies: [] });
  });

  it('is found across groups that share two keys', () => {
    const steps = [...read(1, ['x', 1], ['y', null], ['z', null]), ...read(2, ['y', 1], ['x', null])];
    expect(check(steps)).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
  });

  it('says nothing of keys that are written twice, by the history or by what is read', () => {
    expect(check([...fork, ...write(5, 'x', 'info')])).toMatchObject({
      verdict: 'unknown',
      anomalies: [],
      reasons: ['1 key written more than once: long forks on those show nothing'],
    });
    expect(check([...fork, ...read(5, ['x', 2], ['y', 1])]).anomalies).toEqual([]);
    expect(check([...fork, ...write(5, 'x', 'fail')]).verdict).toBe('invalid');
  });

  it('leaves out what a transaction had written itself', () => {
    const own = done(
      1,
      'txn',
      [],
      [
        ['w', 'x', 1],
        ['r', 'x', 1],
        ['r', 'y', null],
      ],
    );
    expect(check([...own, ...read(2, ['y', 1], ['x', null])])).toMatchObject({ anomalies: [] });
  });

  it.each<[string, Step[], string]>([
    ['nothing read', write(1, 'x'), 'no read of two keys or more succeeded: nothing could be seen out of order'],
    ['single keys', read(1, ['x', 1]), 'no read of two keys or more succeeded: nothing could be seen out of order'],
    [
      'all or nothing',
      read(1, ['x', 1], ['y', 1]),
      'every read saw all of its keys or none: nothing could be seen out of order',
    ],
  ])('is unknown: %s', (_, steps, reason) => {
    expect(check(steps)).toMatchObject({ verdict: 'unknown', reasons: [reason] });
  });

  it('refuses other shapes', () => {
    expect(() => check(done(1, 'add', 1))).toThrow('event 0: "add" is not an operation of the workload long-fork');
    expect(() => check(done(1, 'read', null, 7))).toThrow('event 1: "read" has the value 7');
    expect(() => check(done(1, 'read', [], [['x', 1]]))).toThrow('event 1: "read" has the value [["x",1]]');
  });

  it('stops when asked to', () => {
    const operations = Array.from({ length: 5000 }, () => operationsOf(...read(1, ['x', 1]))[0] as Operation);
    expect(checkLongFork({ operations, budget: { shouldStop: () => true } })).toMatchObject({
      verdict: 'unknown',
      reasons: ['the check reached its limit on time after 4,096 of 5,000 operations'],
    });
  });
});

const keys = ['a', 'b', 'c', 'd'] as const;

describe('a store that reads snapshots', () => {
  it('is never accused, and found out when one read misses what another saw', () => {
    let forks = 0;
    fc.assert(
      fc.property(picks(60), (chosen) => {
        const present = new Set<string>();
        let next = 0;
        const history = simulate(chosen, 4, {
          invoke: (_, dice) =>
            dice % 3 === 0 && next < keys.length
              ? { f: 'write', value: [['w', keys[next++] as string, 1]] }
              : { f: 'read', value: keys.map((key) => ['r', key, null]) },
          effect({ f, value }) {
            if (f === 'read') return keys.map((key) => ['r', key, present.has(key) ? 1 : null]);
            present.add((value as [string, string][])[0]?.[1] as string);
            return value;
          },
        });
        const operations = pairOperations(history);
        expect(checkLongFork({ operations }).anomalyCount).toBe(0);
        const planted = [...read(90, ['a', 1], ['b', null]), ...read(91, ['b', 1], ['a', null])];
        const result = checkLongFork({ operations: [...operations, ...operationsOf(...planted)] });
        expect(result.verdict).toBe('invalid');
        forks++;
      }),
      { numRuns: 1000 },
    );
    expect(forks).toBe(1000);
  });

  it('agrees with the comparison of all pairs of reads', () => {
    const seen = fc.array(
      fc.constantFrom<readonly [Json, Json]>(
        ...keys.flatMap(
          (key) =>
            [
              [key, 1],
              [key, null],
            ] as const,
        ),
      ),
      {
        minLength: 2,
        maxLength: 4,
      },
    );
    const counts = { forked: 0, clean: 0 };
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 6 }), (drafts) => {
        const reads = drafts.map((draft) => [...new Map(draft.map((one) => [one[0], one])).values()]);
        const result = check(reads.flatMap((saw, process) => read(process, ...saw)));
        const sees = (saw: Saw, key: Json, value: Json): boolean => saw.some(([k, v]) => k === key && v === value);
        const forked = reads.some((left) =>
          reads.some((right) =>
            keys.some((x) =>
              keys.some((y) => sees(left, x, 1) && sees(left, y, null) && sees(right, y, 1) && sees(right, x, null)),
            ),
          ),
        );
        expect(result.anomalyCount > 0).toBe(forked);
        counts[forked ? 'forked' : 'clean']++;
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(counts.forked, counts.clean)).toBeGreaterThan(500);
  });
});
