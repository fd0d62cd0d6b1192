/** For tests: Elle's own test cases beside the checkout (`../shared/histories/elle`), which are not part of the project. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseElleCases } from '../history/elle-cases.ts';
import { pairOperations } from '../history/pairing.ts';
import { readTransactions } from './read-transactions.ts';
import type { TransactionColumns } from './transaction-columns.ts';

export interface ElleRow {
  readonly name: string;
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly transactions: TransactionColumns;
  readonly expected: {
    readonly anomalyTypes?: readonly string[];
    readonly cycles?: Readonly<
      Record<string, readonly { readonly ops: readonly number[]; readonly edges: readonly string[] }[]>
    >;
    readonly anomaly?: string;
    readonly cases?: readonly { readonly op: number; readonly writer?: number }[];
  };
}

/** Looked for beside every directory above this one. */
function elleDirectory(): string | undefined {
  for (let directory = import.meta.dirname; ; directory = path.dirname(directory)) {
    const cases = path.join(directory, '..', 'shared', 'histories', 'elle');
    if (existsSync(cases)) return cases;
    if (path.dirname(directory) === directory) return undefined;
  }
}

/** Undefined, with a word on the console, if the files are not there. */
export function elleRows(name: string, workload: TransactionColumns['workload']): readonly ElleRow[] | undefined {
  const directory = elleDirectory();
  if (directory === undefined) {
    console.warn('skipped: there are no reference histories in ../shared/histories');
    return undefined;
  }
  const file = path.join(directory, name);
  return [...parseElleCases(readFileSync(file, 'utf8'), { file })].map((row) => ({
    name: row.name,
    kind: row.kind,
    options: row.options,
    transactions: readTransactions(pairOperations(row.history.events, { completionsMayStandAlone: true }), workload),
    expected: row.expected as ElleRow['expected'],
  }));
}

/** The transaction that an operation of the file, by the index of its completion or invocation, became. */
export function transactionOf(transactions: TransactionColumns, index: number): number {
  for (let txn = 0; txn < transactions.count; txn++) {
    const operation = transactions.operation(txn);
    if (operation.index === index || operation.completionIndex === index) return txn;
  }
  throw new RangeError(`no operation ${index}`);
}
