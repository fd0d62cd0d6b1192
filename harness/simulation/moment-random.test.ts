import { describe, expect, it } from 'vitest';
import { unit } from '../../targets/contract/random.ts';
import { MomentRandom } from './moment-random.ts';

/** What is drawn at each of these moments, so often. */
function draw(seed: number, label: string, momentsNs: readonly number[], times = 1): number[] {
  let nowNs = 0;
  const random = new MomentRandom(seed, label, () => nowNs);
  return momentsNs.flatMap((moment) => {
    nowNs = moment;
    return Array.from({ length: times }, () => random.below(2 ** 32));
  });
}

describe('randomness by the moment', () => {
  it('is the same on every machine and in every version: recorded trials depend on it', () => {
    expect(draw(1, 'link/n1/n2', [0, 1_234_567, 2 ** 40])).toEqual([4231451201, 2671769162, 2842604596]);
  });

  it('hangs on the time, and not on what was drawn before', () => {
    expect(draw(1, 'a', [10, 20, 30]).slice(1)).toEqual(draw(1, 'a', [20, 30]));
    expect(draw(1, 'a', [10, 20], 3).slice(3)).toEqual(draw(1, 'a', [20], 3));
  });

  it('differs between seeds, labels, moments, and draws of one moment', () => {
    const all = [...draw(1, 'a', [0, 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52], 3), ...draw(2, 'a', [0]), ...draw(1, 'b', [0])];
    expect(new Set(all).size).toBe(all.length);
  });

  it('is uniform enough, from moment to moment and within one', () => {
    const often = Array.from({ length: 20_000 }, (_, index) => index * 1000);
    for (const drawn of [draw(3, 'a', often), draw(3, 'a', [7], 20_000)]) {
      const tenths = Array.from({ length: 10 }, () => 0);
      const pairs = Array.from({ length: 16 }, () => 0);
      for (const [index, number] of drawn.entries()) {
        tenths[Math.floor((number / 2 ** 32) * 10)]! += 1;
        const next = drawn[index + 1] ?? 0;
        pairs[(number >>> 30) * 4 + (next >>> 30)]! += 1;
      }
      for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
      for (const count of pairs) expect(Math.abs(count - 1250)).toBeLessThan(160);
    }
  });

  it('stays inside the range asked for', () => {
    let nowNs = 0;
    const random = new MomentRandom(4, 'a', () => nowNs);
    for (; nowNs < 1000; nowNs++) {
      expect(random.below(1)).toBe(0);
      expect([0, 1, 2]).toContain(random.below(3));
      expect(unit(random)).toBeLessThan(1);
    }
  });
});
