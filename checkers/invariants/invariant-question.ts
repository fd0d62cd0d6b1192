/** What every checker of an invariant is asked, and how it refuses what is not a history of its workload. */
import type { Budget } from '../budget.ts';
import type { Json, Operation } from '../history/event.ts';
import type { OperationList } from '../history/operation-table.ts';
import { quote } from '../history/quote.ts';
import { HistoryShapeError } from '../input-error.ts';

export interface InvariantQuestion {
  /** In the order of their invocations. */
  readonly operations: OperationList;
  /** The model judged against; each checker names the one it takes if none is given. */
  readonly model?: string;
  readonly budget?: Budget;
}

/** Steps between two looks at the budget. */
const stepsPerLook = 4096;

/** True every few thousand steps if the budget says to stop. */
export function isSpent(budget: Budget, step: number): boolean {
  return step % stepsPerLook === 0 && budget.shouldStop?.() === true;
}

/** The reason of an `unknown` verdict when a limit was reached. */
export function limitReason(done: number, all: number): string {
  return `the check reached its limit on time after ${done.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} operations`;
}

/** The error for an operation that the workload does not have. */
export function foreignOperation(
  operation: Operation,
  workload: string,
  functions: readonly string[],
): HistoryShapeError {
  return new HistoryShapeError(
    operation.index,
    `${quote(operation.f)} is not an operation of the workload ${workload}`,
    `a history of ${workload} has the operations ${functions.join(', ')}`,
  );
}

/** The error for a value of the wrong shape; `expected` shows the right one. */
export function misshapen(operation: Operation, value: Json, expected: string): HistoryShapeError {
  const event = value === operation.invoked ? operation.index : operation.completionIndex;
  return new HistoryShapeError(event, `${quote(operation.f)} has the value ${quote(value)}`, `expected ${expected}`);
}

/** A `[key, value]`; throws a HistoryShapeError that shows the expected shape. */
export function keyed(operation: Operation, value: Json, expected: string): readonly [key: Json, value: Json] {
  if (!Array.isArray(value) || value.length !== 2) throw misshapen(operation, value, expected);
  return value as unknown as readonly [Json, Json];
}

/** A whole number that arithmetic keeps exact; throws a HistoryShapeError. */
export function whole(operation: Operation, value: Json, expected: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw misshapen(operation, value, expected);
  return value;
}

export function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Indexes of invocations, each once, ascending: the `operations` of an anomaly. */
export function evidence(...operations: readonly (Operation | undefined)[]): number[] {
  const indexes = operations.flatMap((operation) => (operation === undefined ? [] : operation.index));
  return [...new Set(indexes)].toSorted((left, right) => left - right);
}
