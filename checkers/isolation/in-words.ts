/** How sentences name transactions, keys and values: short, and hostile text never breaks a line. */
import { quote } from '../history/quote.ts';
import type { TransactionColumns } from './transaction-columns.ts';

/** `T12` */
export function transactionName(transaction: number): string {
  return `T${transaction}`;
}

/** `key "x"` */
export function keyName(transactions: TransactionColumns, key: number): string {
  return `key ${quote(transactions.keys.value(key))}`;
}

/** The value of a version; nil for what no transaction wrote. */
export function versionName(transactions: TransactionColumns, version: number): string {
  return version < 0 ? 'nil' : quote(transactions.values.value(transactions.versionValue[version] as number));
}
