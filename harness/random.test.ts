import { describe, expect, it } from 'vitest';
import { freshSeed, seededRandom } from './random.ts';

const draw = (seed: number, label: string, count = 8): number[] => {
  const random = seededRandom(seed, label);
  return Array.from({ length: count }, () => random.below(0x1_0000_0000));
};

describe('seeded randomness', () => {
  it('is the same on every machine and in every version: recorded trials depend on it', () => {
    expect(draw(1, 'world/network', 3)).toEqual([123136464, 3338041857, 3454426982]);
  });

  it('has a stream of its own for every seed and label', () => {
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    const first = new Set(
      [draw(1, 'a'), draw(2, 'a'), draw(1, 'b'), draw(11, ''), draw(1, '1')].map((numbers) => numbers[0]),
    );
    expect(first.size).toBe(5);
  });

  it('is uniform enough over small ranges, and stays inside them', () => {
    const random = seededRandom(5, 'dice');
    const counts = Array.from({ length: 6 }, () => 0);
    for (let index = 0; index < 60_000; index++) {
      const face = random.below(6);
      counts[face] = (counts[face] ?? Number.NaN) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    expect(random.below(1)).toBe(0);
  });

  it('starts from fresh seeds that a person can retype', () => {
    const seeds = Array.from({ length: 20 }, freshSeed);
    expect(new Set(seeds).size).toBe(20);
    for (const seed of seeds) expect(Number.isInteger(seed) && seed > 0 && seed < 2 ** 31).toBe(true);
  });
});
