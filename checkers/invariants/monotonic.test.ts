import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import type { CheckResult } from '../verdict.ts';
import { done, operationsOf, picks, simulate, type Step } from './histories.testing.ts';
import { checkMonotonic } from './monotonic.ts';

type Numbers = Readonly<Record<string, number | null>>;
const read = (process: number, saw: Numbers): Step[] => done(process, 'read', Object.keys(saw), saw);
const inc = (process: number, key: string, value: number): Step[] => done(process, 'inc', key, { [key]: value });

function check(steps: readonly Step[], model = 'sequential'): CheckResult {
  return checkMonotonic({ operations: operationsOf(...steps), model });
}

/** All at once, so that real time says nothing. */
function atOnce(...steps: readonly Step[][]): Step[] {
  return [...steps.map((step) => step[0] as Step), ...steps.map((step) => step[1] as Step)];
}

describe('growing counters', () => {
  it('are seen to grow', () => {
    expect(
      check([...inc(1, 'x', 1), ...read(2, { x: 1, y: null }), ...inc(1, 'y', 1), ...read(2, { x: 1, y: 1 })]),
    ).toMatchObject({ checker: 'monotonic', verdict: 'valid', anomalies: [], reasons: [], operations: 4 });
  });

  it('must not go backwards for one process', () => {
    const steps = [...inc(1, 'x', 1), ...read(2, { x: 1 }), ...read(2, { x: 0 })];
    const result = check(steps, 'monotonic-reads');
    expect(result.anomalies).toEqual([
      {
        type: 'nonmonotonic',
        summary:
          'process 2 saw key "x" at 1, at 3.000 s; after that the same process saw it at 0, at 5.000 s (its operation began at 4.000 s)',
        operations: [2, 4],
        subject: '"x"',
        consequence: expect.stringContaining('reloaded'),
      },
    ]);
    expect(result.verdict).toBe('invalid');
    expect(check(steps, 'eventual').verdict).toBe('valid');
    expect(check(steps, 'snapshot-isolation').verdict).toBe('valid');
    expect(check(steps, 'strong-session-snapshot-isolation').verdict).toBe('invalid');
  });

  it('must not go backwards in real time', () => {
    const steps = [...inc(1, 'x', 1), ...read(2, { x: 1 }), ...read(3, { x: 0 })];
    expect(check(steps, 'linearizable')).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
    expect(check(steps, 'sequential')).toMatchObject({ verdict: 'valid', anomalies: [{ permitted: true }] });
  });

  it('must have one order over all keys', () => {
    const steps = atOnce(read(1, { x: 1, y: 0 }), read(2, { x: 0, y: 1 }));
    const result = check(steps, 'snapshot-isolation');
    expect(result.anomalies).toMatchObject([
      {
        type: 'nonmonotonic-cycle',
        summary:
          'no order of these observations grows: process 1 saw key "y" at 0 and process 2 at 1; process 2 saw key "x" at 0 and process 1 at 1',
        operations: [0, 1],
      },
    ]);
    expect(result.verdict).toBe('invalid');
    expect(check(steps, 'parallel-snapshot-isolation').verdict).toBe('valid');
  });

  it('have an order over more than two observations, and through increments', () => {
    const three = atOnce(read(1, { x: 1, y: 0 }), read(2, { y: 1, z: 0 }), read(3, { z: 1, x: 0 }));
    expect(check(three)).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
    const two = atOnce(read(1, { x: 1, y: 0 }), read(2, { y: 1, z: 0 }), read(3, { z: 1, x: 1 }));
    expect(check(two).verdict).toBe('valid');
    const written = atOnce(inc(1, 'x', 1), read(2, { x: 1, y: 0 }), inc(3, 'y', 1), read(4, { y: 1, x: 0 }));
    const cycle = check(written);
    expect(cycle).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
    expect(cycle.anomalies[0]?.summary).toContain('brought key');
    const both = done(1, 'inc', 'x', { x: 1, y: 1 });
    expect(check(atOnce(both, read(2, { x: 2, y: 0 })))).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
  });

  it('lose an increment if two answer the same number', () => {
    const result = check([...inc(1, 'x', 1), ...inc(2, 'x', 1), ...read(3, { x: 1 })], 'cursor-stability');
    expect(result.anomalies).toMatchObject([{ type: 'lost-update', operations: [0, 2], subject: '"x"' }]);
    expect(result.verdict).toBe('invalid');
  });

  it.each<[string, Step[], string]>([
    ['no reads', inc(1, 'x', 1), 'no read succeeded, so nothing was seen to grow'],
    ['nothing seen', read(1, { x: 0 }), 'no read saw anything but the beginning: nothing was seen to grow'],
  ])('is unknown: %s', (_, steps, reason) => {
    expect(check(steps)).toMatchObject({ verdict: 'unknown', reasons: [reason] });
  });

  it('refuses other shapes', () => {
    expect(() => check(done(1, 'add', 1))).toThrow('monotonic');
    expect(() => check(done(1, 'read', null, [1]))).toThrow('event 1: "read" has the value [1]');
    expect(() => check(done(1, 'read', null, { x: 'a' }))).toThrow('event 1');
  });

  it('are never accused when they grow', () => {
    fc.assert(
      fc.property(picks(60), (chosen) => {
        const numbers: Record<string, number> = { a: 0, b: 0, c: 0 };
        const history = simulate(chosen, 4, {
          invoke: (_, dice) =>
            dice % 2 === 0 ? { f: 'inc', value: 'abc'[dice % 3] as string } : { f: 'read', value: ['a', 'b', 'c'] },
          effect({ f, value }): Json {
            if (f === 'read') return { ...numbers };
            const key = value as string;
            numbers[key] = (numbers[key] as number) + 1;
            return { [key]: numbers[key] };
          },
        });
        const result = checkMonotonic({ operations: pairOperations(history), model: 'strict-serializable' });
        expect(result.anomalies).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('have an order exactly if a permutation grows', () => {
    const counts = { cyclic: 0, ordered: 0 };
    const observation = fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.nat(2), { minKeys: 1, maxKeys: 3 });
    const grows = (order: readonly Numbers[]): boolean => {
      const last: Record<string, number> = {};
      return order.every((saw) =>
        Object.entries(saw).every(([key, value]) => {
          const isFine = (last[key] ?? 0) <= (value ?? 0);
          last[key] = value ?? 0;
          return isFine;
        }),
      );
    };
    const anyOrder = (rest: readonly Numbers[], order: readonly Numbers[] = []): boolean =>
      rest.length === 0
        ? grows(order)
        : rest.some((one, position) => anyOrder(rest.toSpliced(position, 1), [...order, one]));
    fc.assert(
      fc.property(fc.array(observation, { minLength: 2, maxLength: 5 }), (reads) => {
        const result = check(atOnce(...reads.map((saw, process) => read(process, saw))), 'sequential');
        const ordered = anyOrder(reads);
        expect(result.verdict === 'invalid').toBe(!ordered);
        counts[ordered ? 'ordered' : 'cyclic']++;
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(counts.cyclic, counts.ordered)).toBeGreaterThan(300);
  });
});
