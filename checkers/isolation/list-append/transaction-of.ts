/** Which transaction a micro-operation belongs to. For messages: it is searched for. */
import type { TransactionColumns } from '../transaction-columns.ts';

/** O(log n). */
export function transactionOf({ first, count }: TransactionColumns, op: number): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((first[middle] as number) <= op) low = middle;
    else high = middle - 1;
  }
  return low;
}
