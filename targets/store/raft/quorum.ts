/** Majorities: any two of them share a node, which is all that Raft's safety rests on. */

export function majorityOf(nodeCount: number): number {
  return Math.floor(nodeCount / 2) + 1;
}

/** The largest number that this many of them have reached; 0 if there are fewer. */
export function reachedBy(count: number, values: readonly number[]): number {
  return values.toSorted((a, b) => b - a)[count - 1] ?? 0;
}
