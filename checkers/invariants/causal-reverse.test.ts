import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairOperations } from '../history/pairing.ts';
import type { CheckResult } from '../verdict.ts';
import { checkCausalReverse } from './causal-reverse.ts';
import { done, operationsOf, picks, simulate, type Step } from './histories.testing.ts';

const write = (process: number, value: number, type: 'ok' | 'info' | 'fail' = 'ok'): Step[] =>
  done(process, 'write', value, value, type);
const read = (...values: readonly number[]): Step[] => done(9, 'read', null, values);

function check(steps: readonly Step[], model = 'strict-serializable'): CheckResult {
  return checkCausalReverse({ operations: operationsOf(...steps), model });
}

const reversed = [...write(1, 1), ...write(2, 2), ...read(2)];

describe('causal reverse', () => {
  it('is a read with a write and without one that had completed before it began', () => {
    expect(check(reversed)).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
    expect(check(reversed).anomalies).toEqual([
      {
        type: 'causal-reverse',
        summary:
          'process 9 read 2 but not 1 at 5.000 s, though the write of 1 by process 1 had completed at 1.000 s, before that of 2 by process 2 began at 2.000 s',
        operations: [0, 2, 4],
        subject: '1',
        consequence: expect.stringContaining('without the message'),
      },
    ]);
  });

  it.each([
    ['strict-serializable', 'invalid'],
    ['strong-snapshot-isolation', 'invalid'],
    ['linearizable', 'invalid'],
    ['serializable', 'valid'],
    ['sequential', 'valid'],
  ])('%s: %s', (model, verdict) => {
    expect(check(reversed, model).verdict).toBe(verdict);
  });

  it('is none of concurrent, failed or unknown writes', () => {
    const atOnce: Step[] = [
      ['invoke', 1, 'write', 1],
      ['invoke', 2, 'write', 2],
      ['ok', 1, 'write', 1],
      ['ok', 2, 'write', 2],
    ];
    expect(check([...atOnce, ...read(2)]).anomalies).toEqual([]);
    expect(check([...write(1, 1, 'info'), ...write(2, 2), ...write(3, 3), ...read(2, 3)]).anomalies).toEqual([]);
    expect(check([...write(1, 1), ...read(1), ...write(2, 2), ...read()]).anomalies).toEqual([]);
  });

  it('reports values that come from nowhere', () => {
    expect(check([...write(1, 1), ...write(2, 2), ...read(1, 2, 3)]).anomalies[0]).toMatchObject({
      type: 'unexpected-element',
      subject: '3',
    });
    const early = [...write(1, 1), ...write(2, 2), ...read(1, 2, 3), ...write(3, 3)];
    expect(check(early).anomalies).toMatchObject([{ type: 'unexpected-element', subject: '3' }]);
    const aborted = [...write(1, 1), ...write(2, 2), ...write(3, 3, 'fail'), ...read(1, 2, 3)];
    expect(check(aborted).verdict).toBe('invalid');
    expect(check(aborted, 'read-uncommitted').verdict).toBe('valid');
  });

  it('is unknown where there is no order', () => {
    expect(check(write(1, 1)).reasons).toEqual(['no read succeeded: nothing was seen in any order']);
    expect(check([...write(1, 1), ...read(1)]).verdict).toBe('unknown');
    expect(() => check(done(1, 'add', 1))).toThrow('causal-reverse');
    expect(() => check(done(1, 'read', null, 1))).toThrow('event 1');
  });

  it('agrees with the comparison of all pairs of writes', () => {
    const counts = { wrong: 0, right: 0 };
    fc.assert(
      fc.property(picks(40), fc.nat(9), (chosen, hole) => {
        let next = 0;
        const held: number[] = [];
        const history = simulate(chosen, 3, {
          invoke: (_, dice) => (dice % 3 === 0 ? { f: 'read', value: null } : { f: 'write', value: next++ }),
          effect: ({ f, value }) =>
            f === 'read' ? held.filter((one) => one !== hole) : (held.push(value as number), value),
        });
        const operations = pairOperations(history);
        const writes = operations.filter(({ f }) => f === 'write');
        const wrong = operations.some(
          ({ f, type, value }) =>
            f === 'read' &&
            type === 'ok' &&
            writes.some(
              (one) =>
                one.type === 'ok' &&
                !(value as number[]).includes(one.invoked as number) &&
                writes.some(
                  (other) => other.index > one.completionIndex && (value as number[]).includes(other.invoked as number),
                ),
            ),
        );
        const result = checkCausalReverse({ operations });
        expect(result.anomalyCount > 0).toBe(wrong);
        counts[wrong ? 'wrong' : 'right']++;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(counts.wrong, counts.right)).toBeGreaterThan(100);
  });
});
