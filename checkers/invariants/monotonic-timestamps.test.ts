import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../history/event.ts';
import type { CheckResult } from '../verdict.ts';
import { done, operationsOf, type Step } from './histories.testing.ts';
import { checkMonotonicTimestamps } from './monotonic-timestamps.ts';

const row = (value: number, timestamp: number | string): Json => ({ value, timestamp });
const add = (value: number, timestamp: number | string, process = 1): Step[] =>
  done(process, 'add', null, row(value, timestamp));
const read = (...rows: readonly Json[]): Step[] => done(9, 'read', null, rows);

function check(...steps: readonly Step[][]): CheckResult {
  return checkMonotonicTimestamps({ operations: operationsOf(...steps.flat()) });
}

describe('numbers by timestamp', () => {
  it('grow', () => {
    expect(check(add(1, '9.5'), add(2, '10.25'), read(row(2, '10.25'), row(1, '9.5')))).toMatchObject({
      checker: 'monotonic-timestamps',
      verdict: 'valid',
      anomalies: [],
    });
  });

  it('are inverted', () => {
    const result = check(
      add(1, '1500000000000000000.0000000002'),
      add(2, '1500000000000000000.0000000001'),
      read(row(1, 2), row(2, 1)),
    );
    expect(result.anomalies).toMatchObject([
      {
        type: 'timestamp-inversion',
        summary:
          '2 has the timestamp "1500000000000000000.0000000001", 1 the later timestamp "1500000000000000000.0000000002": the smaller number was stamped after the larger one',
        operations: [0, 2],
      },
    ]);
    expect(result.verdict).toBe('invalid');
  });

  it('are in no order at equal timestamps', () => {
    expect(check(add(2, 5), add(1, '5.0'), read(row(1, 5), row(2, 5))).anomalies).toEqual([]);
  });

  it('are inverted in a row that only the last read shows', () => {
    expect(check(add(1, 1), add(2, 2), read(row(1, 1), row(2, 2), row(3, 0)))).toMatchObject({
      verdict: 'invalid',
      anomalies: [{ type: 'timestamp-inversion' }, { type: 'timestamp-inversion' }],
    });
  });

  it('are lost, or given out twice', () => {
    expect(check(add(1, 1), add(2, 2), read(row(1, 1)))).toMatchObject({
      verdict: 'invalid',
      anomalies: [{ type: 'lost-element', subject: '2' }],
    });
    expect(check(add(1, 1), add(1, 2, 2), read(row(1, 1)))).toMatchObject({
      verdict: 'invalid',
      anomalies: [{ type: 'lost-update', operations: [0, 2] }],
    });
  });

  it('are unknown without a last read, or an order', () => {
    expect(check(add(1, 1), read(row(1, 1)), add(2, 2))).toMatchObject({ verdict: 'unknown', anomalies: [] });
    expect(check(add(1, 1), read(row(1, 1)))).toMatchObject({ verdict: 'unknown' });
    const during: Step[] = [
      ['invoke', 1, 'add', null],
      ['invoke', 9, 'read', null],
      ['ok', 1, 'add', row(2, 2)],
      ['ok', 9, 'read', [row(1, 1)]],
    ];
    expect(check(add(1, 1), during)).toMatchObject({ verdict: 'unknown', anomalies: [] });
  });

  it('refuses other shapes', () => {
    expect(() => check(done(1, 'inc', 1))).toThrow('monotonic-timestamps');
    expect(() => check(done(1, 'add', null, row(1, '-4')))).toThrow('event 1');
    expect(() => check(done(1, 'read', null, 4))).toThrow('event 1');
  });

  it('are inverted exactly if some pair is', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.nat(20), fc.nat(12)), { minLength: 2, maxLength: 8, selector: ([value]) => value }),
        (rows) => {
          const result = check(
            ...rows.map(([value, stamp]) => add(value, stamp)),
            read(...rows.map(([v, s]) => row(v, s))),
          );
          const inverted = rows.some(([v, s]) => rows.some(([w, t]) => s < t && v > w));
          expect(result.verdict).toBe(inverted ? 'invalid' : 'valid');
        },
      ),
      { numRuns: 3000 },
    );
  });
});
