import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairOperations } from '../history/pairing.ts';
import type { CheckResult } from '../verdict.ts';
import { done, events, operationsOf, picks, simulate, type Step } from './histories.testing.ts';
import { checkLostUpdate } from './lost-update.ts';

const increment = (process: number, key: string, written: number): Step[] =>
  done(process, 'increment', key, [key, written]);
const unsure = (process: number, key: string, type: 'info' | 'fail'): Step[] =>
  done(process, 'increment', key, key, type);
const read = (process: number, key: string, value: number | null): Step[] =>
  done(process, 'read', [key, null], [key, value]);

function check(steps: readonly Step[], model = 'snapshot-isolation'): CheckResult {
  return checkLostUpdate({ operations: operationsOf(...steps), model });
}

describe('lost updates', () => {
  it('are two increments that wrote the same number', () => {
    const result = check([...increment(1, 'x', 1), ...increment(2, 'x', 1), ...increment(3, 'y', 1)]);
    expect(result).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
    expect(result.anomalies).toEqual([
      {
        type: 'lost-update',
        summary:
          'process 1 incremented key "x" from 0 to 1, acknowledged at 1.000 s, and process 2 did the same, acknowledged at 3.000 s: one of the two updates is lost',
        operations: [0, 2],
        subject: '"x"',
        consequence: expect.stringContaining('one change is gone'),
      },
    ]);
  });

  it.each([
    ['serializable', 'invalid'],
    ['snapshot-isolation', 'invalid'],
    ['parallel-snapshot-isolation', 'invalid'],
    ['consistent-view', 'invalid'],
    ['cursor-stability', 'invalid'],
    ['repeatable-read', 'invalid'],
    ['read-committed', 'valid'],
    ['monotonic-atomic-view', 'valid'],
  ])('%s: %s', (model, verdict) => {
    expect(check([...increment(1, 'x', 1), ...increment(2, 'x', 1)], model).verdict).toBe(verdict);
  });

  it('show in the end as a number too small', () => {
    const steps = [...increment(1, 'x', 1), ...increment(2, 'x', 2), ...read(3, 'x', 1)];
    expect(check(steps).anomalies).toMatchObject([{ type: 'lost-update', operations: [4] }]);
    expect(check(steps).anomalies[0]?.summary).toContain(
      'incremented 2 times with acknowledgement, but every read after that finds less: process 3 read 1 at 5.000 s, so 1 update is lost',
    );
    const stale = [...steps, ...read(4, 'x', 2)];
    expect(check(stale)).toMatchObject({ verdict: 'valid', anomalies: [{ type: 'stale-read', permitted: true }] });
    expect(check(stale, 'linearizable').verdict).toBe('invalid');
  });

  it('are not what is stale before the end', () => {
    const steps = [...increment(1, 'x', 1), ...read(3, 'x', null), ...increment(2, 'x', 2), ...read(3, 'x', 2)];
    expect(check(steps)).toMatchObject({ verdict: 'valid', anomalies: [{ type: 'stale-read' }] });
  });

  it('lets increments of unknown outcome count or not', () => {
    const steps = [...increment(1, 'x', 1), ...unsure(2, 'x', 'info')];
    expect(check([...steps, ...read(3, 'x', 1)]).anomalies).toEqual([]);
    expect(check([...steps, ...read(3, 'x', 2)]).anomalies).toEqual([]);
    expect(check([...steps, ...read(3, 'x', 3)])).toMatchObject({ anomalies: [{ type: 'counter-too-high' }] });
    const failed = [...increment(1, 'x', 1), ...unsure(2, 'x', 'fail'), ...read(3, 'x', 2)];
    expect(check(failed).verdict).toBe('invalid');
    expect(check(failed, 'read-uncommitted').anomalies).toMatchObject([{ permitted: true }]);
  });

  it.each<[string, Step[], string]>([
    ['nothing', read(1, 'x', 0), 'no increment was acknowledged, so nothing could be lost'],
    ['no contention', increment(1, 'x', 1), 'no key was incremented twice: there was nothing to lose'],
  ])('is unknown: %s', (_, steps, reason) => {
    expect(check(steps)).toMatchObject({ verdict: 'unknown', reasons: [reason] });
  });

  it('refuses other shapes', () => {
    expect(() => check(done(1, 'add', 1))).toThrow('lost-update');
    expect(() => check(done(1, 'increment', 'x', 4))).toThrow('event 1: "increment" has the value 4');
    expect(() => check(done(1, 'read', 'x', ['x', 'y']))).toThrow('event 1: "read" has the value "y"');
  });

  it('are found where the simulated store loses one, and nowhere else', () => {
    const counts = { lost: 0, kept: 0 };
    fc.assert(
      fc.property(picks(50), fc.nat(30), (chosen, loseAt) => {
        const numbers = new Map<string, number>();
        let [count, lost] = [0, false];
        const history = simulate(
          chosen,
          4,
          {
            invoke: (_, dice) =>
              dice % 3 === 0 ? { f: 'read', value: [`k${dice % 2}`, null] } : { f: 'increment', value: `k${dice % 2}` },
            effect({ f, value }) {
              const key = f === 'read' ? (value as [string, null])[0] : (value as string);
              const now = numbers.get(key) ?? 0;
              if (f === 'read') return [key, now];
              if (count++ === loseAt && now > 0) {
                lost = true;
                return [key, now];
              }
              numbers.set(key, now + 1);
              return [key, now + 1];
            },
          },
          false,
        );
        const final = events(...read(90, 'k0', numbers.get('k0') ?? 0), ...read(91, 'k1', numbers.get('k1') ?? 0));
        const all = [...history, ...final.map((event) => ({ ...event, index: event.index + history.length }))];
        const result = checkLostUpdate({ operations: pairOperations(all) });
        expect(result.verdict === 'invalid').toBe(lost);
        counts[lost ? 'lost' : 'kept']++;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(counts.lost, counts.kept)).toBeGreaterThan(200);
  });

  it('are never found in a correct store that loses answers', () => {
    fc.assert(
      fc.property(picks(60), (chosen) => {
        let number = 0;
        const history = simulate(chosen, 4, {
          invoke: (_, dice) => (dice % 3 === 0 ? { f: 'read', value: ['k', null] } : { f: 'increment', value: 'k' }),
          effect: ({ f }) => ['k', f === 'read' ? number : ++number],
        });
        const result = checkLostUpdate({ operations: pairOperations(history), model: 'strict-serializable' });
        expect(result.anomalies).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
