import { describe, expect, it } from 'vitest';
import { majorityOf, reachedBy } from './quorum.ts';

describe('a quorum', () => {
  it.each([
    [[5, 3, 9], 5],
    [[9, 9, 1], 9],
    [[4, 4, 4, 7, 2], 4],
    [[1, 8, 2, 7, 3], 3],
    [[6, 2], 2],
    [[0, 0, 3], 0],
  ])('of nodes at %j has reached %i', (values, reached) => {
    expect(reachedBy(majorityOf(values.length), values)).toBe(reached);
  });

  it('of more nodes than there are has reached nothing', () => {
    expect(reachedBy(3, [4, 4])).toBe(0);
  });
});
