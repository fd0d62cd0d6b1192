/**
 * Locks on rows and on predicates, held to the end of the transaction (strict two-phase locking). A lock on a predicate is
 * held against every row that it selects, there or not: a writer conflicts with it if the row, before or after the write, is
 * one that it selects (Eswaran, Gray, Lorie and Traiger, "The Notions of Consistency and Predicate Locks", 1976).
 * Who has to wait waits in the order of asking; who would wait for himself in a circle is told instead.
 */
import type { RowName, RowValue, Selection } from './row.ts';
import { selects } from './row.ts';
import type { Transaction } from './transaction.ts';

export type Resource =
  | { readonly kind: 'everything' }
  /** `values`: what a writer of the row finds and leaves there, as far as it knows. */
  | { readonly kind: 'row'; readonly row: RowName; readonly values: readonly RowValue[] }
  | { readonly kind: 'predicate'; readonly selection: Selection };

export interface Lock {
  readonly transaction: Transaction;
  readonly mode: 'shared' | 'exclusive';
  readonly resource: Resource;
}

interface Request {
  readonly lock: Lock;
  /** The lock is held: goes on. */
  readonly granted: () => void;
}

function overlap(a: Resource, b: Resource): boolean {
  if (a.kind === 'everything' || b.kind === 'everything') return true;
  if (a.kind === 'row') {
    if (b.kind === 'row') return a.row === b.row;
    return a.values.some((value) => selects(b.selection, a.row, value));
  }
  return b.kind === 'row' && overlap(b, a);
}

function conflict(a: Lock, b: Lock): boolean {
  if (a.transaction === b.transaction || (a.mode === 'shared' && b.mode === 'shared')) return false;
  return overlap(a.resource, b.resource);
}

export class LockTable {
  #held: Lock[] = [];
  #waiting: Request[] = [];

  /** Goes on as soon as the lock is held, perhaps at once. Answers false if that would be never: a deadlock. */
  acquire(lock: Lock, granted: () => void): boolean {
    if (this.#isFree(lock)) {
      this.#held.push(lock);
      granted();
      return true;
    }
    if (this.#leadsBack(lock)) return false;
    this.#waiting.push({ lock, granted });
    return true;
  }

  /** Lets go of everything that the transaction holds or waits for; others go on. */
  release(transaction: Transaction): void {
    this.#waiting = this.#waiting.filter(({ lock }) => lock.transaction !== transaction);
    this.#held = this.#held.filter((lock) => lock.transaction !== transaction);
    this.#grantWaiting();
  }

  /** Lets go of a row alone. */
  releaseRow(transaction: Transaction, row: RowName): void {
    this.#held = this.#held.filter(
      ({ transaction: holder, resource }) => holder !== transaction || resource.kind !== 'row' || resource.row !== row,
    );
    this.#grantWaiting();
  }

  #grantWaiting(): void {
    // Who is granted goes on at once, and may ask for more or let go of something.
    for (;;) {
      const next = this.#waiting.find(({ lock }) => this.#isFree(lock));
      if (next === undefined) return;
      this.#waiting = this.#waiting.filter((request) => request !== next);
      this.#held.push(next.lock);
      next.granted();
    }
  }

  #isFree(lock: Lock): boolean {
    return !this.#held.some((held) => conflict(held, lock));
  }

  /** Whether those that stand in the way of the lock wait, over any number of others, for its own transaction. */
  #leadsBack(wanted: Lock): boolean {
    const seen = new Set<Transaction>();
    const pending = [wanted];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const blocked = next;
      for (const { transaction } of this.#held.filter((held) => conflict(held, blocked))) {
        if (transaction === wanted.transaction) return true;
        if (seen.has(transaction)) continue;
        seen.add(transaction);
        pending.push(...this.#waiting.filter((one) => one.lock.transaction === transaction).map((one) => one.lock));
      }
    }
    return false;
  }
}
