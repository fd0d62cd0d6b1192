/**
 * Randomness by the moment: what is drawn at some virtual time hangs on the seed, on the label and on that time, never on how
 * much was drawn before. So a trial from which an operation was left out goes on as before wherever that operation had no
 * part: each later message still leaves at its time, and meets the delay it had met. With an ordinary stream one draw less
 * shifts all that follow, and a failure that needs a few of them is gone: that is what lets failing trials be shrunk.
 *
 * Each moment's stream is xoroshiro64** (Blackman and Vigna, 2018), begun at a hash of the time (the finaliser of
 * MurmurHash3, which spreads every bit of its input over all of its output).
 */
import { hash } from 'node:crypto';
import type { Random } from '../../targets/contract/random.ts';

function mixed(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return h ^ (h >>> 16);
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

export class MomentRandom implements Random {
  readonly #nowNs: () => number;
  readonly #low: number;
  readonly #high: number;
  #momentNs = -1;
  #first = 0;
  #second = 0;

  /** `nowNs` is the virtual time, at most 2^53. */
  constructor(seed: number, label: string, nowNs: () => number) {
    const digest = hash('sha256', `${seed}\n${label}`, 'buffer');
    this.#nowNs = nowNs;
    this.#low = digest.readInt32LE(0);
    this.#high = digest.readInt32LE(4);
  }

  below(limit: number): number {
    const nowNs = this.#nowNs();
    if (nowNs !== this.#momentNs) this.#begin(nowNs);
    return Math.floor((this.#next() / 2 ** 32) * limit);
  }

  #begin(nowNs: number): void {
    this.#momentNs = nowNs;
    const high = mixed(Math.floor(nowNs / 2 ** 32) ^ this.#high);
    this.#first = mixed((nowNs | 0) ^ high ^ this.#low);
    this.#second = mixed(high ^ this.#first);
    if (this.#first === 0 && this.#second === 0) this.#first = 1;
  }

  #next(): number {
    const first = this.#first;
    const both = this.#second ^ first;
    this.#first = rotated(first, 26) ^ both ^ (both << 9);
    this.#second = rotated(both, 13);
    return Math.imul(rotated(Math.imul(first, 0x9e37_79bb), 5), 5) >>> 0;
  }
}
