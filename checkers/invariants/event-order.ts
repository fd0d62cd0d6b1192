/** The events of a history in the order in which they happened, as numbers of operations: for sweeps over real time. */
import type { OperationList } from '../history/operation-table.ts';

/**
 * Events by position: `n + 1` is the invocation of operation n, `-(n + 1)` its completion, 0 nothing (an event that is no
 * client's). Completions of unknown outcome are there too. O(n).
 */
export function eventOrder(operations: OperationList): Int32Array {
  let last = -1;
  for (const { index, completionIndex } of operations) last = Math.max(last, index, completionIndex);
  const order = new Int32Array(last + 1);
  let number = 0;
  for (const { index, completionIndex } of operations) {
    number++;
    order[index] = number;
    if (completionIndex >= 0) order[completionIndex] = -number;
  }
  return order;
}
