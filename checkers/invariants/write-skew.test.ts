import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import type { CheckResult } from '../verdict.ts';
import { done, events, operationsOf, picks, simulate, type Step } from './histories.testing.ts';
import { checkWriteSkew, type WriteSkewGuard } from './write-skew.ts';

const left: Json = [5, [1, null]];
const right: Json = [5, [null, 2]];
const skew: Step[] = [
  ['invoke', 1, 'insert', left],
  ['invoke', 2, 'insert', right],
  ['ok', 1, 'insert', left],
  ['ok', 2, 'insert', right],
];

function check(steps: readonly Step[], model = 'serializable', guard: WriteSkewGuard = 'predicate'): CheckResult {
  return checkWriteSkew({ operations: operationsOf(...steps), model, guard });
}

describe('write skew', () => {
  it('is two inserts that succeed under one key', () => {
    expect(check(skew).anomalies).toEqual([
      {
        type: 'G2',
        summary:
          'process 1 (from 0.000 s to 2.000 s) and process 2 (from 1.000 s to 3.000 s) both inserted under key 5, though each inserts only where the other has not: neither saw the other',
        operations: [0, 1],
        subject: '5',
        consequence: expect.stringContaining('two doctors'),
      },
    ]);
  });

  it.each<[string, WriteSkewGuard, string]>([
    ['serializable', 'predicate', 'invalid'],
    ['serializable', 'item', 'invalid'],
    ['sequential', 'predicate', 'invalid'],
    ['repeatable-read', 'item', 'invalid'],
    ['repeatable-read', 'predicate', 'valid'],
    ['snapshot-isolation', 'item', 'valid'],
    ['snapshot-isolation', 'predicate', 'valid'],
    ['strong-snapshot-isolation', 'predicate', 'valid'],
    ['read-committed', 'item', 'valid'],
  ])('%s, guarded by %s: %s', (model, guard, verdict) => {
    const result = check(skew, model, guard);
    expect(result).toMatchObject({ verdict, anomalyCount: 1 });
    expect(result.anomalies[0]?.type).toBe(guard === 'item' ? 'write-skew' : 'G2');
  });

  it('is more than skew when the first had completed, or the process is the same', () => {
    const apart = [...done(1, 'insert', left), ...done(2, 'insert', right)];
    expect(check(apart).anomalies[0]?.summary).toContain('although the first had completed before the second began');
    expect(check(apart, 'snapshot-isolation').verdict).toBe('valid');
    expect(check(apart, 'strong-snapshot-isolation').verdict).toBe('invalid');
    expect(check(apart, 'strong-session-snapshot-isolation').verdict).toBe('valid');
    const same = [...done(1, 'insert', left), ...done(1, 'insert', right)];
    expect(check(same, 'strong-session-snapshot-isolation').verdict).toBe('invalid');
    expect(check(same, 'snapshot-isolation', 'item').verdict).toBe('valid');
    expect(check(same, 'repeatable-read', 'item').verdict).toBe('invalid');
  });

  it('needs two that succeeded for sure', () => {
    for (const type of ['fail', 'info'] as const) {
      const steps = [...done(1, 'insert', left), ...done(2, 'insert', right, right, type)];
      expect(check(steps)).toMatchObject({ verdict: 'valid', anomalies: [] });
    }
    expect(check([...done(1, 'insert', left), ...done(2, 'insert', [6, [null, 2]])])).toMatchObject({
      verdict: 'unknown',
      reasons: ['no key was inserted by two transactions: nothing could be skewed'],
    });
    expect(check(done(1, 'insert', left, left, 'fail'))).toMatchObject({
      verdict: 'unknown',
      reasons: ['no insert succeeded: nothing could exclude anything'],
    });
  });

  it('counts each insert too many', () => {
    const third = done(3, 'insert', [5, [3, null]]);
    expect(check([...skew, ...third]).anomalyCount).toBe(2);
  });

  it('refuses other shapes', () => {
    expect(() => check(done(1, 'add', 1))).toThrow('"add" is not an operation of the workload write-skew');
    expect(() => check(done(1, 'insert', [1, 2]))).toThrow('event 0: "insert" has the value [1,2]');
  });

  it('is never found in guarded inserts that run one after the other', () => {
    let judged = 0;
    fc.assert(
      fc.property(picks(80), (chosen) => {
        const taken = new Set<number>();
        const history = simulate(chosen, 4, {
          invoke: (_, dice) => ({ f: 'insert', value: [dice % 5, dice % 2 === 0 ? [dice, null] : [null, dice]] }),
          effect({ value }) {
            const [key] = value as [number, Json];
            if (taken.has(key)) return undefined;
            taken.add(key);
            return value;
          },
        });
        const operations = pairOperations(history);
        expect(checkWriteSkew({ operations }).anomalyCount).toBe(0);
        const [victim] = operations.filter(({ type }) => type === 'ok');
        if (victim === undefined) return;
        const planted = events(...done(99, 'insert', victim.invoked)).map((event) => ({
          ...event,
          index: history.length + event.index,
        }));
        const result = checkWriteSkew({ operations: pairOperations([...history, ...planted]) });
        expect(result).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
        judged++;
      }),
      { numRuns: 1000 },
    );
    expect(judged).toBeGreaterThan(900);
  });
});
