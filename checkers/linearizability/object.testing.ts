/** One object's history as the search gets it, for tests. */
import { operationColumns } from '../history/columns.ts';
import type { Json, Operation } from '../history/event.ts';
import { searchJustInTime } from './just-in-time.ts';
import { compileHistory, placedOperations, type CompiledHistory } from './object-history.ts';
import { searchProblem, type PlacedOperation, type SearchResult } from './search-problem.ts';
import type { Specification } from './specification.ts';

export interface Searched {
  readonly history: CompiledHistory;
  readonly placed: readonly PlacedOperation[];
  /** What the search alone says. */
  readonly result: SearchResult;
}

/** Undefined for a history without operations that may have happened. */
export function searchObject(
  operations: readonly Operation[],
  specification: Specification,
  initial: Json = null,
): Searched | undefined {
  const history = compileHistory(operationColumns(operations, false), specification, initial);
  const [object] = history.objects;
  if (object === undefined) return undefined;
  const placed = placedOperations(object);
  const result = searchJustInTime(searchProblem(placed, history.automaton), {}, { withOrder: true });
  return { history, placed, result };
}
