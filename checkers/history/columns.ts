/**
 * Operations on keyed objects (registers, queues, locks, ...) as columns: typed arrays and interned values. A million
 * operations fit in a hundred bytes each, and searches over them touch integers only.
 */
import { HistoryShapeError } from '../input-error.ts';
import type { Json, Operation } from './event.ts';
import { failCode, okCode } from './event-table.ts';
import { JsonInterner, type ValueList } from './interner.ts';
import { OperationTable, type OperationList } from './operation-table.ts';
import { quote } from './quote.ts';

/** In `complete`: the operation may take effect at any later time, or never. */
export const never = 0x7fff_ffff;

/** In `result`: nobody knows what the operation observed. */
export const unknownResult = -1;

/** In `result`: the operation certainly failed, and was kept because failing says something of what it found. */
export const failedResult = -2;

export interface OperationColumns {
  readonly count: number;
  /** The operation of a row, in order of invocation. Made up when asked: not for hot loops. */
  operation(row: number): Operation;
  /** Number of the key; all 0 if the history is not keyed. */
  readonly key: Int32Array;
  /** Number of the name of the function. */
  readonly f: Int32Array;
  /** Number of the argument, without the key. */
  readonly argument: Int32Array;
  /** Number of the result of an operation that is ok, without the key; else `unknownResult` or `failedResult`. */
  readonly result: Int32Array;
  /** Position of the invocation in real time. */
  readonly invoke: Int32Array;
  /** Position of the completion in real time; `never` if it is not known to have taken effect. */
  readonly complete: Int32Array;
  /** The keys, in order of appearance. */
  readonly keys: ValueList;
  readonly functions: ValueList;
  readonly values: ValueList;
}

/** Which failed operations are kept, by function. */
type KeepsFailed = (f: string) => boolean;

function notKeyed(event: number, f: string, value: Json): HistoryShapeError {
  return new HistoryShapeError(
    event,
    `the value of ${quote(f)} is ${quote(value)}; a keyed workload needs [key, value]`,
    'give the workload that fits the history, or write values as [key, value]',
  );
}

function anotherKey(operation: Operation, key: Json, completedKey: Json): HistoryShapeError {
  return new HistoryShapeError(
    operation.completionIndex,
    `${quote(operation.f)} was invoked on the key ${quote(key)} (event ${operation.index}) and completes on ${quote(completedKey)}`,
    'a completion carries the key of its invocation',
  );
}

/** The keys that occur, numbered in order of appearance. */
class Keys implements ValueList {
  readonly #values: ValueList;
  readonly #ids: number[] = [];
  /** Per value: the number of the key, or -1. */
  #numbers: Int32Array = new Int32Array(0);

  constructor(values: ValueList) {
    this.#values = values;
  }

  get size(): number {
    return this.#ids.length;
  }

  value(key: number): Json {
    const id = this.#ids[key];
    if (id === undefined) throw new RangeError(`no key ${key}`);
    return this.#values.value(id);
  }

  numberOf(id: number): number {
    if (id >= this.#numbers.length) {
      const larger = new Int32Array(Math.max(64, this.#values.size * 2)).fill(-1);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    const known = this.#numbers[id] as number;
    if (known >= 0) return known;
    this.#numbers[id] = this.#ids.length;
    return this.#ids.push(id) - 1;
  }
}

function emptyColumns(count: number) {
  return {
    key: new Int32Array(count),
    f: new Int32Array(count),
    argument: new Int32Array(count),
    result: new Int32Array(count).fill(unknownResult),
    invoke: new Int32Array(count),
    complete: new Int32Array(count).fill(never),
  };
}

/** The positions of the operations that become rows. */
function rowsOfTable(table: OperationTable, keepsFailed: KeepsFailed): Int32Array {
  const { functions, f } = table.events;
  const kept = Uint8Array.from({ length: functions.size }, (_, id) =>
    keepsFailed(functions.value(id) as string) ? 1 : 0,
  );
  const rows = new Int32Array(table.length);
  let count = 0;
  for (let position = 0; position < table.length; position++) {
    if (table.type(position) === failCode && kept[f[table.invocation[position] as number] as number] === 0) continue;
    rows[count++] = position;
  }
  return rows.subarray(0, count);
}

function columnsOfTable(table: OperationTable, keyed: boolean, keepsFailed: KeepsFailed): OperationColumns {
  const { events } = table;
  const { values, functions } = events;
  const rows = rowsOfTable(table, keepsFailed);
  const count = rows.length;
  const columns = emptyColumns(count);
  const keys = new Keys(values);
  const operation = (row: number): Operation => table.at(rows[row] ?? -1) ?? noRow(row);
  if (!keyed && count > 0) keys.numberOf(values.internPrimitive(null));
  for (let row = 0; row < count; row++) {
    const position = rows[row] as number;
    const begun = table.invocation[position] as number;
    const invoked = values.unpacked(events.value[begun] as number);
    if (keyed && !values.isPair(invoked)) throw notKeyed(begun, operation(row).f, values.value(invoked));
    const keyId = keyed ? values.canonical(values.first(invoked)) : 0;
    if (keyed) columns.key[row] = keys.numberOf(keyId);
    columns.f[row] = events.f[begun] as number;
    columns.argument[row] = values.canonical(keyed ? values.second(invoked) : invoked);
    columns.invoke[row] = begun;
    const type = table.type(position);
    if (type !== okCode && type !== failCode) continue;
    const completion = table.completion[position] as number;
    columns.complete[row] = completion;
    columns.result[row] = failedResult;
    if (type === failCode) continue;
    const observed = values.unpacked(events.value[completion] as number);
    if (keyed && !values.isPair(observed)) throw notKeyed(completion, operation(row).f, values.value(observed));
    if (keyed && values.canonical(values.first(observed)) !== keyId)
      throw anotherKey(operation(row), values.value(keyId), values.value(values.first(observed)));
    columns.result[row] = values.canonical(keyed ? values.second(observed) : observed);
  }
  return { count, operation, ...columns, keys, functions, values };
}

function noRow(row: number): never {
  throw new RangeError(`no row ${row}`);
}

function keyedValue(value: Json, event: number, f: string): readonly [Json, Json] {
  if (!Array.isArray(value) || value.length !== 2) throw notKeyed(event, f, value);
  const [first, second] = value as readonly Json[];
  return [first as Json, second as Json];
}

function columnsOfObjects(all: OperationList, keyed: boolean, keepsFailed: KeepsFailed): OperationColumns {
  const operations = Array.from(all).filter(({ type, f }) => type !== 'fail' || keepsFailed(f));
  const count = operations.length;
  const columns = emptyColumns(count);
  const [functions, values] = [new JsonInterner(), new JsonInterner()];
  const keys = new Keys(values);
  for (const [row, operation] of operations.entries()) {
    const { f, index, completionIndex, type } = operation;
    const [key, argument] = keyed ? keyedValue(operation.invoked, index, f) : [null, operation.invoked];
    const keyId = values.intern(key);
    columns.key[row] = keys.numberOf(keyId);
    columns.f[row] = functions.internPrimitive(f);
    columns.argument[row] = values.intern(argument);
    columns.invoke[row] = index;
    if (type === 'info') continue;
    columns.complete[row] = completionIndex;
    columns.result[row] = failedResult;
    if (type === 'fail') continue;
    const [resultKey, result] = keyed ? keyedValue(operation.value, completionIndex, f) : [null, operation.value];
    if (values.intern(resultKey) !== keyId) throw anotherKey(operation, key, resultKey);
    columns.result[row] = values.intern(result);
  }
  return { count, operation: (row) => operations[row] ?? noRow(row), ...columns, keys, functions, values };
}

/**
 * Columns of the operations that may have happened. Those that failed certainly did not, so they are left out unless
 * `keepsFailed` says that failing is an observation. With `keyed`, every value is `[key, value]` and a completion names
 * the same key as its invocation (else HistoryShapeError). O(n).
 */
export function operationColumns(
  operations: OperationList,
  keyed: boolean,
  keepsFailed: KeepsFailed = () => false,
): OperationColumns {
  return operations instanceof OperationTable
    ? columnsOfTable(operations, keyed, keepsFailed)
    : columnsOfObjects(operations, keyed, keepsFailed);
}

/** The rows of each key, in order of invocation, by number of the key. O(n). */
export function rowsByKey(columns: OperationColumns): Int32Array[] {
  const sizes = new Int32Array(columns.keys.size);
  for (const key of columns.key) sizes[key] = (sizes[key] as number) + 1;
  const rows = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(sizes.length);
  for (let row = 0; row < columns.count; row++) {
    const key = columns.key[row] as number;
    const position = filled[key] as number;
    (rows[key] as Int32Array)[position] = row;
    filled[key] = position + 1;
  }
  return rows;
}
