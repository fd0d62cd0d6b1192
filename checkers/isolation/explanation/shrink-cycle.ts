/**
 * The transactions that show a cycle: its own, and if these alone do not show it, those whose reads witness the order of
 * versions that its edges rest on. Whether they do is found out by judging them as a history of their own.
 */
import type { FoundCycle } from '../cycles/cycle-examples.ts';
import { cycleClasses, saysMore } from '../cycles/cycle-class.ts';
import { findCycles } from '../cycles/find-cycles.ts';
import type { Meter } from '../cycles/meter.ts';
import type { Inference } from '../dependencies.ts';
import { readTransactions } from '../read-transactions.ts';
import { committed, readOp, type TransactionColumns } from '../transaction-columns.ts';

export type Infer = (transactions: TransactionColumns) => Inference;

/** The history of some transactions alone. */
export function subHistory(transactions: TransactionColumns, chosen: readonly number[]): TransactionColumns {
  const operations = chosen.map((transaction) => transactions.operation(transaction));
  return readTransactions(operations, transactions.workload);
}

/** True if the chosen transactions alone have a cycle of the type, or of one that says more. */
export function showsCycle(
  transactions: TransactionColumns,
  chosen: readonly number[],
  type: string,
  infer: Infer,
  meter: Meter,
): boolean {
  const alone = subHistory(transactions, chosen);
  const { counts } = findCycles(alone, infer(alone).edges, meter);
  const wanted = cycleClasses.find(({ name }) => name === type);
  return cycleClasses.some((one) => wanted !== undefined && counts.has(one.name) && saysMore(one, wanted));
}

/**
 * For each version a committed transaction whose read of a list holds it, the shortest such list. One pass over all reads
 * for all versions together.
 */
export function findWitnesses(transactions: TransactionColumns, versions: ReadonlySet<number>): Map<number, number> {
  const { count, first, kind, key, list, listFirst, elements, status, versionKey } = transactions;
  const keys = new Set([...versions].map((version) => versionKey[version] as number));
  const witness = new Map<number, number>();
  const length = new Map<number, number>();
  for (let transaction = 0; transaction < count; transaction++) {
    if (status[transaction] !== committed) continue;
    for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
      if (kind[op] !== readOp || !keys.has(key[op] as number) || (list[op] as number) < 0) continue;
      const [from, to] = [listFirst[list[op] as number] as number, listFirst[(list[op] as number) + 1] as number];
      for (let at = from; at < to; at++) {
        const version = elements[at] as number;
        if (!versions.has(version) || (length.get(version) ?? Infinity) <= to - from) continue;
        length.set(version, to - from);
        witness.set(version, transaction);
      }
    }
  }
  return witness;
}

/** The versions whose place in their order the cycle rests on: those of its edges, and the ones before them. */
export function restsOn({ versions }: FoundCycle): number[] {
  return versions.filter((version) => version >= 0);
}

/** The transactions of the cycle and those whose reads witness what it rests on, ascending. */
export function withWitnesses(cycle: FoundCycle, witnesses: ReadonlyMap<number, number>): readonly number[] {
  const needed = restsOn(cycle).flatMap((version) => witnesses.get(version) ?? []);
  return [...new Set([...cycle.transactions, ...needed])].toSorted((left, right) => left - right);
}

/** The transactions to show, ascending, with those that `witnesses` names if they are needed. */
export function transactionsThatShow(
  transactions: TransactionColumns,
  cycle: FoundCycle,
  witnesses: ReadonlyMap<number, number>,
  infer: Infer,
  meter: Meter,
): readonly number[] {
  const own = cycle.transactions.toSorted((left, right) => left - right);
  if (showsCycle(transactions, own, cycle.type, infer, meter)) return own;
  const more = withWitnesses(cycle, witnesses);
  if (more.length === own.length || !showsCycle(transactions, more, cycle.type, infer, meter)) return more;
  let kept: readonly number[] = more;
  for (const spare of more.filter((transaction) => !own.includes(transaction))) {
    const fewer = kept.filter((transaction) => transaction !== spare);
    if (showsCycle(transactions, fewer, cycle.type, infer, meter)) kept = fewer;
  }
  return kept;
}
