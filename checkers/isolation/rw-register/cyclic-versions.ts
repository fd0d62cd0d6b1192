/** Puts into words that the versions of a key cannot be in any order: each pair on the cycle with what it rests on. */
import type { DirectAnomaly } from '../dependencies.ts';
import { keyName } from '../in-words.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import type { OrderReasons } from './order-reasons.ts';
import type { VersionEdges } from './version-edges.ts';

/** Longer cycles are cut in the sentence; the transactions are named all. */
const mostPairs = 6;

/** `cycle`: pairs each of which begins where the one before ends; or one that leads back to the initial value. */
export function explainCycle(
  transactions: TransactionColumns,
  edges: VersionEdges,
  reasons: OrderReasons,
  key: number,
  cycle: readonly number[],
): Omit<DirectAnomaly, 'type'> {
  const pairs = cycle.slice(0, mostPairs).map((edge) => `${reasons.order(edge)}: ${reasons.clause(edge)}`);
  const rest = cycle.length > mostPairs ? `; and ${cycle.length - mostPairs} more pairs back to the first` : '';
  const isReturn = cycle.some((edge) => (edges.to.items[edge] as number) < 0);
  const start = isReturn ? '; but every key begins with its initial value' : '';
  const shown = cycle.flatMap((edge) => [edges.earlier.items[edge] as number, edges.later.items[edge] as number]);
  const summary = `the versions of ${keyName(transactions, key)} are in no order. ${pairs.join('; ')}${rest}${start}`;
  return { transactions: [...new Set(shown)].toSorted((left, right) => left - right), key, summary };
}
