/**
 * What committed transactions saw of each other, and nothing else: per transaction its external reads, each with the
 * transaction that it read from, and the keys that it wrote; of lists also the order of versions as far as it was seen.
 * Every decision (serializable, snapshot isolation, weak levels) starts here, for registers and lists alike.
 *
 * An indeterminate transaction is there if somebody observed one of its writes, since then it committed. Otherwise it is
 * left out: nobody read from it, so every explanation of the history remains one without it.
 */
import {
  committed,
  indeterminate,
  initialVersion,
  readOp,
  unknownVersion,
  writeOp,
  type TransactionColumns,
} from '../transaction-columns.ts';
import { NumberColumn } from './number-column.ts';
import { ListReads } from './list-reads.ts';
import { versionWriters, type VersionWriters } from './version-writers.ts';
import { foreignWriter, keyText, transactionLabel, Unexplained, versionText, type WrongRead } from './wrong-read.ts';

/** In `readFrom`: the initial value. */
export const fromInitial = -1;

export interface Observations {
  readonly columns: TransactionColumns;
  /** Number of nodes: the transactions that are there, in order of invocation. */
  readonly count: number;
  /** Per node: the transaction. */
  readonly transaction: Int32Array;
  readonly keyCount: number;
  /** External reads of node i, in program order: `readFirst[i]` to `readFirst[i + 1]` (exclusive). */
  readonly readFirst: Int32Array;
  readonly readKey: Int32Array;
  /** The node read from, or `fromInitial`. */
  readonly readFrom: Int32Array;
  /** The version read (of a list the last), or `initialVersion`. */
  readonly readVersion: Int32Array;
  /** Position in the write columns of the write that was read, or -1. */
  readonly readWrite: Int32Array;
  /** Keys written by node i, each once: `writeFirst[i]` to `writeFirst[i + 1]` (exclusive). */
  readonly writeFirst: Int32Array;
  readonly writeKey: Int32Array;
  /** The last version written to it. */
  readonly writeVersion: Int32Array;
  /** Place among the writes of its key as lists show it: a lower one came first, equal ones in unknown order. */
  readonly writeRank: Int32Array;
  /** Per key: the transaction whose read shows that order, or -1. */
  readonly orderReader: Int32Array;
}

export type Observed =
  | { readonly kind: 'observations'; readonly observations: Observations }
  | { readonly kind: 'wrong'; readonly wrong: WrongRead }
  | { readonly kind: 'unclear'; readonly reason: string };

class Observer {
  readonly columns: TransactionColumns;
  readonly writers: VersionWriters;
  readonly #lists: ListReads | undefined;
  /** Per transaction: it is there. */
  readonly #present: Uint8Array;
  readonly #queue: number[] = [];
  /** Per key: the last look through a transaction that met a write of it, and that write. */
  readonly #stamp: Int32Array;
  readonly #lastOwn: Int32Array;
  /** Each look through a transaction has a number. */
  #pass = 0;

  constructor(columns: TransactionColumns) {
    this.columns = columns;
    this.writers = versionWriters(columns);
    this.#lists = columns.workload === 'list-append' ? new ListReads(columns, this.writers) : undefined;
    this.#present = new Uint8Array(columns.count);
    this.#stamp = new Int32Array(columns.keys.size).fill(-1);
    this.#lastOwn = new Int32Array(columns.keys.size);
  }

  /** Calls `visit` with each external read and the version it saw; throws Unexplained if an internal one is wrong. */
  #externalReads(txn: number, visit: (op: number, version: number) => void): void {
    const { first, kind, key, version, list } = this.columns;
    const pass = this.#pass++;
    for (let op = first[txn] as number; op < (first[txn + 1] as number); op++) {
      const opKey = key[op] as number;
      if (kind[op] === writeOp) {
        const before = this.#stamp[opKey] === pass ? (this.#lastOwn[opKey] as number) : -1;
        this.#lists?.own(op, before);
        this.#stamp[opKey] = pass;
        this.#lastOwn[opKey] = op;
      } else if (kind[op] === readOp) {
        const own = this.#stamp[opKey] === pass ? (this.#lastOwn[opKey] as number) : -1;
        if (this.#lists !== undefined) {
          if (list[op] !== unknownVersion) visit(op, this.#lists.foreignEnd(txn, op, own));
        } else if (version[op] === unknownVersion) continue;
        else if (own < 0) visit(op, version[op] as number);
        else if (version[op] !== version[own]) throw this.#internal(txn, op, version[own] as number);
      }
    }
  }

  #internal(txn: number, op: number, own: number): Unexplained {
    const { columns } = this;
    const key = columns.key[op] as number;
    const saw = `${transactionLabel(txn)} read ${keyText(columns, key)} as ${versionText(columns, columns.version[op] as number)}`;
    const summary = `${saw} right after it had written ${versionText(columns, own)} itself`;
    return new Unexplained({ type: 'internal', transactions: [txn], key, summary });
  }

  #add(writer: number): void {
    if (this.#present[writer] !== 0 || this.columns.status[writer] !== indeterminate) return;
    this.#present[writer] = 1;
    this.#queue.push(writer);
  }

  /** Who is there. An indeterminate transaction is if one that is there saw a write of it. */
  #gather(): void {
    const { count, status } = this.columns;
    for (let txn = 0; txn < count; txn++) if (status[txn] === committed) this.#present[txn] = 1;
    const gather = (txn: number): void =>
      this.#externalReads(txn, (op, seen) => {
        if (seen !== initialVersion) this.#add(foreignWriter(this.columns, this.writers, txn, seen, false));
        this.#lists?.eachForeign(txn, op, seen, (writer) => this.#add(writer));
      });
    for (let txn = 0; txn < count; txn++) if (status[txn] === committed) gather(txn);
    for (let txn = this.#queue.pop(); txn !== undefined; txn = this.#queue.pop()) gather(txn);
  }

  #writes(txn: number, writeKey: NumberColumn, writeVersion: NumberColumn): void {
    const { first, kind, key, version } = this.columns;
    for (let op = first[txn] as number; op < (first[txn + 1] as number); op++) {
      if (kind[op] !== writeOp || this.#lastOwn[key[op] as number] !== op) continue;
      writeKey.push(key[op] as number);
      writeVersion.push(version[op] as number);
    }
  }

  observe(): Observations {
    this.#gather();
    const { columns, writers } = this;
    const node = new Int32Array(columns.count).fill(-1);
    const transaction = new NumberColumn();
    for (let txn = 0; txn < columns.count; txn++) if (this.#present[txn] === 1) node[txn] = transaction.push(txn);
    const [readFirst, readKey, readFrom, readVersion] = [0, 0, 0, 0].map(() => new NumberColumn()) as Four;
    const [writeFirst, writeKey, writeVersion] = [0, 0, 0].map(() => new NumberColumn()) as Three;
    for (let at = 0; at < transaction.length; at++) {
      const txn = transaction.at(at);
      readFirst.push(readKey.length);
      writeFirst.push(writeKey.length);
      this.#externalReads(txn, (op, seen) => {
        readKey.push(columns.key[op] as number);
        readFrom.push(seen === initialVersion ? fromInitial : (node[writers.writer[seen] as number] as number));
        readVersion.push(seen);
      });
      this.#writes(txn, writeKey, writeVersion);
    }
    readFirst.push(readKey.length);
    writeFirst.push(writeKey.length);
    const writeOfVersion = new Int32Array(columns.versionCount).fill(-1);
    for (let write = 0; write < writeKey.length; write++) writeOfVersion[writeVersion.at(write)] = write;
    const ranks = this.#lists?.ranks(writeKey.values(), writeOfVersion);
    return {
      columns,
      count: transaction.length,
      transaction: transaction.values(),
      keyCount: columns.keys.size,
      readFirst: readFirst.values(),
      readKey: readKey.values(),
      readFrom: readFrom.values(),
      readVersion: readVersion.values(),
      readWrite: readVersion.values().map((version) => (version < 0 ? -1 : (writeOfVersion[version] as number))),
      writeFirst: writeFirst.values(),
      writeKey: writeKey.values(),
      writeVersion: writeVersion.values(),
      writeRank: ranks?.writeRank ?? new Int32Array(writeKey.length),
      orderReader: ranks?.orderReader ?? new Int32Array(columns.keys.size).fill(-1),
    };
  }
}

type Three = [NumberColumn, NumberColumn, NumberColumn];
type Four = [NumberColumn, NumberColumn, NumberColumn, NumberColumn];

/** O(micro-operations + elements of lists). */
export function observe(columns: TransactionColumns): Observed {
  if (columns.workload === 'predicate')
    return { kind: 'unclear', reason: 'predicate reads are judged by their cycles, not by the complete decision' };
  try {
    return { kind: 'observations', observations: new Observer(columns).observe() };
  } catch (error) {
    if (!(error instanceof Unexplained)) throw error;
    if (error.wrong === undefined) return { kind: 'unclear', reason: error.message };
    return { kind: 'wrong', wrong: error.wrong };
  }
}
