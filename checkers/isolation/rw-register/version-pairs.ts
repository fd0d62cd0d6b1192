/** All pairs of versions that the assumptions put in order. */
import type { TransactionColumns } from '../transaction-columns.ts';
import { orderByRealtime } from './realtime-order.ts';
import type { RegisterAssumptions } from './register-assumptions.ts';
import type { Touches } from './register-reads.ts';
import { orderByRank, orderBySession, orderWithinTransactions, sortTouches } from './touches-by-key.ts';
import { VersionEdges } from './version-edges.ts';

/** Linear in the touches, real time n log n. */
export function versionPairs(
  transactions: TransactionColumns,
  touches: Touches,
  assumptions: RegisterAssumptions,
): VersionEdges {
  const { writeFollowsRead = true, sequentialKeys = false, linearizableKeys = false, transactionOrder } = assumptions;
  const edges = new VersionEdges();
  if (writeFollowsRead || sequentialKeys || linearizableKeys) orderWithinTransactions(touches, edges);
  if (!sequentialKeys && !linearizableKeys && transactionOrder === undefined) return edges;
  const byKey = sortTouches(touches, transactions.keys.size);
  if (sequentialKeys) orderBySession(transactions, touches, byKey, edges);
  if (linearizableKeys) orderByRealtime(transactions, touches, byKey, edges);
  if (transactionOrder !== undefined) orderByRank(transactionOrder, touches, byKey, edges);
  return edges;
}
