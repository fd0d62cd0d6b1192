/**
 * A small set of operations that already has no order: what a person must look at to see the anomaly. Every step only
 * takes constraints away, and the search confirms that the rest still has no order; so the small set is itself a proof.
 *
 * What may be taken away: an element with all that is about it, where the specification says that this keeps legal sequences
 * legal (those of unknown outcome then did not happen); the past (everything before some point, if the object may have held any state at that
 * point), reads, and the times of a write (it may then happen any time or never; if nothing that is left could see it,
 * it is left out). A write that something could see is never left out: that would make anomalies that are not there.
 */
import type { Budget } from '../budget.ts';
import { never } from '../history/columns.ts';
import {
  searchProblem,
  upToCompletion,
  withoutPointless,
  type PlacedOperation,
  type SearchProblem,
} from './search-problem.ts';
import type { Automaton } from './specification.ts';
import { searchJustInTime } from './just-in-time.ts';

export interface SmallProof {
  readonly operations: readonly PlacedOperation[];
  /** True if there is no order whatever the object held before these operations. */
  readonly fromAnyState: boolean;
}

/** Beyond any operation of a history. */
const beforeAll = -1;
const configurationsPerSearch = 200_000;
const mostConfigurations = 2_000_000;
const memoryLimitBytes = 2 ** 26;
const mostOperationsToTry = 2000;
/** From so many operations that may not have happened on, a plain refutation is tried before the search. */
const manyOptional = 8;

class Shrinking {
  readonly #automaton: Automaton;
  readonly #budget: Budget;
  #configurationsLeft = mostConfigurations;

  constructor(automaton: Automaton, budget: Budget) {
    this.#automaton = automaton;
    this.#budget = budget;
  }

  get exhausted(): boolean {
    return this.#configurationsLeft <= 0 || this.#budget.shouldStop?.() === true;
  }

  /** True only if the search says so within its small limits. */
  hasNoOrder(operations: readonly PlacedOperation[], fromAnyState: boolean): boolean {
    if (this.exhausted) return false;
    const kept = withoutPointless(operations, this.#automaton);
    const states = fromAnyState ? this.#automaton.representatives(kept.map((one) => one.effect)) : undefined;
    if (fromAnyState && states === undefined) return false;
    const problem = searchProblem(kept, this.#automaton, states);
    const optional = kept.reduce((count, one) => count + (one.complete === never ? 1 : 0), 0);
    const mayRefute = optional >= manyOptional && this.#automaton.representatives([]) !== undefined;
    return (mayRefute && this.#refutes(problem, true)) || this.#refutes(problem, false);
  }

  #refutes(problem: SearchProblem, inexhaustible: boolean): boolean {
    const configurationLimit = Math.min(configurationsPerSearch, this.#configurationsLeft);
    const options = { configurationLimit, inexhaustible };
    const result = searchJustInTime(problem, { ...this.#budget, memoryLimitBytes }, options);
    // Setting up a search costs about as much as a configuration an operation.
    this.#configurationsLeft -= result.configurations + problem.effect.length;
    return result.verdict === 'invalid';
  }
}

/**
 * Forgets all that was over at `cut`; what was under way then may already have happened, or not. To keep the former as
 * optional would be as sound, and only makes the proof longer.
 */
function since(operations: readonly PlacedOperation[], cut: number): PlacedOperation[] {
  return operations
    .filter((operation) => operation.complete > cut)
    .map((operation) => (operation.invoke > cut ? operation : { ...operation, invoke: beforeAll, complete: never }));
}

/** The shortest past that still has no order, or undefined if all of it is needed. */
function shortestPast(operations: readonly PlacedOperation[], shrinking: Shrinking): PlacedOperation[] | undefined {
  const completions = operations.map((one) => one.complete).filter((complete) => complete !== never);
  const cuts = completions.toSorted((left, right) => right - left);
  const works = (size: number): boolean => {
    const cut = cuts[size];
    return cut !== undefined && shrinking.hasNoOrder(since(operations, cut), true);
  };
  let size = 1;
  while (size < cuts.length && !works(size)) size *= 2;
  if (size >= cuts.length) return undefined;
  let tooSmall = size >> 1;
  while (size - tooSmall > 1) {
    const middle = (size + tooSmall) >> 1;
    if (works(middle)) size = middle;
    else tooSmall = middle;
  }
  return since(operations, cuts[size] as number);
}

/** Leaves out elements, many at once and then one by one, as long as there is still no order. */
function withoutElements(
  operations: readonly PlacedOperation[],
  elementOf: (effect: number) => string | undefined,
  shrinking: Shrinking,
): readonly PlacedOperation[] {
  let kept = operations;
  let elements = [...new Set(operations.map((one) => elementOf(one.effect)))].filter((one) => one !== undefined);
  for (let size = Math.ceil(elements.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let begin = 0; begin < elements.length;) {
      const dropped = new Set(elements.slice(begin, begin + size));
      const trial = kept.filter((one) => {
        const element = elementOf(one.effect);
        return element === undefined || !dropped.has(element);
      });
      if (shrinking.exhausted) return kept;
      if (shrinking.hasNoOrder(trial, false)) {
        kept = trial;
        elements = elements.filter((element) => !dropped.has(element));
      } else begin += size;
    }
  }
  return kept;
}

/** Every way to take something away from an operation, the most first. `null` leaves it out. */
function weaker(operation: PlacedOperation, automaton: Automaton): (PlacedOperation | null)[] {
  if (automaton.readOnly(operation.effect)) return [null];
  const ways: PlacedOperation[] = [];
  if (operation.invoke !== beforeAll) ways.push({ ...operation, invoke: beforeAll, complete: never });
  if (operation.complete !== never) ways.push({ ...operation, complete: never });
  return ways;
}

/** As little as can be left of an operation whose effect others may need. */
function weakest(operation: PlacedOperation, automaton: Automaton): readonly PlacedOperation[] {
  return automaton.readOnly(operation.effect) ? [] : [{ ...operation, invoke: beforeAll, complete: never }];
}

/** Takes away from operations what can be, from many at once and then from one at a time. */
function weaken(
  operations: readonly PlacedOperation[],
  culpritRow: number,
  fromAnyState: boolean,
  automaton: Automaton,
  shrinking: Shrinking,
): PlacedOperation[] {
  let current = withoutPointless(operations, automaton);
  const keep = (trial: readonly PlacedOperation[]): boolean => {
    if (!shrinking.hasNoOrder(trial, fromAnyState)) return false;
    current = withoutPointless(trial, automaton);
    return true;
  };
  for (let size = Math.ceil(current.length / 2); size > 1; size = Math.ceil(size / 2)) {
    const rows = current.filter(({ row, complete }) => row !== culpritRow && complete !== never).map(({ row }) => row);
    for (let begin = 0; begin < rows.length && !shrinking.exhausted; begin += size) {
      const chosen = new Set(rows.slice(begin, begin + size));
      keep(current.flatMap((one) => (chosen.has(one.row) ? weakest(one, automaton) : one)));
    }
  }
  for (const { row } of current) {
    const operation = current.find((one) => one.row === row);
    if (row === culpritRow || operation === undefined) continue;
    if (shrinking.exhausted) break;
    weaker(operation, automaton).some((way) => keep(current.flatMap((one) => (one.row === row ? (way ?? []) : one))));
  }
  return current;
}

/**
 * Shrinks a history without an order, given the operation with whose completion it stopped having one. Undefined if the
 * limits do not suffice to confirm even that.
 */
export function shrink(
  operations: readonly PlacedOperation[],
  culprit: PlacedOperation,
  automaton: Automaton,
  budget: Budget,
  elementOf?: (effect: number) => string | undefined,
): SmallProof | undefined {
  const shrinking = new Shrinking(automaton, budget);
  const before = upToCompletion(operations, culprit);
  const upToCulprit = elementOf === undefined ? before : withoutElements(before, elementOf, shrinking);
  const recent = shortestPast(upToCulprit, shrinking);
  const fromAnyState = recent !== undefined;
  const kept = withoutPointless(recent ?? upToCulprit, automaton);
  if (!fromAnyState && !shrinking.hasNoOrder(kept, false)) return undefined;
  if (kept.length > mostOperationsToTry) return { operations: kept, fromAnyState };
  return { operations: weaken(kept, culprit.row, fromAnyState, automaton, shrinking), fromAnyState };
}
