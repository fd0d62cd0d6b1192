/**
 * Reads of lists. A list shows the order of versions up to its last element: every other read of the key must be a
 * prefix of the longest, and elements that one transaction appended stand together, all of them. Elements at its end
 * that the reader appended itself are its own writes; what stands before them is what it read from others.
 */
import { quote } from '../../history/quote.ts';
import { initialVersion, type TransactionColumns } from '../transaction-columns.ts';
import type { VersionWriters } from './version-writers.ts';
import { foreignWriter, keyText, transactionLabel, Unexplained } from './wrong-read.ts';

export class ListReads {
  readonly #columns: TransactionColumns;
  readonly #writers: VersionWriters;
  /** Per micro-operation that appends: the previous append of the same transaction to the same key, or -1. */
  readonly #previousOwn: Int32Array;
  /** Per key: where its longest foreign part begins and ends in `elements`, and who read it. */
  readonly #longestFrom: Int32Array;
  readonly #longestTo: Int32Array;
  readonly #longestReader: Int32Array;

  constructor(columns: TransactionColumns, writers: VersionWriters) {
    this.#columns = columns;
    this.#writers = writers;
    this.#previousOwn = new Int32Array(columns.kind.length).fill(-1);
    this.#longestFrom = new Int32Array(columns.keys.size);
    this.#longestTo = new Int32Array(columns.keys.size);
    this.#longestReader = new Int32Array(columns.keys.size).fill(-1);
  }

  own(op: number, previous: number): void {
    this.#previousOwn[op] = previous;
  }

  /** The last version of a read that others wrote, or `initialVersion`. `own` is the reader's last append before, or -1. */
  foreignEnd(txn: number, op: number, own: number): number {
    const { listFirst, elements, version, key } = this.#columns;
    const list = this.#columns.list[op] as number;
    const from = listFirst[list] as number;
    let to = listFirst[list + 1] as number;
    for (let append = own; append >= 0; append = this.#previousOwn[append] as number) {
      if (to > from && elements[to - 1] === version[append]) to--;
      else throw this.#internal(txn, op);
    }
    const opKey = key[op] as number;
    this.#compare(txn, opKey, from, to);
    return to === from ? initialVersion : (elements[to - 1] as number);
  }

  #compare(txn: number, key: number, from: number, to: number): void {
    const { elements } = this.#columns;
    const start = this.#longestFrom[key] as number;
    const length = (this.#longestTo[key] as number) - start;
    for (let at = 0; at < Math.min(length, to - from); at++)
      if (elements[start + at] !== elements[from + at]) throw this.#incompatible(txn, key, from, to);
    if (to - from <= length) return;
    this.#longestFrom[key] = from;
    this.#longestTo[key] = to;
    this.#longestReader[key] = txn;
  }

  #values(from: number, to: number): string {
    const { elements, values, versionValue } = this.#columns;
    return quote(Array.from(elements.subarray(from, to), (version) => values.value(versionValue[version] as number)));
  }

  #internal(txn: number, op: number): Unexplained {
    const list = this.#columns.list[op] as number;
    const key = this.#columns.key[op] as number;
    const seen = this.#values(this.#columns.listFirst[list] as number, this.#columns.listFirst[list + 1] as number);
    const summary = `${transactionLabel(txn)} read ${keyText(this.#columns, key)} as ${seen}, which does not end with what it had appended itself`;
    return new Unexplained({ type: 'internal', transactions: [txn], key, summary });
  }

  #incompatible(txn: number, key: number, from: number, to: number): Unexplained {
    const other = this.#longestReader[key] as number;
    const theirs = this.#values(this.#longestFrom[key] as number, this.#longestTo[key] as number);
    const summary = `${transactionLabel(txn)} read ${keyText(this.#columns, key)} as ${this.#values(from, to)}, ${transactionLabel(other)} as ${theirs}: neither is the beginning of the other`;
    return new Unexplained({ type: 'incompatible-order', transactions: [other, txn], key, summary });
  }

  /** Each writer in the foreign part of a read that ends with this version. */
  eachForeign(txn: number, op: number, end: number, visit: (writer: number) => void): void {
    if (end === initialVersion) return;
    const { listFirst, elements, list } = this.#columns;
    // A shorter or equal list is a prefix of the longest, whose elements are visited with it.
    if (this.#longestReader[this.#columns.key[op] as number] !== txn) return;
    for (let at = listFirst[list[op] as number] as number; ; at++) {
      visit(foreignWriter(this.#columns, this.#writers, txn, elements[at] as number, true));
      if (elements[at] === end) return;
    }
  }

  /**
   * The place of each write among those of its key. Appends of one transaction must stand together in the longest list, all
   * of them. What was appended but is not in it came after everything in it: lists only grow, and that read would have
   * shown it.
   */
  ranks(writeKey: Int32Array, writeOfVersion: Int32Array): { writeRank: Int32Array; orderReader: Int32Array } {
    const inList = new Uint8Array(this.#columns.versionCount);
    const groups = new Int32Array(this.#longestReader.length);
    const writeRank = new Int32Array(writeKey.length).fill(-1);
    for (let key = 0; key < groups.length; key++)
      for (let at = this.#longestFrom[key] as number; at < (this.#longestTo[key] as number);) {
        at = this.#group(key, at, inList);
        const write = writeOfVersion[this.#columns.elements[at - 1] as number] as number;
        writeRank[write] = groups[key] as number;
        groups[key] = (groups[key] as number) + 1;
      }
    for (let write = 0; write < writeKey.length; write++)
      if (writeRank[write] === -1) writeRank[write] = groups[writeKey[write] as number] as number;
    return { writeRank, orderReader: this.#longestReader };
  }

  /** The end of the group of one transaction's elements that begins here. */
  #group(key: number, from: number, inList: Uint8Array): number {
    const { elements } = this.#columns;
    const { writer, place, after } = this.#writers;
    const begin = elements[from] as number;
    const txn = writer[begin] as number;
    const reader = this.#longestReader[key] as number;
    for (let at = from; ; at++) {
      const version = elements[at] as number;
      if (inList[version] !== 0)
        throw this.#wrong('duplicate-elements', reader, txn, key, 'which has an element twice');
      if (writer[version] !== txn || place[version] !== at - from)
        throw this.#wrong(
          'G1b',
          reader,
          txn,
          key,
          `in which the elements of ${transactionLabel(txn)} do not stand together`,
        );
      inList[version] = 1;
      if (after[version] === 0) return at + 1;
      if (at + 1 >= (this.#longestTo[key] as number)) return at + 1;
    }
  }

  #wrong(type: string, reader: number, txn: number, key: number, what: string): Unexplained {
    const seen = this.#values(this.#longestFrom[key] as number, this.#longestTo[key] as number);
    const summary = `${transactionLabel(reader)} read ${keyText(this.#columns, key)} as ${seen}, ${what}`;
    return new Unexplained({ type, transactions: [txn, reader], key, summary });
  }
}
