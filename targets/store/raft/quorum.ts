/** Majorities: any two of them share a node, which is all that Raft's safety rests on. */

export function majorityOf(nodeCount: number): number {
  return Math.floor(nodeCount / 2) + 1;
}

/** The largest number that a majority of these has reached. */
export function reachedByMajority(values: readonly number[]): number {
  const majority = majorityOf(values.length);
  let largest = 0;
  // Every message to a leader asks this: for the few nodes of a cluster, counting is cheaper than sorting.
  for (const value of values) {
    if (value > largest && values.reduce((count, other) => (other >= value ? count + 1 : count), 0) >= majority)
      largest = value;
  }
  return largest;
}
