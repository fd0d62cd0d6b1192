/** For tests: transactions written down as data, turned into columns without the reading path. */
import type { Json } from '../../history/event.ts';
import { JsonInterner } from '../../history/interner.ts';
import {
  aborted,
  committed,
  indeterminate,
  initialVersion,
  neverCompletes,
  readOp,
  unknownVersion,
  writeOp,
  type TransactionColumns,
} from '../transaction-columns.ts';

/** `null` in a register read is the initial value, `'?'` in any read is unknown. */
export type DraftOp =
  readonly ['w' | 'append', number, number] | readonly ['r', number, number | null | '?' | readonly number[]];

export interface DraftTransaction {
  readonly session: number;
  readonly ops: readonly DraftOp[];
  /** Committed if not given. */
  readonly status?: 'committed' | 'aborted' | 'indeterminate';
  /** Position in real time; if not given, transactions follow each other. */
  readonly invoke?: number;
  readonly complete?: number;
}

const statusNumbers = { committed, aborted, indeterminate };

/** Numbers of keys and versions. */
class Numbers {
  readonly values = new JsonInterner();
  readonly keyNumbers = new JsonInterner();
  readonly versionKey: number[] = [];
  readonly versionValue: number[] = [];
  readonly #versions = new Map<string, number>();

  key(key: number): number {
    return this.keyNumbers.intern(key);
  }

  version(key: number, value: number): number {
    const name = `${key}:${value}`;
    let version = this.#versions.get(name);
    if (version === undefined) {
      version = this.#versions.size;
      this.#versions.set(name, version);
      this.versionKey.push(this.key(key));
      this.versionValue.push(this.values.intern(value));
    }
    return version;
  }
}

/** Transactions in the given order; sessions are renumbered by nobody. */
export function draftColumns(drafts: readonly DraftTransaction[]): TransactionColumns {
  const numbers = new Numbers();
  const first = [0];
  const kind: number[] = [];
  const key: number[] = [];
  const version: number[] = [];
  const list: number[] = [];
  const listFirst = [0];
  const elements: number[] = [];
  for (const { ops } of drafts) {
    for (const [f, opKey, value] of ops) {
      kind.push(f === 'r' ? readOp : writeOp);
      key.push(numbers.key(opKey));
      let [opVersion, opList] = [unknownVersion as number, -1];
      if (Array.isArray(value)) {
        for (const element of value as readonly number[]) elements.push(numbers.version(opKey, element));
        opList = listFirst.push(elements.length) - 2;
        opVersion = -1;
      } else if (value === null) opVersion = initialVersion;
      else if (value !== '?') opVersion = numbers.version(opKey, value as number);
      version.push(opVersion);
      list.push(opList);
    }
    first.push(kind.length);
  }
  const isList = drafts.some(({ ops }) => ops.some(([f, , value]) => f === 'append' || Array.isArray(value)));
  if (isList)
    for (const [op, seen] of version.entries())
      if (seen === unknownVersion && kind[op] === readOp) list[op] = unknownVersion;
  return {
    workload: isList ? 'list-append' : 'rw-register',
    count: drafts.length,
    status: Uint8Array.from(drafts, ({ status = 'committed' }) => statusNumbers[status]),
    session: Int32Array.from(drafts, ({ session }) => session),
    sessionCount: 1 + drafts.reduce((most, { session }) => Math.max(most, session), -1),
    invoke: Int32Array.from(drafts, ({ invoke }, position) => invoke ?? position * 2),
    complete: Int32Array.from(drafts, ({ complete, status = 'committed' }, position) =>
      status === 'committed' ? (complete ?? position * 2 + 1) : neverCompletes,
    ),
    first: Int32Array.from(first),
    kind: Uint8Array.from(kind),
    key: Int32Array.from(key),
    version: Int32Array.from(version),
    list: Int32Array.from(list),
    listFirst: Int32Array.from(listFirst),
    elements: Int32Array.from(elements),
    versionCount: numbers.versionKey.length,
    versionKey: Int32Array.from(numbers.versionKey),
    versionValue: Int32Array.from(numbers.versionValue),
    keys: numbers.keyNumbers,
    values: numbers.values,
    operation: (transaction) => {
      const { session, ops, status = 'committed' } = drafts[transaction] as DraftTransaction;
      const type = status === 'committed' ? 'ok' : status === 'aborted' ? 'fail' : 'info';
      const value = ops as unknown as Json;
      return {
        process: session,
        f: 'txn',
        invoked: value,
        value,
        type,
        index: transaction * 2,
        completionIndex: transaction * 2 + 1,
      } as unknown as ReturnType<TransactionColumns['operation']>;
    },
  };
}
