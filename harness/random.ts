/**
 * Seeded randomness. Everything a trial chooses is drawn from one seed, through independent streams by label, so that
 * one more draw in one place (a delay, an operation) does not shift every choice elsewhere. The generator is
 * xoroshiro128+ (Blackman and Vigna, 2018); its 128-bit state is a SHA-256 of the seed and the label, which keeps the
 * streams of close seeds and close labels unrelated.
 */
import { hash, randomInt } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from '../targets/contract/random.ts';

/** The stream of this label under this seed; the same pair always gives the same stream. */
export function seededRandom(seed: number, label: string): Random {
  const digest = hash('sha256', `${seed}\n${label}`, 'buffer');
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
  return {
    // A draw of all 32 bits, of which every real number is made, needs no division. The number is what `uniformInt` answers.
    below: (limit) => (limit === 2 ** 32 ? generator.next() + 2 ** 31 : uniformInt(generator, 0, limit - 1)),
  };
}

/** A seed for a trial whose user gave none: a positive integer of at most 31 bits, short enough to retype. */
export function freshSeed(): number {
  return randomInt(1, 2 ** 31);
}
