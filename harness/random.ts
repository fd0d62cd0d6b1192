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

/** The generator's state, in words of 32 bits. */
function stateOf(seed: number, label: string): number[] {
  const digest = hash('sha256', `${seed}\n${label}`, 'buffer');
  return [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset));
}

/** The stream of this label under this seed; the same pair always gives the same stream. */
export function seededRandom(seed: number, label: string): Random {
  return randomFrom(stateOf(seed, label));
}

/**
 * A stream for each whole number up to 2^53 under this label: for what begins often, since making one is forty times cheaper
 * than a label of its own. Every bit of the number changes about half of the state.
 */
export function seededStreams(seed: number, label: string): (number: number) => Random {
  const state = stateOf(seed, label);
  return (number) => {
    const low = scattered(number % 2 ** 32);
    const high = scattered(Math.floor(number / 2 ** 32) ^ low);
    return randomFrom(state.map((word, at) => scattered(word ^ scattered(high + at))));
  };
}

/** MurmurHash3's finalizer (Appleby, 2011): one to one on 32 bits, and every bit depends on every other. */
function scattered(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

function randomFrom(state: number[]): Random {
  const generator = xoroshiro128plusFromState(state);
  return {
    // A draw of all 32 bits, of which every real number is made, needs no division. The number is what `uniformInt` answers.
    below: (limit) => (limit === 2 ** 32 ? generator.next() + 2 ** 31 : uniformInt(generator, 0, limit - 1)),
  };
}

/** A seed for a trial whose user gave none: a positive integer of at most 31 bits, short enough to retype. */
export function freshSeed(): number {
  return randomInt(1, 2 ** 31);
}
