/**
 * Operations on keyed objects (registers, queues, locks, ...) as columns: typed arrays and interned values. A million
 * operations fit in a hundred bytes each, and searches over them touch integers only.
 */
import { HistoryShapeError } from '../input-error.ts';
import type { Json, Operation } from './event.ts';
import { JsonInterner } from './interner.ts';
import { quote } from './quote.ts';

/** In `complete`: the operation may take effect at any later time, or never. */
export const never = 0x7fff_ffff;

/** In `result`: nobody knows what the operation observed. */
export const unknownResult = -1;

export interface OperationColumns {
  readonly count: number;
  /** The operations, row by row, in order of invocation. */
  readonly operations: readonly Operation[];
  /** Interned key; all 0 if the history is not keyed. */
  readonly key: Int32Array;
  /** Interned name of the function. */
  readonly f: Int32Array;
  /** Interned argument, without the key. */
  readonly argument: Int32Array;
  /** Interned result of an operation that is ok, without the key; else `unknownResult`. */
  readonly result: Int32Array;
  /** Position of the invocation in real time. */
  readonly invoke: Int32Array;
  /** Position of the completion in real time; `never` if it is not known to have taken effect. */
  readonly complete: Int32Array;
  readonly keys: JsonInterner;
  readonly functions: JsonInterner;
  readonly values: JsonInterner;
}

function keyedValue(value: Json, event: number, f: string): readonly [Json, Json] {
  if (Array.isArray(value) && value.length === 2) {
    const [first, second] = value as readonly Json[];
    return [first as Json, second as Json];
  }
  throw new HistoryShapeError(
    event,
    `the value of ${quote(f)} is ${quote(value)}; a keyed workload needs [key, value]`,
    'give the workload that fits the history, or write values as [key, value]',
  );
}

/**
 * Columns of the operations that may have happened: those that failed certainly did not, so they are left out. With
 * `keyed`, every value is `[key, value]` and a completion names the same key as its invocation (else HistoryShapeError).
 */
export function operationColumns(operations: readonly Operation[], keyed: boolean): OperationColumns {
  const happened = operations.filter((operation) => operation.type !== 'fail');
  const count = happened.length;
  const columns = {
    count,
    operations: happened,
    key: new Int32Array(count),
    f: new Int32Array(count),
    argument: new Int32Array(count),
    result: new Int32Array(count).fill(unknownResult),
    invoke: new Int32Array(count),
    complete: new Int32Array(count).fill(never),
    keys: new JsonInterner(),
    functions: new JsonInterner(),
    values: new JsonInterner(),
  };
  const { keys, functions, values } = columns;
  for (const [row, operation] of happened.entries()) {
    const { f, index, completionIndex } = operation;
    const [key, argument] = keyed ? keyedValue(operation.invoked, index, f) : [null, operation.invoked];
    columns.key[row] = keys.intern(key);
    columns.f[row] = functions.intern(f);
    columns.argument[row] = values.intern(argument);
    columns.invoke[row] = index;
    if (operation.type !== 'ok') continue;
    const [resultKey, result] = keyed ? keyedValue(operation.value, completionIndex, f) : [null, operation.value];
    if (keyed && keys.find(resultKey) !== columns.key[row]) {
      throw new HistoryShapeError(
        completionIndex,
        `${quote(f)} was invoked on the key ${quote(key)} (event ${index}) and completes on ${quote(resultKey)}`,
        'a completion carries the key of its invocation',
      );
    }
    columns.result[row] = values.intern(result);
    columns.complete[row] = completionIndex;
  }
  return columns;
}

/** The rows of each key, in order of invocation, by interned key. O(n). */
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
