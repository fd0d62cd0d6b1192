/**
 * Chooses how one object's history is decided. In turn, until one of them answers: the near-linear monitor of this kind of
 * object, if the history has the form that it needs (for sets and registers, whose search is as fast, only after the
 * search has tried for a while); the plain refutation of what no search
 * could exhaust; the search until its limits.
 */
import type { Budget } from '../budget.ts';
import { searchJustInTime, type JustInTimeSearch } from './just-in-time.ts';
import { monitorObject, type Monitored } from './monitored.ts';
import { placedOperations, type ObjectHistory } from './object-history.ts';
import { findRefuted } from './refute.ts';
import { searchProblem, upToCompletion, type PlacedOperation, type SearchResult } from './search-problem.ts';
import type { Specification } from './specification.ts';

export type ObjectVerdict =
  | {
      readonly verdict: 'valid';
      readonly algorithm: string;
      /** Rows in an order that explains everything, if asked for. */
      readonly order?: Int32Array;
    }
  | {
      readonly verdict: 'invalid';
      readonly algorithm: string;
      /** The operation with whose completion the history stopped having an order, as far as is known. */
      readonly culprit: PlacedOperation;
      /** What there is of this history; undefined for all. These alone have no order. */
      readonly among?: readonly PlacedOperation[];
    }
  | {
      readonly verdict: 'unknown';
      readonly algorithm: string;
      readonly result: SearchResult & { readonly verdict: 'unknown' };
    };

export interface Judging {
  readonly specification: Specification;
  /** A search over the rows of the object's history. */
  readonly search: JustInTimeSearch;
  readonly budget: Budget;
  readonly withOrder: boolean;
}

const searching = 'just-in-time-linearization';
const refuting = 'overwritten-state-refutation';
/** Configurations of the first search, before other ways are tried: so many, and so many an event. */
const firstConfigurations = 200_000;
const firstConfigurationsPerEvent = 50;
const configurationsForCulprit = 400_000;

function placedRow({ history }: ObjectHistory, row: number): PlacedOperation {
  const { columns, effectOf } = history;
  return {
    row,
    invoke: columns.invoke[row] as number,
    complete: columns.complete[row] as number,
    effect: effectOf[row] as number,
  };
}

/** Where the operations stop having an order, if a small search finds out. */
function culpritAmong(
  operations: readonly PlacedOperation[],
  object: ObjectHistory,
  budget: Budget,
): PlacedOperation | undefined {
  const problem = searchProblem(operations, object.history.automaton);
  const result = searchJustInTime(problem, budget, { configurationLimit: configurationsForCulprit });
  // Nobody is accused whom a search acquits.
  if (result.verdict === 'valid') throw new Error('operations that were said to have no order have one');
  return result.verdict === 'invalid' ? operations[result.culprit] : undefined;
}

function byMonitor(object: ObjectHistory, { algorithm, answer }: Monitored, budget: Budget): ObjectVerdict {
  if (answer.verdict === 'valid') return { verdict: 'valid', algorithm, order: answer.order };
  const among = answer.culprits
    .map((row) => placedRow(object, row))
    .toSorted((left, right) => left.invoke - right.invoke);
  const latest = among.reduce((last, one) => (one.complete > last.complete ? one : last));
  return { verdict: 'invalid', algorithm, culprit: culpritAmong(among, object, budget) ?? latest, among };
}

/** A refuted operation has no place. The search may find one that completed earlier. */
function byRefutation(object: ObjectHistory, refuted: PlacedOperation, budget: Budget): ObjectVerdict {
  const placed = upToCompletion(placedOperations(object), refuted);
  return { verdict: 'invalid', algorithm: refuting, culprit: culpritAmong(placed, object, budget) ?? refuted };
}

function bySearch(object: ObjectHistory, result: SearchResult): ObjectVerdict {
  if (result.verdict === 'invalid')
    return { verdict: 'invalid', algorithm: searching, culprit: placedRow(object, result.culprit) };
  if (result.verdict === 'unknown') return { verdict: 'unknown', algorithm: searching, result };
  return { verdict: 'valid', algorithm: searching, order: result.order };
}

export function judgeObject(object: ObjectHistory, judging: Judging): ObjectVerdict {
  const { specification, search, budget, withOrder } = judging;
  const { automaton } = object.history;
  const monitored = monitorObject(object, specification, true);
  if (monitored !== undefined) return byMonitor(object, monitored, budget);
  const configurationLimit = firstConfigurations + firstConfigurationsPerEvent * object.events.length;
  const first = search.run(object.events, [automaton.initial], { withOrder, configurationLimit });
  // What else could be tried takes time and memory too.
  if (first.verdict !== 'unknown' || first.reason !== 'configurations') return bySearch(object, first);
  const late = monitorObject(object, specification, false);
  if (late !== undefined) return byMonitor(object, late, budget);
  const refuted = findRefuted(placedOperations(object), automaton);
  if (refuted !== undefined) return byRefutation(object, refuted, budget);
  return bySearch(object, search.run(object.events, [automaton.initial], { withOrder }));
}
