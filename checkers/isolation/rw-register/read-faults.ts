/** What is wrong with a read by itself: it saw what no committed state ever held, or not what its transaction must see. */
import type { DirectFindings } from '../direct-findings.ts';
import { keyName, transactionName, versionName } from '../in-words.ts';
import { aborted, type TransactionColumns } from '../transaction-columns.ts';
import type { WrittenVersions } from './written-versions.ts';

export class ReadFaults {
  readonly #transactions: TransactionColumns;
  readonly #written: WrittenVersions;
  readonly #findings: DirectFindings;
  #transaction = -1;
  #hasInternal = false;
  /** Per version: the transaction that has written it so far, plus one. */
  readonly #wroteStamp: Int32Array;

  constructor(transactions: TransactionColumns, written: WrittenVersions, findings: DirectFindings) {
    this.#transactions = transactions;
    this.#written = written;
    this.#findings = findings;
    this.#wroteStamp = new Int32Array(transactions.versionCount);
  }

  begin(transaction: number): void {
    this.#transaction = transaction;
    this.#hasInternal = false;
  }

  /** The transaction wrote this version. */
  wrote(version: number): void {
    this.#wroteStamp[version] = this.#transaction + 1;
  }

  /** It read a key not as it had left or seen it. Counted once a transaction, as Elle does. */
  internal(key: number, version: number, expected: number): void {
    if (this.#hasInternal) return;
    this.#hasInternal = true;
    const transaction = this.#transaction;
    const isOwn = expected >= 0 && this.#wroteStamp[expected] === transaction + 1;
    this.#findings.add('internal', () => {
      const name = keyName(this.#transactions, key);
      const [before, after] = [expected, version].map((each) => versionName(this.#transactions, each));
      const had = isOwn ? `wrote ${before} to ${name}` : `read ${name} as ${before}`;
      const summary = `${transactionName(transaction)} ${had}, then read it as ${after} without a write of its own between`;
      return { transactions: [transaction], key, summary };
    });
  }

  /** A read of a version whose writer is known. */
  read(transaction: number, key: number, version: number, writer: number): void {
    if (this.#transactions.status[writer] === aborted) this.#aborted(transaction, key, version, writer);
    else if (writer === transaction) this.#own(transaction, key, version);
    else if (this.#written.isFinal[version] === 0) this.#intermediate(transaction, key, version, writer);
  }

  /** It writes a key that it read as this version before. */
  update(key: number, version: number): void {
    const writer = this.#written.writer[version] as number;
    if (writer < 0 || this.#transactions.status[writer] !== aborted) return;
    const transaction = this.#transaction;
    this.#findings.add('dirty-update', () => {
      const read = this.#describe(transaction, key, version);
      const summary = `${read}, which ${transactionName(writer)} had written before it aborted, and then wrote the key itself`;
      return { transactions: [writer, transaction], key, summary };
    });
  }

  #aborted(transaction: number, key: number, version: number, writer: number): void {
    this.#findings.add('G1a', () => {
      const read = this.#describe(transaction, key, version);
      const summary = `${read}, which ${transactionName(writer)} had written before it aborted`;
      return { transactions: [writer, transaction], key, summary };
    });
  }

  #intermediate(transaction: number, key: number, version: number, writer: number): void {
    this.#findings.add('G1b', () => {
      const read = this.#describe(transaction, key, version);
      const summary = `${read}, which ${transactionName(writer)} overwrote itself before it committed`;
      return { transactions: [writer, transaction], key, summary };
    });
  }

  #own(transaction: number, key: number, version: number): void {
    if (this.#wroteStamp[version] === transaction + 1) return;
    this.#findings.add('future-read', () => {
      const summary = `${this.#describe(transaction, key, version)}, which it wrote itself only later`;
      return { transactions: [transaction], key, summary };
    });
  }

  #describe(transaction: number, key: number, version: number): string {
    const value = versionName(this.#transactions, version);
    return `${transactionName(transaction)} read ${keyName(this.#transactions, key)} as ${value}`;
  }
}
