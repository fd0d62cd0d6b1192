/** xoshiro128** (Blackman and Vigna 2018), seeded by splitmix32: the same histories from the same seed on every machine. */

export interface Random {
  /** From 0, less than 1. */
  real(): number;
  /** From 0, less than `count`. */
  whole(count: number): number;
  /** Exponentially distributed. */
  exponential(mean: number): number;
}

function rotated(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

export function seededRandom(seed: number): Random {
  let weyl = seed | 0;
  const state = Int32Array.from({ length: 4 }, () => {
    weyl = (weyl + 0x9e37_79b9) | 0;
    const first = Math.imul(weyl ^ (weyl >>> 16), 0x85eb_ca6b);
    const second = Math.imul(first ^ (first >>> 13), 0xc2b2_ae35);
    return second ^ (second >>> 16);
  });
  const word = (index: number): number => state[index] as number;
  const real = (): number => {
    const result = Math.imul(rotated(Math.imul(word(1), 5), 7), 9) >>> 0;
    const shifted = word(1) << 9;
    state[2] = word(2) ^ word(0);
    state[3] = word(3) ^ word(1);
    state[1] = word(1) ^ word(2);
    state[0] = word(0) ^ word(3);
    state[2] = word(2) ^ shifted;
    state[3] = rotated(word(3), 11);
    return result / 2 ** 32;
  };
  return {
    real,
    whole: (count) => Math.floor(real() * count),
    exponential: (mean) => -Math.log(1 - real()) * mean,
  };
}
