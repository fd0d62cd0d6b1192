import { expect, it } from 'vitest';
import { countOf, formatClock, formatCount, formatDuration } from './quantities.ts';

it('writes durations with about three digits', () => {
  const written = [0, 950, 1000, 12_345, 999_499, 999_500, 1e6, 1.2e6, 45.67e6, 999.6e6, 1e9, 12.5e9, 119e9, 185e9];
  expect(written.map(formatDuration)).toEqual([
    '0 ns',
    '950 ns',
    '1 µs',
    '12.3 µs',
    '999 µs',
    '1 ms',
    '1 ms',
    '1.20 ms',
    '45.7 ms',
    '1 s',
    '1 s',
    '12.5 s',
    '119 s',
    '3 min 5 s',
  ]);
});

it('writes times and counts', () => {
  expect(formatClock(3_214_499_000)).toBe('3.214 s');
  expect([0, 999, 1000, 1234567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([countOf(1, 'operation'), countOf(2000, 'operation'), countOf(0, 'anomaly', 'anomalies')]).toEqual([
    '1 operation',
    '2,000 operations',
    '0 anomalies',
  ]);
});
