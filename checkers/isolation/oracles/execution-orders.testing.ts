/**
 * For tests: serializability and snapshot isolation by their definitions. Every serial order, and every order of snapshot
 * and commit points, is tried on a plain database; an indeterminate transaction may happen or not.
 */
import { aborted, committed, type TransactionColumns } from '../transaction-columns.ts';
import { runTransaction, writtenKeys, type State } from './replica.testing.ts';

export type Sessions = 'none' | 'sessions' | 'real-time';

/** Per transaction: those that must be over before it begins. */
export function predecessors(columns: TransactionColumns, order: Sessions): number[][] {
  const all = Array.from({ length: columns.count }, (_, transaction) => transaction);
  return all.map((second) =>
    all.filter((first) => {
      if (first === second || columns.status[first] !== committed) return false;
      if (order === 'real-time') return (columns.complete[first] as number) < (columns.invoke[second] as number);
      if (order === 'none' || columns.session[first] !== columns.session[second]) return false;
      return (columns.invoke[first] as number) < (columns.invoke[second] as number);
    }),
  );
}

export function isSerializableByEnumeration(columns: TransactionColumns, order: Sessions): boolean {
  const before = predecessors(columns, order);
  const done = new Set<number>();
  const search = (state: State): boolean => {
    const rest = [...before.keys()].filter((transaction) => !done.has(transaction));
    if (!rest.some((transaction) => columns.status[transaction] === committed)) return true;
    for (const transaction of rest) {
      if (columns.status[transaction] === aborted) continue;
      if (!(before[transaction] as number[]).every((earlier) => done.has(earlier))) continue;
      const after = runTransaction(columns, transaction, state);
      if (after === undefined) continue;
      done.add(transaction);
      if (search(after)) return true;
      done.delete(transaction);
    }
    return false;
  };
  return search(new Map());
}

interface Running {
  readonly transaction: number;
  readonly result: State;
}

/** First committer wins: a transaction commits only if nobody who committed since its snapshot wrote a key of its own. */
export function isSnapshotIsolatedByEnumeration(columns: TransactionColumns, order: Sessions): boolean {
  const before = predecessors(columns, order);
  const writes = before.map((_, transaction) => writtenKeys(columns, transaction));
  const done = new Set<number>();
  const search = (state: State, running: readonly Running[]): boolean => {
    const started = new Set(running.map(({ transaction }) => transaction));
    const rest = [...before.keys()].filter((transaction) => !done.has(transaction));
    if (!rest.some((transaction) => columns.status[transaction] === committed)) return true;
    for (const { transaction, result } of running) {
      const mine = writes[transaction] as ReadonlySet<number>;
      const after = new Map(state);
      for (const key of mine) after.set(key, result.get(key) as number);
      // Whoever else runs and writes one of these keys can no longer commit.
      const lost = running.filter(
        (other) => other.transaction !== transaction && [...mine].some((key) => writes[other.transaction]?.has(key)),
      );
      if (lost.some((other) => columns.status[other.transaction] === committed)) continue;
      done.add(transaction);
      const others = running.filter((other) => other.transaction !== transaction && !lost.includes(other));
      if (search(after, others)) return true;
      done.delete(transaction);
    }
    for (const transaction of rest) {
      if (columns.status[transaction] === aborted || started.has(transaction)) continue;
      if (!(before[transaction] as number[]).every((earlier) => done.has(earlier))) continue;
      const result = runTransaction(columns, transaction, state);
      if (result !== undefined && search(state, [...running, { transaction, result }])) return true;
    }
    return false;
  };
  return search(new Map(), []);
}
