/** The history of one object (one key), ready to be searched. Objects are independent: linearizability is local (Herlihy and Wing 1990, theorem 1). */
import { never, unknownResult, type OperationColumns } from '../history/columns.ts';
import type { Json, Operation } from '../history/event.ts';
import { HistoryShapeError } from '../input-error.ts';
import { withoutPointless, type PlacedOperation } from './search-problem.ts';
import { EffectError, type Automaton, type Effect, type Specification } from './specification.ts';

export interface ObjectHistory {
  /** Operations that may have happened, in order of invocation; those that nobody can have noticed are left out. */
  readonly placed: readonly PlacedOperation[];
  readonly effects: readonly Effect[];
  readonly automaton: Automaton;
  /** The operation of a row. */
  readonly operation: (row: number) => Operation;
}

interface NumberedEffects {
  readonly effects: readonly Effect[];
  /** The first row with each effect. */
  readonly firstRows: readonly number[];
  /** The effect of each row, in the order of rows. */
  readonly effectOf: Int32Array;
}

function numberEffects(columns: OperationColumns, rows: Int32Array): NumberedEffects {
  const effects: Effect[] = [];
  const firstRows: number[] = [];
  const numbers = new Map<string, number>();
  const effectOf = rows.map((row) => {
    const f = columns.f[row] as number;
    const argument = columns.argument[row] as number;
    const result = columns.result[row] as number;
    const identity = `${f},${argument},${result}`;
    const known = numbers.get(identity);
    if (known !== undefined) return known;
    numbers.set(identity, effects.length);
    firstRows.push(row);
    effects.push({
      f: columns.functions.value(f) as string,
      argument: columns.values.value(argument),
      result: result === unknownResult ? undefined : columns.values.value(result),
    });
    return effects.length - 1;
  });
  return { effects, firstRows, effectOf };
}

/** Throws a HistoryShapeError that names the event if an operation is none of the specification's. */
export function objectHistory(
  columns: OperationColumns,
  rows: Int32Array,
  specification: Specification,
  initial: Json,
): ObjectHistory {
  const { effects, firstRows, effectOf } = numberEffects(columns, rows);
  const operation = (row: number): Operation => columns.operations[row] as Operation;
  let automaton: Automaton;
  try {
    automaton = specification.compile(effects, initial);
  } catch (error) {
    if (!(error instanceof EffectError)) throw error;
    const { index } = operation(firstRows[error.effect] as number);
    const remedy = `a history of a ${specification.name} has the operations ${specification.functions.join(', ')}`;
    throw new HistoryShapeError(index, error.message, remedy);
  }
  const all = Array.from(rows, (row, position) => ({
    row,
    invoke: columns.invoke[row] as number,
    complete: columns.complete[row] as number,
    effect: effectOf[position] as number,
  }));
  return { placed: withoutPointless(all, automaton), effects, automaton, operation };
}

/** How many operations of the object are known to have seen something. */
export function countObservations(history: ObjectHistory, specification: Specification): number {
  const observing = history.effects.map((effect) => specification.observes(effect));
  return history.placed.filter((placed) => placed.complete !== never && observing[placed.effect] === true).length;
}
