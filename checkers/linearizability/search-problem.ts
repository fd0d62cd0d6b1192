/**
 * One object's history as a search problem: which operations must be put in an order, within which intervals, and what
 * each does. Operations of one process need no edge of their own: they do not overlap.
 */
import { never } from '../history/columns.ts';
import type { Limit } from './search-meter.ts';
import type { Automaton } from './specification.ts';

export interface SearchProblem {
  readonly effect: Int32Array;
  /** Invocations (the operation) and completions (-1 - operation) in real-time order; what never completes may never happen. */
  readonly events: Int32Array;
  readonly automaton: Automaton;
  /** States to begin from; an order from any of them will do. */
  readonly initials: readonly number[];
}

export interface SearchOptions {
  /** True if a valid verdict needs its order. */
  readonly withOrder?: boolean;
  /** Gives up after so many; no limit if not given. */
  readonly configurationLimit?: number;
  /**
   * True to search for an order in which each indeterminate operation may occur any number of times after its invocation.
   * Every order of the history is one of these, so `invalid` holds for the history, too; `valid` says nothing, and has no
   * order. May not end if operations lead to ever new states.
   */
  readonly inexhaustible?: boolean;
}

export type SearchResult =
  | {
      readonly verdict: 'valid';
      /** If asked for, an order that explains everything: operations by position in the problem. */
      readonly order: Int32Array;
      readonly configurations: number;
    }
  | {
      readonly verdict: 'invalid';
      /** The history up to before this operation's completion can be explained; with it, it cannot. */
      readonly culprit: number;
      readonly configurations: number;
    }
  | {
      readonly verdict: 'unknown';
      readonly reason: Limit;
      /** How many operations that completed were explained, and how many there are. */
      readonly explained: number;
      readonly completed: number;
      readonly configurations: number;
    };

/** An operation of a problem that is being put together. */
export interface PlacedOperation {
  /** The caller's name for it. */
  readonly row: number;
  readonly invoke: number;
  readonly complete: number;
  readonly effect: number;
}

/** At equal positions invocations come first: intervals are closed. */
function eventsInOrder(operations: readonly PlacedOperation[]): Int32Array {
  const events = operations.flatMap(({ invoke, complete }, operation) => {
    const begins = { at: invoke, completes: 0, code: operation };
    return complete === never ? [begins] : [begins, { at: complete, completes: 1, code: -1 - operation }];
  });
  events.sort((left, right) => left.at - right.at || left.completes - right.completes);
  return Int32Array.from(events, (event) => event.code);
}

export function searchProblem(
  operations: readonly PlacedOperation[],
  automaton: Automaton,
  initials: readonly number[] = [automaton.initial],
): SearchProblem {
  return {
    effect: Int32Array.from(operations, (operation) => operation.effect),
    events: eventsInOrder(operations),
    automaton,
    initials,
  };
}

/** The history up to the completion of this operation: nobody knows yet what becomes of those still under way. */
export function upToCompletion(operations: readonly PlacedOperation[], last: PlacedOperation): PlacedOperation[] {
  const end = last.complete;
  return operations
    .filter((operation) => operation.invoke < end)
    .map((operation) => (operation.complete > end ? { ...operation, complete: never } : operation));
}

/** The states that some of these effects can see. */
class SeenStates {
  readonly #automaton: Automaton;
  readonly #needed = new Set<number>();
  /** Effects that need no certain state, and are not blind. */
  readonly #others = new Set<number>();

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
  }

  add(effect: number): void {
    if (this.#automaton.blind(effect)) return;
    const state = this.#automaton.needs(effect);
    if (state < 0) this.#others.add(effect);
    else this.#needed.add(state);
  }

  has(state: number): boolean {
    if (this.#needed.has(state)) return true;
    for (const effect of this.#others) if (this.#automaton.step(state, effect) >= 0) return true;
    return false;
  }
}

/**
 * Leaves out operations that nobody can tell from operations that never happened: those that may never have happened and
 * read only, or leave a state that is seen neither by one that certainly happened nor by one that is itself kept. Sound:
 * in an order, what follows the last of several such operations in a row is blind, or nothing; so all of the row can go.
 * (A read that is kept all the same does no harm: an order may leave it out.)
 */
export function withoutPointless(operations: readonly PlacedOperation[], automaton: Automaton): PlacedOperation[] {
  const seen = new SeenStates(automaton);
  const undecided = new Set<number>();
  for (const { effect, complete } of operations) {
    if (complete !== never) seen.add(effect);
    else if (!automaton.readOnly(effect)) undecided.add(effect);
  }
  const kept = new Set<number>();
  for (let before = -1; before < kept.size;) {
    before = kept.size;
    for (const effect of undecided) {
      const outcome = automaton.outcome(effect);
      if (outcome >= 0 && !seen.has(outcome)) continue;
      undecided.delete(effect);
      kept.add(effect);
      seen.add(effect);
    }
  }
  return operations.filter(({ effect, complete }) => complete !== never || kept.has(effect));
}
