/** Puts into words that the versions of a key cannot be in any order: each pair on the cycle with what it rests on. */
import type { DirectAnomaly } from '../dependencies.ts';
import { keyName, transactionName, versionName } from '../in-words.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { givenSource, initSource, insertSource, realtimeSource, type VersionEdges } from './version-edges.ts';

/** Longer cycles are cut in the sentence; the transactions are named all. */
const mostPairs = 6;

class CycleWords {
  readonly #transactions: TransactionColumns;
  readonly #edges: VersionEdges;
  readonly #writer: Int32Array;

  constructor(transactions: TransactionColumns, edges: VersionEdges, writer: Int32Array) {
    this.#transactions = transactions;
    this.#edges = edges;
    this.#writer = writer;
  }

  pair(edge: number): string {
    const { from, to, earlier, later, source } = this.#edges;
    const [before, after] = [from.items[edge] as number, to.items[edge] as number];
    const [first, second] = [earlier.items[edge] as number, later.items[edge] as number];
    const order = `${this.#name(before)} before ${this.#name(after)}`;
    const did = `${transactionName(first)} ${this.#act(first, before)}`;
    if (first === second) return `${order}: ${did} and then ${this.#act(second, after)}`;
    const next = `${transactionName(second)} ${this.#act(second, after)}`;
    if (source.items[edge] === realtimeSource) return `${order}: ${did} and had ended before ${next}`;
    if (source.items[edge] === initSource) return `${order}: ${transactionName(first)} set it up before all else`;
    if (source.items[edge] === insertSource) return `${order}: ${transactionName(first)} inserted it where nothing was`;
    const where = source.items[edge] === givenSource ? 'after it in the given order' : 'after it in the same process';
    return `${order}: ${did}, and ${where} ${next}`;
  }

  #name(version: number): string {
    return versionName(this.#transactions, version);
  }

  #act(transaction: number, version: number): string {
    const hasWritten = version >= 0 && this.#writer[version] === transaction;
    return `${hasWritten ? 'wrote' : 'read'} ${this.#name(version)}`;
  }
}

/** `cycle`: pairs each of which begins where the one before ends; or one that leads back to the initial value. */
export function explainCycle(
  transactions: TransactionColumns,
  edges: VersionEdges,
  writer: Int32Array,
  key: number,
  cycle: readonly number[],
): Omit<DirectAnomaly, 'type'> {
  const words = new CycleWords(transactions, edges, writer);
  const pairs = cycle.slice(0, mostPairs).map((edge) => words.pair(edge));
  const rest = cycle.length > mostPairs ? `; and ${cycle.length - mostPairs} more pairs back to the first` : '';
  const isReturn = cycle.some((edge) => (edges.to.items[edge] as number) < 0);
  const start = isReturn ? '; but every key begins with its initial value' : '';
  const shown = cycle.flatMap((edge) => [edges.earlier.items[edge] as number, edges.later.items[edge] as number]);
  const summary = `the versions of ${keyName(transactions, key)} are in no order. ${pairs.join('; ')}${rest}${start}`;
  return { transactions: [...new Set(shown)].toSorted((left, right) => left - right), key, summary };
}
