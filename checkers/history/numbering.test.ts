import { expect, it } from 'vitest';
import { Numbering } from './numbering.ts';

it('numbers values without gaps, whatever they are made of', () => {
  const numbering = new Numbering();
  const values = [['k', 1], 'k', { a: [1, 2] }, [['k', 1], null], 1, null, { a: [1, 2], b: 0 }] as const;
  expect(values.map((value) => numbering.intern(value))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(values.map((value) => numbering.intern(value))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(numbering.internPrimitive('k')).toBe(1);
  expect(numbering.size).toBe(values.length);
  expect(values.map((_, number) => numbering.value(number))).toEqual(values);
  expect(numbering.intern({ b: 0, a: [1, 2] })).toBe(6);
  expect(() => numbering.value(7)).toThrow(RangeError);
});
