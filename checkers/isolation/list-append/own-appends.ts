/**
 * What each read says of its own transaction's appends, and what is left of it when they are taken away.
 *
 * A read that ends in exactly what its transaction appended so far shows, before those, the state that the transaction
 * found. Only that state is compared with what others read: how a database shows a transaction its own appends before it
 * commits says nothing about the order in which it installs them. Sound for every level, since fewer observations are used.
 *
 * A read inside a transaction must show what the transaction read before and what it appended since (`internal`), and
 * never what it appends later (`future-read`). Elle counts one such fault a transaction, the first.
 */
import { quote } from '../../history/quote.ts';
import type { DirectFindings } from '../direct-findings.ts';
import { keyName, transactionName, versionName } from '../in-words.ts';
import type { StepLimit } from '../step-limit.ts';
import { committed, readOp, writeOp, type TransactionColumns } from '../transaction-columns.ts';
import type { Appends } from './appends.ts';
import { listWords } from './list-words.ts';

const none = -1;

/** In `found`: not a read, or one whose result is not known. */
export const nothingFound = -1;

class OwnAppends {
  /** Per micro-operation: how many elements of the list it read are not its transaction's own appends at the end. */
  readonly found: Int32Array;
  readonly #transactions: TransactionColumns;
  readonly #appends: Appends;
  readonly #findings: DirectFindings;
  /** Per key, of the current transaction: stamp (transaction + 1), its last append, how many, the last read, appends before it. */
  readonly #stamp: Int32Array;
  readonly #lastAppend: Int32Array;
  readonly #appendCount: Int32Array;
  readonly #lastRead: Int32Array;
  readonly #appendsBefore: Int32Array;
  /** Per key: the last transaction, plus one, that appends to it later in its program. */
  readonly #laterStamp: Int32Array;
  /** Per micro-operation of the current transaction: the append to the same key before it. */
  #appendBefore: Int32Array = new Int32Array(16);
  /** Per version that the current transaction appended: where; made when first asked for. */
  #appendOps: Map<number, number> | undefined;
  #hasLaterAppends = false;
  /** The first read of the current transaction that is `internal`, and its state of that key then. */
  #internalOp = none;
  #internalBefore = none;
  #internalAppends = 0;
  #internalLastAppend = none;
  #transaction = 0;
  #start = 0;

  constructor(transactions: TransactionColumns, appends: Appends, findings: DirectFindings) {
    const { keys, kind } = transactions;
    this.#transactions = transactions;
    this.#appends = appends;
    this.#findings = findings;
    this.found = new Int32Array(kind.length).fill(nothingFound);
    this.#stamp = new Int32Array(keys.size);
    this.#lastAppend = new Int32Array(keys.size);
    this.#appendCount = new Int32Array(keys.size);
    this.#lastRead = new Int32Array(keys.size);
    this.#appendsBefore = new Int32Array(keys.size);
    this.#laterStamp = new Int32Array(keys.size);
  }

  read(limit: StepLimit): void {
    const { count, status, first } = this.#transactions;
    for (let transaction = 0; transaction < count && !limit.spent(); transaction++) {
      if (status[transaction] !== committed) continue;
      this.#run(transaction, first[transaction] as number, first[transaction + 1] as number);
    }
  }

  #run(transaction: number, start: number, end: number): void {
    const { kind, key, list } = this.#transactions;
    this.#transaction = transaction;
    this.#start = start;
    this.#appendOps = undefined;
    this.#internalOp = none;
    this.#hasLaterAppends = false;
    if (end - start > this.#appendBefore.length) this.#appendBefore = new Int32Array((end - start) * 2);
    for (let op = start; op < end; op++) {
      const opKey = key[op] as number;
      if (this.#stamp[opKey] !== transaction + 1) {
        this.#stamp[opKey] = transaction + 1;
        this.#lastAppend[opKey] = none;
        this.#appendCount[opKey] = 0;
        this.#lastRead[opKey] = none;
      } else if (kind[op] === writeOp && this.#lastRead[opKey] !== none) this.#hasLaterAppends = true;
      if (kind[op] === writeOp) {
        this.#appendBefore[op - start] = this.#lastAppend[opKey] as number;
        this.#lastAppend[opKey] = op;
        this.#appendCount[opKey] = (this.#appendCount[opKey] as number) + 1;
      } else if (kind[op] === readOp && (list[op] as number) >= 0) this.#readList(op, opKey);
    }
    const future = this.#hasLaterAppends ? this.#firstFutureRead(start, end) : none;
    // A read that is both has seen its own append too early.
    if (future !== none && (this.#internalOp === none || future <= this.#internalOp)) this.#reportFuture(future);
    else if (this.#internalOp !== none) this.#reportInternal(this.#internalOp);
  }

  /** The first read that holds an element which its transaction appended only later, or `none`. */
  #firstFutureRead(start: number, end: number): number {
    const { kind, key, list } = this.#transactions;
    let first = none;
    for (let op = end - 1; op >= start; op--) {
      const opKey = key[op] as number;
      if (kind[op] === writeOp) this.#laterStamp[opKey] = this.#transaction + 1;
      else if (this.#laterStamp[opKey] !== this.#transaction + 1 || (list[op] as number) < 0) continue;
      else if (this.#ownLater(op) !== none) first = op;
    }
    return first;
  }

  #readList(op: number, opKey: number): void {
    const { list, listFirst } = this.#transactions;
    const from = listFirst[list[op] as number] as number;
    const length = (listFirst[(list[op] as number) + 1] as number) - from;
    const own = this.#appendCount[opKey] as number;
    const endsInOwn = own === 0 || this.#endsIn(opKey, from, length, own);
    this.found[op] = endsInOwn ? length - own : length;
    const before = this.#lastRead[opKey] as number;
    if (before !== none) this.#checkRepeated(op, opKey, before, endsInOwn);
    else if (!endsInOwn) this.#internal(op, opKey);
    this.#lastRead[opKey] = op;
    this.#appendsBefore[opKey] = own;
  }

  /** Whether the list ends in all that the transaction appended to the key so far. */
  #endsIn(opKey: number, from: number, length: number, own: number): boolean {
    const { elements, version } = this.#transactions;
    if (length < own) return false;
    let append = this.#lastAppend[opKey] as number;
    for (let at = from + length - 1; append !== none; at--) {
      if (elements[at] !== version[append]) return false;
      append = this.#appendBefore[append - this.#start] as number;
    }
    return true;
  }

  /** The list must be what was read before, and then what was appended since. */
  #checkRepeated(op: number, opKey: number, before: number, endsInOwn: boolean): void {
    const { list, listFirst, elements } = this.#transactions;
    const [from, end] = [listFirst[list[op] as number] as number, listFirst[(list[op] as number) + 1] as number];
    const earlier = listFirst[list[before] as number] as number;
    const earlierLength = (listFirst[(list[before] as number) + 1] as number) - earlier;
    const since = (this.#appendCount[opKey] as number) - (this.#appendsBefore[opKey] as number);
    // Only the first fault counts: up to there, a list that ends in the appends since also ends in all.
    let isExpected = endsInOwn && end - from === earlierLength + since;
    for (let at = 0; isExpected && at < earlierLength; at++)
      isExpected = elements[from + at] === elements[earlier + at];
    if (!isExpected) this.#internal(op, opKey);
  }

  #internal(op: number, opKey: number): void {
    if (this.#internalOp !== none) return;
    const before = this.#lastRead[opKey] as number;
    const own = this.#appendCount[opKey] as number;
    this.#internalOp = op;
    this.#internalBefore = before;
    this.#internalAppends = before === none ? own : own - (this.#appendsBefore[opKey] as number);
    this.#internalLastAppend = this.#lastAppend[opKey] as number;
  }

  #reportInternal(op: number): void {
    const columns = this.#transactions;
    const key = columns.key[op] as number;
    this.#findings.add('internal', () => {
      const before = this.#internalBefore;
      const name = keyName(columns, key);
      const appended = this.#ownWords(this.#internalLastAppend, this.#internalAppends);
      const did = [
        ...(before === none ? [] : [`read ${name} as ${listWords(columns, before)}`]),
        ...(appended === '' ? [] : [`appended ${appended} to ${before === none ? name : 'it'}`]),
      ].join(' and ');
      const summary = `${transactionName(this.#transaction)} ${did}, then read ${name} as ${listWords(columns, op)}`;
      return { transactions: [this.#transaction], key, microOp: op, summary };
    });
  }

  #ownWords(lastAppend: number, count: number): string {
    const { version, values, versionValue } = this.#transactions;
    const words: string[] = [];
    let append = lastAppend;
    for (let left = count; left > 0; left--) {
      words.unshift(quote(values.value(versionValue[version[append] as number] as number)));
      append = this.#appendBefore[append - this.#start] as number;
    }
    return words.slice(0, 5).join(', ') + (words.length > 5 ? ', …' : '');
  }

  /** Position of an element of the list read that its own transaction appended after the read, or `none`. */
  #ownLater(op: number): number {
    const { list, listFirst, elements } = this.#transactions;
    const end = listFirst[(list[op] as number) + 1] as number;
    for (let at = listFirst[list[op] as number] as number; at < end; at++) {
      const element = elements[at] as number;
      if (this.#appends.writer[element] === this.#transaction && this.#appendOp(element) > op) return at;
    }
    return none;
  }

  /** The micro-operation of the current transaction that appended a version of its own. */
  #appendOp(version: number): number {
    if (this.#appendOps === undefined) {
      const { first, kind, version: versions } = this.#transactions;
      this.#appendOps = new Map();
      for (let op = this.#start; op < (first[this.#transaction + 1] as number); op++) {
        if (kind[op] === writeOp) this.#appendOps.set(versions[op] as number, op);
      }
    }
    return this.#appendOps.get(version) ?? none;
  }

  #reportFuture(op: number): void {
    const columns = this.#transactions;
    const key = columns.key[op] as number;
    this.#findings.add('future-read', () => {
      const value = versionName(columns, columns.elements[this.#ownLater(op)] as number);
      const read = `${transactionName(this.#transaction)} read ${keyName(columns, key)} as ${listWords(columns, op)}`;
      const summary = `${read}, with ${value}, which it appended only later`;
      return { transactions: [this.#transaction], key, microOp: op, summary };
    });
  }
}

/**
 * Reports `internal` and `future-read` faults of committed transactions, and returns per micro-operation how many elements
 * its read found there, or `nothingFound`. Linear in the size of the history.
 */
export function ownAppends(
  transactions: TransactionColumns,
  appends: Appends,
  findings: DirectFindings,
  limit: StepLimit,
): Int32Array {
  const own = new OwnAppends(transactions, appends, findings);
  own.read(limit);
  return own.found;
}
