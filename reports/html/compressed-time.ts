/**
 * A time axis for a few operations that may lie seconds apart and last microseconds: it keeps the order of events and
 * gives longer gaps more room, but only logarithmically, so that every operation stays visible.
 */

/** Maps a time in nanoseconds to a fraction of the axis, 0 to 1. Monotonic; times outside are clamped. */
export type TimeScale = (timeNs: number) => number;

const largestWeight = 4;

/** `timesNs`: every instant that must be told apart, in any order, at least one. */
export function compressedTime(timesNs: readonly number[]): TimeScale {
  const times = [...new Set(timesNs)].toSorted((left, right) => left - right);
  const gaps = times.slice(1).map((time, position) => time - (times[position] as number));
  const shortest = gaps.length === 0 ? 1 : gaps.reduce((least, gap) => Math.min(least, gap));
  const weights = gaps.map((gap) => Math.min(largestWeight, 1 + Math.log10(gap / shortest)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const positions = [0];
  for (const weight of weights) positions.push((positions.at(-1) as number) + weight / total);
  return (timeNs) => {
    const next = times.findIndex((time) => time > timeNs);
    if (next === -1) return positions.at(-1) as number;
    if (next === 0) return 0;
    const before = times[next - 1] as number;
    const share = (timeNs - before) / ((times[next] as number) - before);
    const start = positions[next - 1] as number;
    return start + share * ((positions[next] as number) - start);
  };
}
