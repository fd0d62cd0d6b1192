/** What micro-operations are called in each workload. */
import type { Json } from '../history/event.ts';
import {
  deleteOp,
  insertOp,
  predicateReadOp,
  readOp,
  writeOp,
  type TransactionColumns,
} from './transaction-columns.ts';

const kinds: Readonly<Record<TransactionColumns['workload'], ReadonlyMap<string, number>>> = {
  'list-append': new Map([
    ['append', writeOp],
    ['r', readOp],
  ]),
  'rw-register': new Map([
    ['w', writeOp],
    ['r', readOp],
  ]),
  predicate: new Map([
    ['w', writeOp],
    ['r', readOp],
    ['insert', insertOp],
    ['delete', deleteOp],
    ['rp', predicateReadOp],
  ]),
};

/** The kind of a micro-operation of this name (a keyword's colon does not matter); undefined if the workload has none. */
export function microOpKind(workload: TransactionColumns['workload'], name: Json | undefined): number | undefined {
  return typeof name === 'string' ? kinds[workload].get(name.replace(/^:/, '')) : undefined;
}
