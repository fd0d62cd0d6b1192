/** For tests: a database state that transactions run on, the plain way: per key a register's version or a list's versions. */
import { initialVersion, readOp, unknownVersion, type TransactionColumns } from '../transaction-columns.ts';

/** Per key: the version, or the list of versions. A key without an entry holds the initial value, or the empty list. */
export type State = ReadonlyMap<number, number | readonly number[]>;

function sameList(columns: TransactionColumns, list: number, held: readonly number[]): boolean {
  const from = columns.listFirst[list] as number;
  if ((columns.listFirst[list + 1] as number) - from !== held.length) return false;
  return held.every((version, position) => columns.elements[from + position] === version);
}

/** What the transaction leaves of this state, or undefined if one of its reads says otherwise. */
export function runTransaction(columns: TransactionColumns, transaction: number, before: State): State | undefined {
  const state = new Map(before);
  for (let op = columns.first[transaction] as number; op < (columns.first[transaction + 1] as number); op++) {
    const key = columns.key[op] as number;
    const version = columns.version[op] as number;
    const lists = columns.workload === 'list-append';
    if (columns.kind[op] !== readOp)
      state.set(key, lists ? [...((state.get(key) as number[]) ?? []), version] : version);
    else if (lists) {
      const list = columns.list[op] as number;
      if (list !== unknownVersion && !sameList(columns, list, (state.get(key) as number[]) ?? [])) return undefined;
    } else if (version !== unknownVersion && version !== (state.get(key) ?? initialVersion)) return undefined;
  }
  return state;
}

export function writtenKeys(columns: TransactionColumns, transaction: number): ReadonlySet<number> {
  const keys = new Set<number>();
  for (let op = columns.first[transaction] as number; op < (columns.first[transaction + 1] as number); op++)
    if (columns.kind[op] !== readOp) keys.add(columns.key[op] as number);
  return keys;
}
