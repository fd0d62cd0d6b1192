import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventType, HistoryEvent } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import type { CheckResult } from '../verdict.ts';
import { checkCounterBounds } from './counter-bounds.ts';
import { done, operationsOf, picks, simulate, type Step } from './histories.testing.ts';

const add = (amount: number, type: EventType = 'ok', process = 1): Step[] => done(process, 'add', amount, amount, type);
const read = (value: number, process = 2): Step[] => done(process, 'read', null, value);

function check(steps: readonly Step[], model = 'linearizable', initial = 0): CheckResult {
  return checkCounterBounds({ operations: operationsOf(...steps), model, initial });
}

function types(result: CheckResult): string[] {
  return result.anomalies.map(({ type }) => type);
}

describe('a counter by its bounds', () => {
  it('reads what was added', () => {
    expect(check([...add(2), ...read(2), ...add(3), ...read(5)])).toMatchObject({
      checker: 'counter-bounds',
      verdict: 'valid',
      anomalies: [],
      operations: 4,
    });
    expect(check([...add(2), ...read(12)], 'linearizable', 10).verdict).toBe('valid');
  });

  it('reads too little', () => {
    const result = check([...add(2), ...add(3), ...read(2), ...read(5)]);
    expect(result.anomalies).toEqual([
      {
        type: 'counter-too-low',
        summary: 'process 2 read 2 at 5.000 s (its read began at 4.000 s), but at least 5 had certainly been added',
        operations: [4],
        consequence: expect.stringContaining('confirmed'),
      },
    ]);
    expect(check([...add(2), ...add(3), ...read(2), ...read(5)], 'eventual').verdict).toBe('valid');
  });

  it('has lost what every final read misses', () => {
    const lost = check([...add(2), ...add(3), ...read(2), ...read(3)], 'eventual');
    expect(lost).toMatchObject({ verdict: 'invalid', anomalyCount: 2 });
    expect(lost.anomalies[0]?.summary).toContain('no later read finds the rest');
  });

  it('reads too much', () => {
    const result = check([...add(2), ...read(4)], 'eventual');
    expect(result).toMatchObject({ verdict: 'invalid', anomalies: [{ type: 'counter-too-high' }] });
    expect(result.anomalies[0]?.summary).toContain('at most 2 can have been added');
  });

  it('lets additions of unknown outcome, and those that run meanwhile, count or not', () => {
    const meanwhile: Step[] = [
      ['invoke', 1, 'add', 5],
      ['invoke', 2, 'read', null],
      ['ok', 1, 'add', 5],
      ['invoke', 1, 'add', 7],
      ['ok', 2, 'read', 12],
      ['ok', 1, 'add', 7],
    ];
    expect(types(check([...meanwhile, ...read(12)]))).toEqual([]);
    expect(types(check([...add(1), ...add(4, 'info', 5), ...read(1), ...read(5, 3)]))).toEqual([]);
    expect(types(check([...add(1), ...add(4, 'info', 5), ...read(6)]))).toEqual(['counter-too-high']);
  });

  it('takes negative additions the other way round', () => {
    expect(types(check([...add(5), ...add(-3, 'info', 4), ...read(2), ...read(5)]))).toEqual([]);
    expect(types(check([...add(5), ...add(-3), ...read(5)]))).toEqual(['counter-too-high']);
    expect(types(check([...add(5), ...add(-3), ...read(1)]))).toEqual(['counter-too-low']);
    // A replica that has not heard of the -3 yet.
    expect(check([...add(5), ...add(-3), ...read(5), ...read(2)], 'eventual').verdict).toBe('valid');
    expect(check([...add(5), ...add(-3), ...read(-4), ...read(2)], 'eventual').verdict).toBe('invalid');
  });

  it('permits failed additions only where aborted reads are permitted', () => {
    const steps = [...add(1), ...add(4, 'fail', 5), ...read(5)];
    expect(check(steps).verdict).toBe('invalid');
    expect(check(steps, 'read-uncommitted').verdict).toBe('valid');
    expect(check([...add(1), ...add(4, 'fail', 5), ...read(6)], 'read-uncommitted').verdict).toBe('invalid');
    expect(check([...add(1), ...add(-4, 'fail', 5), ...read(-3)], 'read-uncommitted').verdict).toBe('valid');
    expect(check([...add(1), ...add(-4, 'fail', 5), ...read(-5)], 'read-uncommitted').verdict).toBe('invalid');
  });

  it.each<[string, Step[], string]>([
    ['no reads', add(1), 'no read succeeded, so nobody knows what the counter held'],
    ['nothing added', read(0), 'no addition was acknowledged, so nothing could be lost'],
  ])('is unknown: %s', (_, steps, reason) => {
    expect(check(steps)).toMatchObject({ verdict: 'unknown', reasons: [reason] });
  });

  it('refuses other shapes', () => {
    expect(() => check(done(1, 'inc', 1))).toThrow('counter-bounds');
    expect(() => check(done(1, 'add', 0.5))).toThrow('event 0: "add" has the value 0.5');
    expect(() => check(done(1, 'read', null, '5'))).toThrow('event 1: "read" has the value "5"');
  });
});

function random(chosen: readonly (readonly [number, number])[]): HistoryEvent[] {
  let sum = 0;
  return simulate(chosen, 3, {
    invoke: (_, dice) => (dice % 2 === 0 ? { f: 'read', value: null } : { f: 'add', value: (dice % 9) - 3 }),
    effect({ f, value }) {
      if (f === 'read') return sum;
      if (value === 4) return undefined;
      sum += value as number;
      return value;
    },
  });
}

/** By definition: any subset of what may count, with all that must. */
function withinBounds(
  history: readonly HistoryEvent[],
  value: number,
  seen: HistoryEvent,
  began: HistoryEvent,
): boolean {
  const operations = pairOperations(history).filter(({ f, type }) => f === 'add' && type !== 'fail');
  const certain = operations.filter(({ type, completionIndex }) => type === 'ok' && completionIndex < began.index);
  const possible = operations.filter((one) => !certain.includes(one) && one.index < seen.index);
  const fixed = certain.reduce((sum, one) => sum + (one.invoked as number), 0);
  const sums = new Set([fixed]);
  for (const one of possible) for (const sum of Array.from(sums)) sums.add(sum + (one.invoked as number));
  return value >= Math.min(...sums) && value <= Math.max(...sums);
}

describe('a correct counter', () => {
  it('is never accused', () => {
    fc.assert(
      fc.property(picks(60), (chosen) => {
        const operations = pairOperations(random(chosen));
        expect(checkCounterBounds({ operations }).anomalyCount).toBe(0);
      }),
      { numRuns: 3000 },
    );
  });

  it('is accused of exactly the reads that no subset explains', () => {
    const counts = { wrong: 0, right: 0 };
    fc.assert(
      fc.property(picks(40), fc.integer({ min: -6, max: 6 }), fc.nat(), (chosen, error, choice) => {
        const history = random(chosen);
        const reads = history.filter(({ f, type }) => f === 'read' && type === 'ok');
        const victim = reads[choice % Math.max(1, reads.length)];
        if (victim === undefined) return;
        const value = (victim.value as number) + error;
        const mutated = history.map((event) => (event === victim ? { ...event, value } : event));
        const began = history.findLast(
          ({ index, process, type }) => index < victim.index && process === victim.process && type === 'invoke',
        ) as HistoryEvent;
        const isRight = withinBounds(mutated, value, victim, began);
        const result = checkCounterBounds({ operations: pairOperations(mutated) });
        expect(result.anomalies.some(({ operations }) => operations.includes(began.index))).toBe(!isRight);
        expect(result.anomalyCount).toBe(isRight ? 0 : 1);
        counts[isRight ? 'right' : 'wrong']++;
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(counts.wrong, counts.right)).toBeGreaterThan(500);
  });
});
