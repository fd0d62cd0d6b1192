import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import type { CheckResult } from '../verdict.ts';
import { done, operationsOf, picks, simulate, type Step } from './histories.testing.ts';
import { checkLock } from './lock.ts';

const acquire = (process: number, grant: Json = null, type: 'ok' | 'info' | 'fail' = 'ok'): Step[] =>
  done(process, 'acquire', ['l', null], type === 'ok' ? ['l', grant] : ['l', null], type);
const release = (process: number, type: 'ok' | 'info' = 'ok'): Step[] =>
  done(process, 'release', ['l', null], ['l', null], type);
const write = (process: number, token: number, type: 'ok' | 'fail' = 'ok'): Step[] =>
  done(process, 'write', ['l', { token, value: process }], ['l', { token, value: process }], type);

function check(steps: readonly Step[], model = 'linearizable'): CheckResult {
  return checkLock({ operations: operationsOf(...steps), model });
}

function types(result: CheckResult): string[] {
  return result.anomalies.map(({ type }) => type);
}

describe('mutual exclusion', () => {
  it('is kept by one after the other', () => {
    expect(check([...acquire(1), ...release(1), ...acquire(2), ...release(2)])).toMatchObject({
      checker: 'lock',
      verdict: 'valid',
      anomalies: [],
    });
  });

  it('is broken by two holders', () => {
    const result = check([...acquire(1), ...acquire(2)]);
    expect(result.anomalies).toEqual([
      {
        type: 'mutual-exclusion',
        summary:
          'process 2 acquired lock "l" at 3.000 s, while process 1 held it since 1.000 s and had not begun to release it',
        operations: [0, 2],
        subject: '"l"',
        consequence: expect.stringContaining('two jobs'),
      },
    ]);
    expect(result.verdict).toBe('invalid');
    expect(check([...acquire(1), ...acquire(2)], 'sequential').verdict).toBe('valid');
  });

  it('is not broken by a release that is under way, a renewal, or a process that lost its connection', () => {
    const underWay: Step[] = [...acquire(1), ['invoke', 1, 'release', ['l', null]], ...acquire(2)];
    expect(types(check(underWay))).toEqual([]);
    expect(types(check([...acquire(1), ...acquire(1), ...release(1), ...acquire(2)]))).toEqual([]);
    expect(types(check([...acquire(1), ...release(1, 'info'), ...acquire(2)]))).toEqual([]);
    const gone = done(1, 'write', ['l', { token: 1, value: 1 }], null, 'info');
    expect(types(check([...acquire(1), ...gone, ...acquire(2)]))).toEqual([]);
    expect(types(check([...acquire(1), ...acquire(2, null, 'info'), ...acquire(3, null, 'fail')]))).toEqual([]);
  });

  it('holds during a lease, and no longer', () => {
    // Acquired from 0 s to 1 s; the next one is acquired at 3 s.
    expect(types(check([...acquire(1, { leaseMs: 3001 }), ...acquire(2, { leaseMs: 9000 })]))).toEqual([
      'mutual-exclusion',
    ]);
    expect(types(check([...acquire(1, { leaseMs: 3000 }), ...acquire(2, { leaseMs: 9000 })]))).toEqual([]);
    expect(types(check([...acquire(1, { leaseMs: 9000 }), ...acquire(2, { leaseMs: 900 })]))).toEqual([]);
  });

  it('is of each lock', () => {
    const other = done(2, 'acquire', ['m', null], ['m', null]);
    expect(check([...acquire(1), ...other])).toMatchObject({
      verdict: 'unknown',
      reasons: ['only one process ever acquired each lock: nothing was excluded'],
    });
    expect(check(acquire(1, null, 'fail')).reasons).toEqual(['nobody acquired a lock: nothing was excluded']);
  });
});

describe('fencing tokens', () => {
  it('grow', () => {
    const fine = [...acquire(1, 1), ...release(1), ...acquire(2, { token: 2 }), ...release(2)];
    expect(check(fine).verdict).toBe('valid');
    const fallen = check([...acquire(1, 7), ...release(1), ...acquire(2, 3)]);
    expect(fallen.anomalies).toMatchObject([{ type: 'token-inversion', operations: [0, 4] }]);
    expect(fallen.anomalies[0]?.summary).toBe(
      'process 2 got token 3 of lock "l" at 5.000 s (its acquire began at 4.000 s), although process 1 had got the larger token 7 at 1.000 s',
    );
    const three = [...acquire(1, 7), ...release(1), ...acquire(2, 9), ...release(2), ...acquire(3, 8)];
    expect(types(check(three))).toEqual(['token-inversion']);
    const atOnce: Step[] = [
      ['invoke', 1, 'acquire', ['l', null]],
      ['invoke', 2, 'acquire', ['l', null]],
      ['ok', 2, 'acquire', ['l', { token: 7, leaseMs: 1 }]],
      ['ok', 1, 'acquire', ['l', 3]],
    ];
    expect(types(check(atOnce))).toEqual([]);
  });

  it('are given once', () => {
    expect(types(check([...acquire(1, 7), ...release(1), ...acquire(2, 7)], 'eventual'))).toEqual(['duplicate-token']);
    expect(types(check([...acquire(1, 7), ...acquire(1, 7)]))).toEqual([]);
  });

  it('keep older ones out of the resource', () => {
    const slept = [...acquire(1, { token: 1, leaseMs: 1 }), ...acquire(2, { token: 2, leaseMs: 1 }), ...write(2, 2)];
    expect(check([...slept, ...write(1, 1, 'fail')]).verdict).toBe('valid');
    const result = check([...slept, ...write(1, 1)]);
    expect(result.anomalies).toMatchObject([{ type: 'stale-token-accepted', operations: [4, 6] }]);
    expect(result.anomalies[0]?.summary).toBe(
      'the resource of lock "l" accepted a write of process 1 with token 1 (from 6.000 s to 7.000 s), after it had accepted token 2 from process 2 at 5.000 s',
    );
    expect(types(check([...write(1, 2), ...write(2, 5), ...write(1, 3)]))).toEqual(['stale-token-accepted']);
    const atOnce: Step[] = [
      ['invoke', 1, 'write', ['l', { token: 1, value: 0 }]],
      ['invoke', 2, 'write', ['l', { token: 2, value: 0 }]],
      ['ok', 2, 'write', ['l', { token: 2, value: 0 }]],
      ['ok', 1, 'write', ['l', { token: 1, value: 0 }]],
    ];
    expect(types(check(atOnce))).toEqual([]);
  });

  it('refuses other shapes', () => {
    expect(() => check(done(1, 'lock', 1))).toThrow('"lock" is not an operation');
    for (const grant of ['x', 1.5, { token: 'x' }, { leaseMs: '1' }, [1]] as const) {
      expect(() => check(acquire(1, grant))).toThrow('event 1');
    }
    expect(() => check(done(1, 'write', ['l', null]))).toThrow('event 0');
    expect(() => check(done(1, 'release', ['l', {}]))).toThrow('event 0');
  });
});

describe('a correct lock', () => {
  it('is never accused, and found out when it grants twice', () => {
    let found = 0;
    fc.assert(
      fc.property(picks(80), fc.boolean(), (chosen, broken) => {
        let [holder, token, newest] = [-1, 0, 0];
        const tokens = new Map<number, number>();
        const history = simulate(chosen, 3, {
          invoke(process, dice) {
            const mine = tokens.get(process);
            if (mine === undefined) return { f: 'acquire', value: ['l', null] };
            return dice % 2 === 0
              ? { f: 'write', value: ['l', { token: mine, value: dice }] }
              : { f: 'release', value: ['l', mine] };
          },
          effect({ f, value, process }) {
            if (f === 'acquire') {
              if (holder >= 0 && !broken) return undefined;
              holder = process;
              tokens.set(process, ++token);
              return ['l', token];
            }
            if (f === 'release') {
              tokens.delete(process);
              if (holder === process) holder = -1;
              return value;
            }
            const [, use] = value as [string, { token: number }];
            if (use.token < newest) return undefined;
            newest = use.token;
            return value;
          },
        });
        const result = checkLock({ operations: pairOperations(history) });
        expect(types(result).every((type) => broken && type === 'mutual-exclusion')).toBe(true);
        if (result.verdict === 'invalid') found++;
      }),
      { numRuns: 2000 },
    );
    expect(found).toBeGreaterThan(500);
  });
});
