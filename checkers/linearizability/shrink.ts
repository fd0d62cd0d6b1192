/**
 * A small set of operations that already has no order: what a person must look at to see the anomaly. Every step only
 * takes constraints away, and the search confirms that the rest still has no order; so the small set is itself a proof.
 *
 * What may be taken away: the past (everything before some point, if the object may have held any state at that
 * point), reads, and the times of a write (it may then happen any time or never; if nothing that is left could see it,
 * it is left out). A write that something could see is never left out: that would make anomalies that are not there.
 */
import type { Budget } from '../budget.ts';
import { never } from '../history/columns.ts';
import { searchProblem, upToCompletion, withoutPointless, type PlacedOperation } from './search-problem.ts';
import type { Automaton } from './specification.ts';
import { searchWingGongLowe } from './wing-gong-lowe.ts';

export interface SmallProof {
  readonly operations: readonly PlacedOperation[];
  /** True if there is no order whatever the object held before these operations. */
  readonly fromAnyState: boolean;
}

/** Beyond any operation of a history. */
const beforeAll = -1;
const questionsPerSearch = 10;
const mostSearches = 600;
const memoryLimitBytes = 2 ** 26;
const mostOperationsToTry = 300;

class Shrinking {
  readonly #automaton: Automaton;
  readonly #budget: Budget;
  #searchesLeft = mostSearches;

  constructor(automaton: Automaton, budget: Budget) {
    this.#automaton = automaton;
    this.#budget = budget;
  }

  get exhausted(): boolean {
    return this.#searchesLeft <= 0 || this.#budget.shouldStop?.() === true;
  }

  /** True only if the search says so within its small limits. */
  hasNoOrder(operations: readonly PlacedOperation[], fromAnyState: boolean): boolean {
    if (this.exhausted) return false;
    this.#searchesLeft--;
    let questions = 0;
    const shouldStop = (): boolean => questions++ >= questionsPerSearch || this.#budget.shouldStop?.() === true;
    const kept = withoutPointless(operations, this.#automaton);
    const states = fromAnyState ? this.#automaton.representatives(kept.map((one) => one.effect)) : undefined;
    if (fromAnyState && states === undefined) return false;
    const problem = searchProblem(kept, this.#automaton, states);
    return searchWingGongLowe(problem, { shouldStop, memoryLimitBytes }).verdict === 'invalid';
  }
}

/** Forgets all that was over at `cut`; what was under way then may already have happened, or not. */
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

/** Every way to take something away from an operation, the most first. `null` leaves it out. */
function weaker(operation: PlacedOperation, automaton: Automaton): (PlacedOperation | null)[] {
  if (automaton.readOnly(operation.effect)) return [null];
  const ways: PlacedOperation[] = [];
  if (operation.invoke !== beforeAll) ways.push({ ...operation, invoke: beforeAll, complete: never });
  if (operation.complete !== never) ways.push({ ...operation, complete: never });
  return ways;
}

function weaken(
  operations: readonly PlacedOperation[],
  culpritRow: number,
  fromAnyState: boolean,
  automaton: Automaton,
  shrinking: Shrinking,
): PlacedOperation[] {
  let current = [...operations];
  for (const operation of operations) {
    if (operation.row === culpritRow) continue;
    for (const way of weaker(operation, automaton)) {
      const trial = current.flatMap((one) => (one.row === operation.row ? (way ?? []) : one));
      if (!shrinking.hasNoOrder(trial, fromAnyState)) continue;
      current = trial;
      break;
    }
  }
  return withoutPointless(current, automaton);
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
): SmallProof | undefined {
  const shrinking = new Shrinking(automaton, budget);
  const upToCulprit = upToCompletion(operations, culprit);
  const recent = shortestPast(upToCulprit, shrinking);
  const fromAnyState = recent !== undefined;
  const kept = withoutPointless(recent ?? upToCulprit, automaton);
  if (!fromAnyState && !shrinking.hasNoOrder(kept, false)) return undefined;
  if (kept.length > mostOperationsToTry) return { operations: kept, fromAnyState };
  return { operations: weaken(kept, culprit.row, fromAnyState, automaton, shrinking), fromAnyState };
}
