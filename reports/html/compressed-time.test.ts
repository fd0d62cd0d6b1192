import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compressedTime } from './compressed-time.ts';

it('keeps order, fills the axis, and hides nothing', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 60_000_000_000 }), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(times, (given) => {
      const scale = compressedTime(given);
      const ordered = given.toSorted((left, right) => left - right).map(scale);
      expect(ordered[0]).toBe(0);
      expect(ordered.at(-1)).toBeCloseTo(1);
      const leastStep = 1 / (4 * (given.length - 1)) - 1e-9;
      for (const [position, place] of ordered.slice(1).entries()) {
        expect(place - (ordered[position] as number)).toBeGreaterThanOrEqual(leastStep);
      }
    }),
  );
});

it('clamps what lies outside and places what lies between', () => {
  const scale = compressedTime([100, 200]);
  expect([0, 100, 150, 200, 900].map(scale)).toEqual([0, 0, 0.5, 1, 1]);
  expect(compressedTime([5])(5)).toBe(0);
});
