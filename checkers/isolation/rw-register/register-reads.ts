/**
 * What committed transactions read, one by one: read dependencies, what is wrong with a read by itself (Adya 1999, 4.2:
 * G1a aborted reads, G1b intermediate reads; Cerone, Bernardi & Gotsman 2015: internal consistency), and which version
 * each transaction met first and last on each key, from which orders of versions follow.
 */
import { GrowingInts } from '../../history/growing-ints.ts';
import { EdgeColumns, predicateWrEdge, wrEdge } from '../dependencies.ts';
import type { DirectFindings } from '../direct-findings.ts';
import type { StepLimit } from '../step-limit.ts';
import {
  aborted,
  committed,
  deleteOp,
  initialVersion,
  predicateReadOp,
  readOp,
  unknownVersion,
  type TransactionColumns,
} from '../transaction-columns.ts';
import { ReadFaults } from './read-faults.ts';
import { noWriter, type WrittenVersions } from './written-versions.ts';

/** A version that has no place in the order: aborted, intermediate, garbage, of several writers, or none at all. */
export const noPlace = -2;

/** One row per transaction and key that it accessed. */
export interface Touches {
  readonly transaction: GrowingInts;
  readonly key: GrowingInts;
  /** The version it read before it wrote the key: a place, `initialVersion` or `noPlace`. */
  readonly read: GrowingInts;
  /** The version it installed, or `noPlace`. */
  readonly installed: GrowingInts;
}

export interface RegisterReads {
  readonly edges: EdgeColumns;
  readonly touches: Touches;
  /** Reads of installed versions by others than their writers. */
  readonly readVersion: GrowingInts;
  readonly readBy: GrowingInts;
  /** Reads of what was there at first. */
  readonly initialKey: GrowingInts;
  readonly initialReadBy: GrowingInts;
}

class RegisterReader implements RegisterReads {
  readonly edges = new EdgeColumns();
  readonly touches: Touches = {
    transaction: new GrowingInts(1024),
    key: new GrowingInts(1024),
    read: new GrowingInts(1024),
    installed: new GrowingInts(1024),
  };
  readonly readVersion = new GrowingInts(1024);
  readonly readBy = new GrowingInts(1024);
  readonly initialKey = new GrowingInts();
  readonly initialReadBy = new GrowingInts();
  readonly #transactions: TransactionColumns;
  readonly #written: WrittenVersions;
  readonly #start: Int32Array;
  readonly #faults: ReadFaults;
  /**
   * Per key: the transaction that touched it last, plus one; the row of that touch; what it must read there now; and until
   * it writes the key, what it read there first.
   */
  readonly #stamp: Int32Array;
  readonly #row: Int32Array;
  readonly #current: Int32Array;
  readonly #readFirst: Int32Array;
  /** Per key: the version that a read of nil saw. */
  readonly #nilPlace: Int32Array;

  constructor(
    transactions: TransactionColumns,
    written: WrittenVersions,
    start: Int32Array,
    nilPlace: Int32Array,
    findings: DirectFindings,
  ) {
    const keyCount = transactions.keys.size;
    this.#transactions = transactions;
    this.#written = written;
    this.#start = start;
    this.#nilPlace = nilPlace;
    this.#faults = new ReadFaults(transactions, written, findings);
    this.#stamp = new Int32Array(keyCount);
    this.#row = new Int32Array(keyCount);
    this.#current = new Int32Array(keyCount);
    this.#readFirst = new Int32Array(keyCount);
  }

  /** What a transaction did. Of one of unknown end only what it wrote is known. */
  take(transaction: number): void {
    const { first, kind, key, version, status } = this.#transactions;
    const isCommitted = status[transaction] === committed;
    this.#faults.begin(transaction);
    const end = first[transaction + 1] as number;
    for (let op = first[transaction] as number; op < end; op++) {
      const touched = key[op] as number;
      const seen = version[op] as number;
      if (kind[op] === predicateReadOp) this.#readMatches(transaction, op);
      else if (kind[op] !== readOp) this.#write(transaction, touched, seen, kind[op] === deleteOp);
      else if (isCommitted && seen !== unknownVersion) this.#read(transaction, touched, seen, wrEdge);
    }
  }

  /** Whoever reads by predicate reads what matched. */
  #readMatches(transaction: number, op: number): void {
    const { list, listFirst, elements, versionKey } = this.#transactions;
    const matches = list[op] as number;
    if (matches < 0) return;
    for (let at = listFirst[matches] as number; at < (listFirst[matches + 1] as number); at++) {
      const version = elements[at] as number;
      this.#read(transaction, versionKey[version] as number, version, predicateWrEdge);
    }
  }

  #write(transaction: number, key: number, version: number, isDeletion: boolean): void {
    if (this.#stamp[key] !== transaction + 1) this.#touch(transaction, key, noPlace, noPlace);
    const readFirst = this.#readFirst[key] as number;
    if (readFirst >= 0) this.#faults.update(key, readFirst);
    this.#readFirst[key] = noPlace;
    this.#current[key] = isDeletion ? initialVersion : version;
    this.#faults.wrote(version);
    if (this.#written.isInstalled[version] === 1) {
      this.touches.installed.items[this.#row[key] as number] = version;
    }
  }

  #read(transaction: number, key: number, version: number, edge: number): void {
    const isFirst = this.#stamp[key] !== transaction + 1;
    const place = this.#place(transaction, key, version);
    if (isFirst) this.#touch(transaction, key, version, place);
    else if (this.#current[key] === version) return;
    else this.#faults.internal(key, version, this.#current[key] as number);
    this.#current[key] = version;
    this.#depend(transaction, key, version, place, edge);
  }

  /** A version's place in the order, if it has one. */
  #place(transaction: number, key: number, version: number): number {
    if (version === initialVersion) {
      const place = this.#nilPlace[key] as number;
      // What it deletes itself, it deletes later: a read after that would be no first read.
      return place >= 0 && this.#written.writer[place] === transaction ? initialVersion : place;
    }
    if (this.#written.isInstalled[version] === 1) return version;
    return this.#written.writer[version] === noWriter && this.#start[key] === version ? initialVersion : noPlace;
  }

  #touch(transaction: number, key: number, readFirst: number, place: number): void {
    const { touches } = this;
    this.#readFirst[key] = readFirst;
    this.#stamp[key] = transaction + 1;
    this.#row[key] = touches.transaction.length;
    touches.transaction.push(transaction);
    touches.key.push(key);
    touches.read.push(place);
    touches.installed.push(noPlace);
  }

  /** Adya 1999, definition 3: whoever reads an installed version read-depends on its writer, whichever read it was. */
  #depend(transaction: number, key: number, version: number, place: number, edge: number): void {
    if (place === initialVersion) {
      this.initialKey.push(key);
      this.initialReadBy.push(transaction);
      return;
    }
    const seen = version < 0 ? place : version;
    if (seen < 0) return;
    const writer = this.#written.writer[seen] as number;
    if (writer >= 0) this.#faults.read(transaction, key, seen, writer);
    if (place < 0 || writer === transaction) return;
    this.edges.add(writer, transaction, edge, seen);
    this.readVersion.push(seen);
    this.readBy.push(transaction);
  }
}

/**
 * `start`: per key the unwritten version that it held at first, or `initialVersion`. `nilPlace`: per key the version that a
 * read of nil saw: `initialVersion`, one that a deletion installed, or `noPlace` where that is not clear. Linear in the
 * number of micro-operations and matches of predicates. Stops early, with what it has,
 * when the limit is spent.
 */
export function registerReads(
  transactions: TransactionColumns,
  written: WrittenVersions,
  start: Int32Array,
  nilPlace: Int32Array,
  findings: DirectFindings,
  limit: StepLimit,
): RegisterReads {
  const reader = new RegisterReader(transactions, written, start, nilPlace, findings);
  for (let transaction = 0; transaction < transactions.count && !limit.spent(); transaction++) {
    if (transactions.status[transaction] !== aborted && written.happened[transaction] === 1) reader.take(transaction);
  }
  return reader;
}
