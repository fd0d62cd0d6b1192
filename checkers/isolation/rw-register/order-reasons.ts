/** Why one version of a key comes before another, in words: what a pair of versions rests on. */
import { transactionName, versionName } from '../in-words.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { givenSource, initSource, insertSource, realtimeSource, type VersionEdges } from './version-edges.ts';

export class OrderReasons {
  readonly #transactions: TransactionColumns;
  readonly #edges: VersionEdges;
  readonly #writer: Int32Array;

  constructor(transactions: TransactionColumns, edges: VersionEdges, writer: Int32Array) {
    this.#transactions = transactions;
    this.#edges = edges;
    this.#writer = writer;
  }

  /** `T3 read 1 and then wrote 2`; undefined if nothing says so directly. Linear in the pairs: for evidence only. */
  why(earlier: number, later: number): string | undefined {
    const { from, to, count } = this.#edges;
    for (let edge = 0; edge < count; edge++) {
      if (from.items[edge] === earlier && to.items[edge] === later) return this.clause(edge);
    }
    return undefined;
  }

  /** `1 before 2` */
  order(edge: number): string {
    const { from, to } = this.#edges;
    return `${this.#name(from.items[edge] as number)} before ${this.#name(to.items[edge] as number)}`;
  }

  clause(edge: number): string {
    const { from, to, earlier, later, source } = this.#edges;
    const [before, after] = [from.items[edge] as number, to.items[edge] as number];
    const [first, second] = [earlier.items[edge] as number, later.items[edge] as number];
    if (source.items[edge] === initSource) return `${transactionName(first)} set it up before all else`;
    if (source.items[edge] === insertSource) return `${transactionName(first)} inserted it where nothing was`;
    const did = `${transactionName(first)} ${this.#act(first, before)}`;
    if (first === second) return `${did} and then ${this.#act(second, after)}`;
    const next = `${transactionName(second)} ${this.#act(second, after)}`;
    if (source.items[edge] === realtimeSource) return `${did} and had ended before ${next}`;
    const where = source.items[edge] === givenSource ? 'after it in the given order' : 'after it in the same process';
    return `${did}, and ${where} ${next}`;
  }

  #name(version: number): string {
    return versionName(this.#transactions, version);
  }

  #act(transaction: number, version: number): string {
    const hasWritten = version >= 0 && this.#writer[version] === transaction;
    const { workload, values, versionValue } = this.#transactions;
    if (hasWritten && workload === 'predicate' && values.value(versionValue[version] as number) === null)
      return 'deleted it';
    return `${hasWritten ? 'wrote' : 'read'} ${this.#name(version)}`;
  }
}
