/**
 * Proves a model for a table whose history leaves the order of versions open: filled in as is likely, does it show anything
 * that the model forbids? For tables what the search for a witness is for registers.
 */
import { isOrderComplete, type Inferring } from './check-isolation-inference.ts';
import { findCycles } from './cycles/find-cycles.ts';
import { Stopped, type Meter } from './cycles/meter.ts';
import type { TransactionColumns } from './transaction-columns.ts';

/** True if the likely order proves it. False says nothing. As much as one inference and one search for cycles. */
export function likelyTableKeeps(
  transactions: TransactionColumns,
  inferring: Inferring,
  isForbidden: (type: string) => boolean,
  meter: Meter,
): boolean {
  const inference = inferring.inferLikely(transactions);
  if (inference.doubts.length > 0 || [...inference.directCounts.keys()].some(isForbidden)) return false;
  try {
    const cycles = findCycles(transactions, inference.edges, meter);
    const isKept = ![...cycles.counts.keys(), ...cycles.leftOut].some(isForbidden);
    return isKept && isOrderComplete(transactions, inference, cycles);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return false;
  }
}
