import { describe, expect, it } from 'vitest';
import { freshSeed, seededRandom, seededStreams } from './random.ts';

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

  it('has streams by number that are as unrelated as those by label, and the same on every machine', () => {
    const first = (seed: number, label: string, number: number): number =>
      seededStreams(seed, label)(number).below(0x1_0000_0000);
    expect([first(1, 'a', 0), first(1, 'a', 2 ** 53 - 1)]).toEqual([2387807313, 1273369794]);
    const streams = seededStreams(1, 'a');
    const close = Array.from({ length: 4096 }, (_, number) => streams(number).below(0x1_0000_0000));
    expect(new Set(close).size).toBe(4096);
    expect(new Set([first(1, 'a', 1), first(1, 'a', 1 + 2 ** 32), first(2, 'a', 1), first(1, 'b', 1)]).size).toBe(4);
    // Of close numbers, each bit is set about half of the time.
    for (let bit = 0; bit < 32; bit++) {
      const count = close.filter((number) => (number >>> bit) & 1).length;
      expect(Math.abs(count - 2048)).toBeLessThan(200);
    }
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
