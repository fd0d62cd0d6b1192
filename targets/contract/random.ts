/**
 * Randomness is passed in, never reached for. The port is one method; everything else derives from it, so that a seeded
 * generator (simulated world, schedules) and the operating system's (a real node) are interchangeable.
 */

export interface Random {
  /** A uniform integer in [0, limit). `limit` is a positive integer up to 2^32. */
  below(limit: number): number;
}

/** A uniform integer in [low, high], both included. */
export function between(random: Random, low: number, high: number): number {
  return low + random.below(high - low + 1);
}

/** A uniform real in [0, 1), with 32 bits of resolution. */
export function unit(random: Random): number {
  return random.below(0x1_0000_0000) / 0x1_0000_0000;
}

export function chance(random: Random, probability: number): boolean {
  return unit(random) < probability;
}

/** An exponentially distributed real with this mean. */
export function exponential(random: Random, mean: number): number {
  return -Math.log(1 - unit(random)) * mean;
}

/** One element of a list that is not empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  if (list.length === 0) throw new RangeError('pick: the list is empty');
  return list[random.below(list.length)] as T;
}

/** A shuffled copy (Fisher and Yates). */
export function shuffle<T>(random: Random, list: readonly T[]): T[] {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}
