/**
 * Lost updates (P4: Berenson et al., SIGMOD 1995, section 4.1): two transactions committed that read the same version of a key
 * and then appended to it, so that one of them did not see the other's append. Of several reads before an append the last one
 * counts: a transaction that looked again knew better.
 */
import type { DirectFindings } from '../direct-findings.ts';
import { keyName, transactionName } from '../in-words.ts';
import type { StepLimit } from '../step-limit.ts';
import { committed, writeOp, type TransactionColumns } from '../transaction-columns.ts';
import { listStart, type KeyOrders } from './key-orders.ts';
import { listWords } from './list-words.ts';
import { nothingFound } from './own-appends.ts';

const none = -1;
const mostNamed = 8;

class LostUpdates {
  readonly #transactions: TransactionColumns;
  readonly #orders: KeyOrders;
  readonly #found: Int32Array;
  /** Per version, then per key for its initial state: the first transaction that updated it, or none. */
  readonly #updatedBy: Int32Array;
  /** Per version or key that several updated: those, and the read of one of them. */
  readonly #groups = new Map<number, { readonly op: number; readonly members: number[] }>();
  /** Per key, of the current transaction: stamp (transaction + 1), its last read (or none), whether it appended. */
  readonly #stamp: Int32Array;
  readonly #lastRead: Int32Array;
  readonly #hasAppended: Uint8Array;

  constructor(transactions: TransactionColumns, orders: KeyOrders, found: Int32Array) {
    const { keys, versionCount } = transactions;
    this.#transactions = transactions;
    this.#orders = orders;
    this.#found = found;
    this.#updatedBy = new Int32Array(versionCount + keys.size).fill(none);
    this.#stamp = new Int32Array(keys.size);
    this.#lastRead = new Int32Array(keys.size);
    this.#hasAppended = new Uint8Array(keys.size);
  }

  readAll(limit: StepLimit): void {
    const { count, status, first, key, kind } = this.#transactions;
    const [found, stamp, lastRead, hasAppended] = [this.#found, this.#stamp, this.#lastRead, this.#hasAppended];
    for (let transaction = 0; transaction < count && !limit.spent(); transaction++) {
      const end = first[transaction + 1] as number;
      if (status[transaction] !== committed || end - (first[transaction] as number) < 2) continue;
      for (let op = first[transaction] as number; op < end; op++) {
        const opKey = key[op] as number;
        if (stamp[opKey] !== transaction + 1) {
          stamp[opKey] = transaction + 1;
          lastRead[opKey] = none;
          hasAppended[opKey] = 0;
        }
        if (kind[op] === writeOp) {
          hasAppended[opKey] = 1;
          if (lastRead[opKey] !== none) this.#update(transaction, lastRead[opKey] as number, opKey);
        } else if (found[op] !== nothingFound) {
          lastRead[opKey] = op;
          // What stands before its own append is what it appended to.
          if (hasAppended[opKey] === 1) this.#update(transaction, op, opKey);
        }
      }
    }
  }

  report(findings: DirectFindings): void {
    for (const { op, members } of this.#groups.values()) {
      findings.add('lost-update', () => {
        const columns = this.#transactions;
        const key = columns.key[op] as number;
        const names = members.slice(0, mostNamed).map(transactionName).join(' and ');
        const more = members.length > mostNamed ? ' and others' : '';
        const summary = `${names}${more} read ${keyName(columns, key)} as ${listWords(columns, op, this.#found[op])}, and each appended to it without seeing the other's append`;
        return { transactions: members.slice(0, mostNamed), key, summary };
      });
    }
  }

  /** The transaction appended to what this read found. */
  #update(transaction: number, op: number, key: number): void {
    const found = this.#found[op] as number;
    let state = this.#transactions.versionCount + key;
    if (found > 0) {
      state = this.#transactions.elements[listStart(this.#transactions, op) + found - 1] as number;
      // The last element says what state it is unless it stands in the list twice, or where reads contradict each other.
      if (this.#orders.place[state] !== found - 1) return;
    }
    const first = this.#updatedBy[state] as number;
    if (first === none) this.#updatedBy[state] = transaction;
    else if (first !== transaction) {
      const group = this.#groups.get(state);
      if (group === undefined) this.#groups.set(state, { op, members: [first, transaction] });
      else if (group.members.at(-1) !== transaction) group.members.push(transaction);
    }
  }
}

/** Counts one for each version that several updated, as Elle does. */
export function findLostUpdates(
  transactions: TransactionColumns,
  orders: KeyOrders,
  found: Int32Array,
  findings: DirectFindings,
  limit: StepLimit,
): void {
  const updates = new LostUpdates(transactions, orders, found);
  updates.readAll(limit);
  updates.report(findings);
}
