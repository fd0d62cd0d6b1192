/**
 * Whether a graph has no cycle at all, which is what most histories show: transactions are taken one by one, each after all
 * that lead to it (Kahn 1962). Real time needs no edges here either: transaction y waits while any transaction is left
 * whose suffix holds y, so the smallest beginning of such a suffix is all there is to keep. The work stays within a window
 * of the history as wide as its concurrency, and is several times cheaper than components.
 */
import type { Meter } from './meter.ts';
import type { TransactionGraph } from './transaction-graph.ts';

const stepsAtOnce = 4096;

/** O(nodes + edges). */
export function isAcyclic({ count, first, target, suffix }: TransactionGraph, meter: Meter): boolean {
  const waiting = new Int32Array(count);
  for (const reached of target) waiting[reached]!++;
  /** Per node: how many that are left have a suffix that begins there. */
  const begins = new Int32Array(count + 1);
  for (const later of suffix) begins[later]!++;
  // Each node is put there once: when its last edge is satisfied, or when real time lets it go, whichever is later.
  const ready = new Int32Array(count);
  let top = 0;
  let taken = 0;
  let released = 0;
  for (;;) {
    while (released < count && begins[released] === 0) {
      if (waiting[released] === 0) ready[top++] = released;
      released++;
    }
    if (top === 0) return taken === count;
    const node = ready[--top] as number;
    begins[suffix[node] as number]!--;
    for (let place = first[node] as number; place < (first[node + 1] as number); place++) {
      const reached = target[place] as number;
      const left = (waiting[reached] as number) - 1;
      waiting[reached] = left;
      if (left === 0 && reached < released) ready[top++] = reached;
    }
    taken++;
    if (taken % stepsAtOnce === 0) meter.spend(stepsAtOnce);
  }
}
