import { describe, expect, it } from 'vitest';
import type { Json } from '../../history/event.ts';
import { compilePredicate, equalityValue } from './predicate-language.ts';

/** Values from -1 to 5 that match. */
function matching(predicate: Json): number[] {
  return [-1, 0, 1, 2, 3, 4, 5].filter((value) => compilePredicate(predicate)?.(value * 10, value) === true);
}

describe('compilePredicate', () => {
  it.each<[Json, number[]]>([
    ['true', [-1, 0, 1, 2, 3, 4, 5]],
    [':true', [-1, 0, 1, 2, 3, 4, 5]],
    [['=', 3], [3]],
    [[':=', 3], [3]],
    [
      ['!=', 3],
      [-1, 0, 1, 2, 4, 5],
    ],
    [
      ['<', 1],
      [-1, 0],
    ],
    [
      ['<=', 1],
      [-1, 0, 1],
    ],
    [['>', 4], [5]],
    [
      ['>=', 4],
      [4, 5],
    ],
    [
      ['mod', 3, 2],
      [-1, 2, 5],
    ],
    [
      ['not', ['<', 4]],
      [4, 5],
    ],
    [
      ['and', ['>', 1], ['mod', 2, 1]],
      [3, 5],
    ],
    [
      ['or', ['=', 1], ['=', 5]],
      [1, 5],
    ],
    [['and'], [-1, 0, 1, 2, 3, 4, 5]],
    [['or'], []],
    [
      ['key', ['<', 20]],
      [-1, 0, 1],
    ],
  ])('%j matches %j', (predicate, values) => {
    expect(matching(predicate)).toEqual(values);
  });

  it('compares as JSON, and only numbers with numbers', () => {
    expect(compilePredicate(['=', { b: 1, a: [2] }])?.(0, { a: [2], b: 1 })).toBe(true);
    expect(compilePredicate(['=', null])?.(0, 0)).toBe(false);
    expect(compilePredicate(['<', 3])?.(0, '1')).toBe(false);
    expect(compilePredicate(['mod', 2, 0])?.(0, 0.5)).toBe(false);
  });

  const deep = Array.from({ length: 100 }).reduce<Json>((inner) => ['not', inner], 'true');
  it.each<[Json]>([
    ['false'],
    [7],
    [[]],
    [['=']],
    [['=', 1, 2]],
    [['<', '1']],
    [['<', 1, 2]],
    [['mod', 0, 0]],
    [['mod', 2]],
    [['mod', 2, 0.5]],
    [['not']],
    [['not', 'true', 'true']],
    [['and', 'nonsense']],
    [['like', 'x%']],
    [[['='], 1]],
    [deep],
  ])('%j is none', (predicate) => {
    expect(compilePredicate(predicate)).toBeUndefined();
  });

  it('knows the value that an equality asks for', () => {
    expect(equalityValue(['=', 3])).toBe(3);
    expect(equalityValue(['!=', 3])).toBeUndefined();
    expect(equalityValue('true')).toBeUndefined();
  });
});
