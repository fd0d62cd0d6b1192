/**
 * Chooses how one object's history is decided. In turn, until one of them answers: the near-linear monitor of this kind of
 * object, if the history has the form that it needs (for sets and registers, whose search is as fast, only after the
 * search has tried for a while); the refutations of what no search could exhaust, first with operations of unknown
 * outcome at will, then by plain reasons; the search until its limits.
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
const relaxing = 'inexhaustible-operations-refutation';

/** Configurations of a search before other ways are tried: so many, and so many an event. */
interface Patience {
  readonly configurations: number;
  readonly perEvent: number;
}

const patient: Patience = { configurations: 200_000, perEvent: 50 };
/** With operations of unknown outcome a search that meets a contradiction soon has too many ways to go. */
const hasty: Patience = { configurations: 20_000, perEvent: 10 };
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

/**
 * Looks for an order in which what is of unknown outcome may happen any number of times: where there is none, there is
 * none in which it happens at most once. Hundreds of such operations leave a search too many ways to go, which differ in
 * how often each was used; here they do not differ. Only for objects with few states: others would grow without end.
 */
function byRelaxation(
  object: ObjectHistory,
  search: JustInTimeSearch,
  configurationLimit: number,
): ObjectVerdict | undefined {
  const { automaton } = object.history;
  if (automaton.representatives([]) === undefined) return undefined;
  const result = search.run(object.events, [automaton.initial], { inexhaustible: true, configurationLimit });
  if (result.verdict !== 'invalid') return undefined;
  return { verdict: 'invalid', algorithm: relaxing, culprit: placedRow(object, result.culprit) };
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
  const limitOf = ({ configurations, perEvent }: Patience): number => configurations + perEvent * object.events.length;
  const configurationLimit = limitOf(object.hasIndeterminate ? hasty : patient);
  const first = search.run(object.events, [automaton.initial], { withOrder, configurationLimit });
  // What else could be tried takes time and memory too.
  if (first.verdict !== 'unknown' || first.reason !== 'configurations') return bySearch(object, first);
  const late = monitorObject(object, specification, false);
  if (late !== undefined) return byMonitor(object, late, budget);
  const relaxed = object.hasIndeterminate ? byRelaxation(object, search, limitOf(patient)) : undefined;
  if (relaxed !== undefined) return relaxed;
  const refuted = findRefuted(placedOperations(object), automaton);
  if (refuted !== undefined) return byRefutation(object, refuted, budget);
  return bySearch(object, search.run(object.events, [automaton.initial], { withOrder }));
}
