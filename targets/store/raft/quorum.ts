/** Majorities: any two of them share a node, which is all that Raft's safety rests on. */

export function majorityOf(nodeCount: number): number {
  return Math.floor(nodeCount / 2) + 1;
}

/** The largest number that this many of them have reached; 0 if there are fewer. */
export function reachedBy(count: number, values: readonly number[]): number {
  let reached = 0;
  // Not sorted: a leader asks this at every answer of every follower, of a handful of values.
  for (const value of values) if (value > reached && countReached(value, values) >= count) reached = value;
  return reached;
}

function countReached(least: number, values: readonly number[]): number {
  let count = 0;
  for (const value of values) if (value >= least) count++;
  return count;
}
