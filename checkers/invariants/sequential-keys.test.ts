import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../history/event.ts';
import type { CheckResult } from '../verdict.ts';
import { done, operationsOf, type Step } from './histories.testing.ts';
import { checkSequentialKeys } from './sequential-keys.ts';

const read = (key: number, parts: readonly Json[]): Step[] => done(2, 'read', key, [key, parts]);

function check(steps: readonly Step[], model = 'sequential'): CheckResult {
  return checkSequentialKeys({ operations: operationsOf(...steps), model });
}

describe('keys written one after the other', () => {
  const gap = read(7, [null, 'c', 'b', null, 'a']);

  it('are found in that order', () => {
    expect(check([...done(1, 'write', 7), ...read(7, [null, null, 'a']), ...read(7, ['c', 'b', 'a'])])).toMatchObject({
      checker: 'sequential',
      verdict: 'valid',
      anomalies: [],
    });
  });

  it('are not found without an earlier one', () => {
    expect(check(gap).anomalies).toEqual([
      {
        type: 'reordered-writes',
        summary:
          'process 2 found part 2 of key 7 and after that did not find part 1, which had been written before it (its read ended at 1.000 s)',
        operations: [0],
        subject: '7',
        consequence: expect.stringContaining('comment'),
      },
    ]);
  });

  it.each([
    ['sequential', 'invalid'],
    ['causal', 'invalid'],
    ['pram', 'invalid'],
    ['strong-session-snapshot-isolation', 'invalid'],
    ['serializable', 'valid'],
    ['monotonic-writes', 'valid'],
    ['eventual', 'valid'],
  ])('%s: %s', (model, verdict) => {
    expect(check(gap, model).verdict).toBe(verdict);
  });

  it('is unknown where nothing was seen', () => {
    expect(check(done(1, 'write', 7)).reasons).toEqual(['no read succeeded: nothing was seen in any order']);
    expect(check(read(7, [null, null])).verdict).toBe('unknown');
    expect(check(read(7, ['a'])).verdict).toBe('unknown');
  });

  it('refuses other shapes', () => {
    expect(() => check(done(1, 'append', 7))).toThrow('sequential');
    expect(() => check(done(1, 'read', 7, [7, 'a']))).toThrow('event 1');
  });

  it('agrees with the definition', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 2, maxLength: 6 }), (found) => {
        const wrong = found.some((here, position) => here && found.slice(position).includes(false));
        expect(
          check(
            read(
              1,
              found.map((here) => (here ? 'v' : null)),
            ),
          ).anomalyCount,
        ).toBe(wrong ? 1 : 0);
      }),
      { numRuns: 1000 },
    );
  });
});
