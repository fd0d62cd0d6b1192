/**
 * Reads histories of transactions into columns. The micro-operations are Elle's (Kingsbury and Alvaro, VLDB 2020, and the
 * files of its tests): `["append", k, v]`, `["w", k, v]`, `["insert", k, v]`, `["delete", k]`, `["r", k, result]` and
 * `["rp", predicate, [[k, v], ...]]`.
 */
import { HistoryShapeError } from '../input-error.ts';
import type { Json, Operation } from '../history/event.ts';
import { failCode, okCode } from '../history/event-table.ts';
import { JsonInterner } from '../history/interner.ts';
import { OperationTable, type OperationList } from '../history/operation-table.ts';
import { quote } from '../history/quote.ts';
import { microOpKind } from './read-transactions-kinds.ts';
import { PackedReader } from './read-transactions-packed.ts';
import { TransactionBuilder } from './read-transactions-builder.ts';
import {
  aborted,
  committed,
  deleteOp,
  indeterminate,
  insertOp,
  neverCompletes,
  predicateReadOp,
  readOp,
  type TransactionColumns,
} from './transaction-columns.ts';

type Workload = TransactionColumns['workload'];

const shapes: Readonly<Record<Workload, string>> = {
  'list-append': 'a transaction of list-append is a list of ["append", key, value] and ["r", key, list or null]',
  'rw-register': 'a transaction of rw-register is a list of ["w", key, value] and ["r", key, value or null]',
  predicate:
    'a transaction with predicates is a list of ["r" or "w" or "insert", key, value], ["delete", key] and ["rp", predicate, [[key, value], ...]]',
};

class TransactionReader {
  readonly #workload: Workload;
  readonly #values: JsonInterner;
  readonly #builder: TransactionBuilder;
  /** Elements of the list being read. */
  #items: Int32Array = new Int32Array(64);

  constructor(workload: Workload, values: JsonInterner, builder: TransactionBuilder) {
    this.#workload = workload;
    this.#values = values;
    this.#builder = builder;
  }

  /** `isKnown`: it completed, so that what it read is known. `event` is for messages. */
  read(f: string, value: Json, isKnown: boolean, event: number): void {
    if (!Array.isArray(value)) throw this.#fault(event, `the value of ${quote(f)} is ${quote(value)}`);
    const isInit = f === 'init' && this.#workload === 'predicate';
    for (const microOp of value as readonly Json[]) {
      if (isInit) this.#init(microOp, event);
      else this.#microOp(microOp, isKnown, event);
    }
  }

  #fault(event: number, reason: string): HistoryShapeError {
    return new HistoryShapeError(event, reason, shapes[this.#workload]);
  }

  /** The first values of a table, as pairs: each key comes into being. */
  #init(pair: Json, event: number): void {
    const [key, value] = this.#pair(pair, event);
    this.#builder.write(insertOp, this.#values.intern(key), this.#values.intern(value));
  }

  #pair(pair: Json, event: number): readonly [Json, Json] {
    if (!Array.isArray(pair) || pair.length !== 2) throw this.#fault(event, `${quote(pair)} is not [key, value]`);
    return pair as unknown as readonly [Json, Json];
  }

  #microOp(microOp: Json, isKnown: boolean, event: number): void {
    if (!Array.isArray(microOp)) throw this.#fault(event, `the micro-operation ${quote(microOp)} is not a list`);
    const [name, key, value = null, ...rest] = microOp as readonly Json[];
    const kind = microOpKind(this.#workload, name);
    if (kind === undefined || key === undefined || rest.length > 0 || (kind !== readOp && microOp.length < 2)) {
      throw this.#fault(event, `the micro-operation ${quote(microOp)} is not one of this workload`);
    }
    const keyId = this.#values.intern(key);
    if (kind === readOp) this.#read(keyId, value, isKnown, event);
    else if (kind === predicateReadOp) this.#predicateRead(keyId, value, isKnown, event);
    else if (kind === deleteOp || microOp.length === 3)
      this.#builder.write(kind, keyId, this.#values.intern(kind === deleteOp ? null : value));
    else throw this.#fault(event, `the micro-operation ${quote(microOp)} writes no value`);
  }

  #read(key: number, value: Json, isKnown: boolean, event: number): void {
    const builder = this.#builder;
    if (!isKnown) builder.unknownRead(readOp, key);
    else if (this.#workload === 'list-append') this.#listRead(key, value, event);
    else if (value === null) builder.initialRead(readOp, key);
    else builder.registerRead(readOp, key, this.#values.intern(value));
  }

  /** An empty list and none at all are the same: nothing was appended yet. */
  #listRead(key: number, value: Json, event: number): void {
    const elements = value ?? [];
    if (!Array.isArray(elements)) throw this.#fault(event, `a read returned ${quote(value)}, which is not a list`);
    const { length } = elements as readonly Json[];
    if (length > this.#items.length) this.#items = new Int32Array(length * 2);
    for (let at = 0; at < length; at++)
      this.#items[at] = this.#values.intern((elements as readonly Json[])[at] as Json);
    this.#builder.listRead(readOp, key, this.#items, 0, length);
  }

  #predicateRead(predicate: number, value: Json, isKnown: boolean, event: number): void {
    if (isKnown && !Array.isArray(value)) {
      throw this.#fault(event, `a predicate read returned ${quote(value)}, which is not a list of [key, value]`);
    }
    const matches = isKnown
      ? (value as readonly Json[]).flatMap((pair) => this.#pair(pair, event).map((part) => this.#values.intern(part)))
      : undefined;
    this.#builder.predicateRead(predicateReadOp, predicate, matches);
  }
}

function statusOf(type: Operation['type']): number {
  if (type === 'ok') return committed;
  return type === 'fail' ? aborted : indeterminate;
}

function readObjects(operations: OperationList, reader: TransactionReader, builder: TransactionBuilder): void {
  const processes = new JsonInterner();
  for (const { process, type, index, completionIndex, f, invoked, value } of operations) {
    const isKnown = type === 'ok';
    // A completion that stands alone says nothing of when the transaction began or ended.
    const complete = isKnown && completionIndex !== index ? completionIndex : neverCompletes;
    builder.begin(processes.internPrimitive(process), statusOf(type), index, complete);
    reader.read(f, isKnown || invoked === null ? value : invoked, isKnown, isKnown ? completionIndex : index);
  }
}

function readTable(
  table: OperationTable,
  reader: TransactionReader,
  packed: PackedReader,
  builder: TransactionBuilder,
): void {
  const { events } = table;
  const { values } = events;
  for (let position = 0; position < table.length; position++) {
    const begun = table.invocation[position] as number;
    const end = table.completion[position] as number;
    const type = table.type(position);
    const isKnown = type === okCode;
    builder.begin(
      events.process[begun] as number,
      isKnown ? committed : type === failCode ? aborted : indeterminate,
      begun,
      isKnown && end !== begun ? end : neverCompletes,
    );
    const event = isKnown ? end : begun;
    const offset = values.microOpsOffset(events.value[event] as number);
    if (offset >= 0 && packed.read(offset, isKnown)) continue;
    let value = values.value(events.value[event] as number);
    if (value === null && !isKnown && end >= 0) value = values.value(events.value[end] as number);
    reader.read(events.functions.value(events.f[begun] as number) as string, value, isKnown, event);
  }
}

/**
 * The transactions of a history, in the order of their invocations. A transaction that ended ok is committed, one that
 * failed aborted, any other indeterminate: then what it wrote is what its invocation asked for, and what it read is not
 * known. Throws a HistoryShapeError that names the event if a value is not one of the workload's. Linear in the size of the
 * history.
 */
export function readTransactions(operations: OperationList, workload: Workload): TransactionColumns {
  const isTable = operations instanceof OperationTable;
  const values = isTable ? operations.events.values : new JsonInterner();
  const builder = new TransactionBuilder(workload, values, operations.length);
  const reader = new TransactionReader(workload, values, builder);
  if (isTable) readTable(operations, reader, new PackedReader(workload, values, builder), builder);
  else readObjects(operations, reader, builder);
  return builder.finish((transaction) => {
    const operation = operations.at(transaction);
    if (transaction < 0 || operation === undefined) throw new RangeError(`no transaction ${transaction}`);
    return operation;
  });
}
