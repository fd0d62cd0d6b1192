import { describe, expect, it } from 'vitest';
import { fromTheBeginning, removals, type Place } from './removal.ts';

/** The list without all that is not needed, and how many tests that took. */
function smallest(
  list: readonly number[],
  isEnough: (rest: readonly number[]) => boolean,
): [readonly number[], number] {
  let left = list;
  let tests = 0;
  let place: Place | null = fromTheBeginning;
  while (place !== null) {
    const from: Place = place;
    place = null;
    for (const { rest, next } of removals(left, from)) {
      tests++;
      if (!isEnough(rest)) continue;
      left = rest;
      place = next;
      break;
    }
  }
  return [left, tests];
}

describe('removals', () => {
  it('leave out all, halves, quarters, single elements', () => {
    const rests = [...removals([1, 2, 3, 4], fromTheBeginning)].map(({ rest }) => rest.join(''));
    expect(rests).toEqual(['', '34', '12', '234', '134', '124', '123']);
    expect([...removals([], fromTheBeginning)]).toEqual([]);
  });

  it('go on where they were, with a piece twice as large', () => {
    const [first] = removals(['a', 'b', 'c', 'd', 'e'], { size: 1, offset: 1 });
    expect(first).toEqual({ rest: ['a', 'c', 'd', 'e'], share: expect.closeTo(0.2), next: { size: 2, offset: 1 } });
  });

  it('find the few that are needed among many, by few tests', () => {
    const needed = [3, 500, 501, 998];
    const all = Array.from({ length: 1000 }, (_, index) => index);
    const [left, tests] = smallest(all, (rest) => needed.every((one) => rest.includes(one)));
    expect(left).toEqual(needed);
    expect(tests).toBeLessThan(200);
  });
});
