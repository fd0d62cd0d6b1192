/** Which of a transaction's reads by predicate shows a dependency, for evidence. */
import { predicateReadOp, type TransactionColumns } from '../transaction-columns.ts';
import { compilePredicate } from './predicate-language.ts';

/** The version of the key that the read returned, -1 if none. */
function returned({ list, listFirst, elements, versionKey }: TransactionColumns, op: number, key: number): number {
  const matches = list[op] as number;
  for (let at = listFirst[matches] as number; at < (listFirst[matches + 1] as number); at++) {
    if (versionKey[elements[at] as number] === key) return elements[at] as number;
  }
  return -1;
}

/** The first version of the key, other than this one, that a read by predicate returned; undefined if there is none. */
export function returnedInstead(
  transactions: TransactionColumns,
  transaction: number,
  version: number,
): number | undefined {
  const { first, kind, list, versionKey } = transactions;
  for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
    if (kind[op] !== predicateReadOp || (list[op] as number) < 0) continue;
    const seen = returned(transactions, op, versionKey[version] as number);
    if (seen >= 0 && seen !== version) return seen;
  }
  return undefined;
}

/**
 * The micro-operation that read before the version was there (`isBefore`: it would have changed what matches), or at or
 * after it (it was returned, or does not match and the object was not returned); undefined if none is known to.
 */
export function shownPredicate(
  transactions: TransactionColumns,
  transaction: number,
  version: number,
  isBefore: boolean,
): number | undefined {
  const { first, kind, list, keys, values, versionKey, versionValue } = transactions;
  const key = versionKey[version] as number;
  const value = values.value(versionValue[version] as number);
  for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
    if (kind[op] !== predicateReadOp || (list[op] as number) < 0) continue;
    const seen = returned(transactions, op, key);
    const predicate = compilePredicate(values.value(transactions.version[op] as number));
    const doesMatch = value !== null && predicate?.(keys.value(key), value) === true;
    if (isBefore ? doesMatch === seen < 0 : seen === version || (seen < 0 && !doesMatch)) return op;
  }
  return undefined;
}
