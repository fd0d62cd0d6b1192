/** Majorities: any two of them share a node, which is all that Raft's safety rests on. */

export function majorityOf(nodeCount: number): number {
  return Math.floor(nodeCount / 2) + 1;
}

/** The largest number that a majority of these has reached; 0 of none. */
export function reachedByMajority(values: readonly number[]): number {
  const descending = values.toSorted((a, b) => b - a);
  return descending[majorityOf(values.length) - 1] ?? 0;
}
