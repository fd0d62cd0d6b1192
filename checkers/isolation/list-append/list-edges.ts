/**
 * Dependencies between the transactions of a list-append history.
 *
 * - ww: consecutive installed versions of a key, by different transactions.
 * - wr: the writer of the last installed version that a read holds, before the reader.
 * - rw: a reader, before the writer of the first installed version beyond what it read that is not by the writer of what it
 *   read (which would be an intermediate read, G1b). That append was not in the state read, so the reader came before it. If it
 *   is the reader's own, write dependencies lead on from there.
 *
 * A version in the tail (see `TailVersions`) comes after the whole order: ww from its last writer, rw from each reader of the
 * whole order: versions between them are others of the tail, whose writers lie on a path of the same kinds. So all are certain.
 */
import { EdgeColumns, rwEdge, wrEdge, wwEdge } from '../dependencies.ts';
import type { StepLimit } from '../step-limit.ts';
import { aborted, committed, type TransactionColumns } from '../transaction-columns.ts';
import { noWriter, type Appends } from './appends.ts';
import {
  isCertainlyInstalled,
  noLink,
  noTail,
  type InstalledVersions,
  type TailVersions,
} from './installed-versions.ts';
import { listStart, type KeyOrders } from './key-orders.ts';
import { nothingFound } from './own-appends.ts';
import { TailEdges } from './tail-edges.ts';

export class ListEdges {
  readonly edges: EdgeColumns;
  readonly #transactions: TransactionColumns;
  readonly #appends: Appends;
  readonly #orders: KeyOrders;
  readonly #found: Int32Array;
  readonly #installed: InstalledVersions;
  readonly #tail: TailVersions;
  readonly #tailEdges: TailEdges;
  /** Per key: the last reader, plus one, and what it read: a second look at the same adds nothing. */
  readonly #reader: Int32Array;
  readonly #readerLink: Int32Array;

  constructor(
    transactions: TransactionColumns,
    appends: Appends,
    orders: KeyOrders,
    found: Int32Array,
    installed: InstalledVersions,
    tail: TailVersions,
  ) {
    this.#transactions = transactions;
    this.#appends = appends;
    this.#orders = orders;
    this.#found = found;
    this.#installed = installed;
    this.#tail = tail;
    // Nearly always one of each kind for each version or micro-operation, at most.
    this.edges = new EdgeColumns(installed.count + transactions.kind.length);
    this.#tailEdges = new TailEdges(transactions, appends, tail, this.edges);
    this.#reader = new Int32Array(transactions.keys.size);
    this.#readerLink = new Int32Array(transactions.keys.size);
  }

  /** Sentences about edges that were left out. */
  get doubts(): readonly string[] {
    return this.#tailEdges.doubts;
  }

  addAll(limit: StepLimit): void {
    this.#addWriteDependencies();
    const { count, status, first, key } = this.#transactions;
    for (let transaction = 0; transaction < count && !limit.spent(); transaction++) {
      if (status[transaction] !== committed) continue;
      const end = first[transaction + 1] as number;
      for (let op = first[transaction] as number; op < end; op++) {
        if (this.#found[op] !== nothingFound) this.#addRead(transaction, op, key[op] as number);
      }
    }
    this.#tailEdges.addAll(limit);
  }

  #addWriteDependencies(): void {
    const { edges } = this;
    const { first, end, writer, version } = this.#installed;
    for (let key = 0; key < first.length; key++) {
      const last = (end[key] as number) - 1;
      for (let link = first[key] as number; link < last; link++) {
        const [from, to] = [writer[link] as number, writer[link + 1] as number];
        if (from !== to) edges.add(from, to, wwEdge, version[link + 1] as number);
      }
      if (last < (first[key] as number)) continue;
      for (let each = this.#tail.first[key] as number; each !== noTail; each = this.#tail.next[each] as number) {
        if (!isCertainlyInstalled(this.#transactions, this.#appends, this.#orders, each)) continue;
        edges.add(writer[last] as number, this.#appends.writer[each] as number, wwEdge, each);
      }
    }
  }

  #addRead(transaction: number, op: number, key: number): void {
    const found = this.#found[op] as number;
    const ordered = this.#orders.length[key] as number;
    const start = listStart(this.#transactions, op);
    const link = this.#lastLink(start, Math.min(found, ordered));
    const isOrdered = found <= ordered;
    if (isOrdered && this.#reader[key] === transaction + 1 && this.#readerLink[key] === link) return;
    const { writer, version } = this.#installed;
    if (link !== noLink) this.edges.add(writer[link] as number, transaction, wrEdge, version[link] as number);
    if (!isOrdered) return this.#addUnordered(transaction, start, ordered, found);
    this.#reader[key] = transaction + 1;
    this.#readerLink[key] = link;
    this.#addAntiDependency(transaction, key, link);
  }

  /** The last installed version among the first elements of a list that follows its key's order. */
  #lastLink(start: number, length: number): number {
    const { elements } = this.#transactions;
    for (let at = length - 1; at >= 0; at--) {
      const version = elements[start + at] as number;
      if (this.#orders.place[version] === at) return this.#installed.at[version] as number;
    }
    return noLink;
  }

  /** Where reads contradict each other nothing is known but that the reader saw these appends. */
  #addUnordered(transaction: number, start: number, ordered: number, found: number): void {
    const { elements, status } = this.#transactions;
    for (let at = ordered; at < found; at++) {
      const version = elements[start + at] as number;
      const by = this.#appends.writer[version] as number;
      if (by !== noWriter && status[by] !== aborted) this.edges.add(by, transaction, wrEdge, version);
    }
  }

  #addAntiDependency(transaction: number, key: number, link: number): void {
    const { first, end, nextOfOther, version, writer } = this.#installed;
    let next = noLink;
    if (link !== noLink) next = nextOfOther[link] as number;
    else if ((first[key] as number) < (end[key] as number)) next = first[key] as number;
    if (next !== noLink) this.edges.add(transaction, writer[next] as number, rwEdge, version[next] as number);
    else if (this.#tail.first[key] !== noTail) {
      this.#tailEdges.addReader(key, transaction, link === noLink ? noWriter : (writer[link] as number));
    }
  }
}
