/** For tests: is this small history valid at this model? Answered by enumeration, by the model's definition. */
import type { DecidedModel } from '../decision/decision.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { commitOrderExists, visibilityExists } from './axioms.testing.ts';
import { isSerializableByEnumeration, isSnapshotIsolatedByEnumeration } from './execution-orders.testing.ts';

export type OracleModel =
  DecidedModel | 'read-committed' | 'read-atomic' | 'causal' | 'prefix' | 'parallel-snapshot-isolation';

/**
 * Up to about seven transactions; four of `parallel-snapshot-isolation`. The levels from `read-committed` to
 * `parallel-snapshot-isolation` respect session order, and take unique writes and no indeterminate transactions.
 */
export function oracle(transactions: TransactionColumns, model: OracleModel): boolean {
  switch (model) {
    case 'serializable':
      return isSerializableByEnumeration(transactions, 'none');
    case 'strong-session-serializable':
      return isSerializableByEnumeration(transactions, 'sessions');
    case 'strict-serializable':
      return isSerializableByEnumeration(transactions, 'real-time');
    case 'snapshot-isolation':
      return isSnapshotIsolatedByEnumeration(transactions, 'none');
    case 'strong-session-snapshot-isolation':
      return isSnapshotIsolatedByEnumeration(transactions, 'sessions');
    case 'strong-snapshot-isolation':
      return isSnapshotIsolatedByEnumeration(transactions, 'real-time');
    case 'read-committed':
    case 'read-atomic':
    case 'causal':
    case 'prefix':
      return commitOrderExists(transactions, model, true);
    case 'parallel-snapshot-isolation':
      return visibilityExists(transactions, model, true);
  }
}
