import { describe, expect, it } from 'vitest';
import { assignments, commaSeparated, numberFrom, wholeNumberFrom } from './option-values.ts';

describe('option values', () => {
  it('takes numbers within bounds and nothing else', () => {
    expect(numberFrom(0)('2.5')).toBe(2.5);
    for (const bad of ['', ' ', 'x', '-1', 'NaN', 'Infinity', '5s'])
      expect(() => numberFrom(0)(bad)).toThrow('at least 0');
    expect(wholeNumberFrom(1)('12')).toBe(12);
    for (const bad of ['0', '1.5', '', '1e99']) expect(() => wholeNumberFrom(1)(bad)).toThrow('whole number');
  });

  it('collects assignments; values may hold anything', () => {
    expect(assignments('b==c d', assignments('a=1'))).toEqual({ a: '1', b: '=c d' });
    expect(assignments('a=2', { a: '1' })).toEqual({ a: '2' });
    expect(assignments('a=')).toEqual({ a: '' });
    for (const bad of ['a', '=1', '']) expect(() => assignments(bad)).toThrow('name=value');
  });

  it('splits lists at commas', () => {
    expect(commaSeparated('kill, pause,', ['clock'])).toEqual(['clock', 'kill', 'pause']);
  });
});
