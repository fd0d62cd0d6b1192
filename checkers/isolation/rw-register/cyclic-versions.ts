/** Puts into words that the versions of a key cannot be in any order: each pair on the cycle with what it rests on. */
import type { DirectAnomaly } from '../dependencies.ts';
import { keyName, transactionName, versionName } from '../in-words.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { givenSource, realtimeSource, sessionSource, type VersionEdges } from './version-edges.ts';

/** Longer cycles are cut in the sentence; the transactions are named all. */
const mostPairs = 6;

const reasons: Readonly<Record<number, string>> = {
  [sessionSource]: 'later, in the same process,',
  [realtimeSource]: 'after that had ended,',
  [givenSource]: 'later in the given order,',
};

function explainPair(transactions: TransactionColumns, edges: VersionEdges, edge: number): string {
  const [from, to] = [edges.from.items[edge], edges.to.items[edge]].map((version) =>
    versionName(transactions, version as number),
  );
  const [earlier, later] = [edges.earlier.items[edge], edges.later.items[edge]] as [number, number];
  const order = `${from} came before ${to}`;
  if (earlier === later) return `${order}, since ${transactionName(earlier)} read ${from} and wrote ${to}`;
  const reason = reasons[edges.source.items[edge] as number] ?? 'later';
  return `${order}, since ${transactionName(earlier)} met ${from} and ${reason} ${transactionName(later)} met ${to}`;
}

/** `cycle`: pairs each of which begins where the one before ends; or one that leads back to the initial value. */
export function explainCycle(
  transactions: TransactionColumns,
  edges: VersionEdges,
  key: number,
  cycle: readonly number[],
): Omit<DirectAnomaly, 'type'> {
  const pairs = cycle.slice(0, mostPairs).map((edge) => explainPair(transactions, edges, edge));
  const rest = cycle.length > mostPairs ? `; and ${cycle.length - mostPairs} more pairs back to the first` : '';
  const start = cycle.some((edge) => (edges.to.items[edge] as number) < 0) ? '; but every key begins with its initial value' : '';
  const shown = cycle.flatMap((edge) => [edges.earlier.items[edge] as number, edges.later.items[edge] as number]);
  const summary = `the versions of ${keyName(transactions, key)} are in no order: ${pairs.join('; ')}${rest}${start}`;
  return { transactions: [...new Set(shown)].toSorted((left, right) => left - right), key, summary };
}
