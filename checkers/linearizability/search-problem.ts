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

/** True if some operation other than a blind one could see the state. */
function observable(state: number, effects: Iterable<number>, automaton: Automaton): boolean {
  for (const effect of effects) {
    if (!automaton.blind(effect) && automaton.step(state, effect) >= 0) return true;
  }
  return false;
}

/**
 * Leaves out operations that nobody can tell from operations that never happened: those that may never have happened
 * and read only, or leave a state that no other operation can see. If an order exists with such an operation, one exists
 * without it: what follows it is blind, or nothing. What is left out may make others pointless, so it repeats.
 */
export function withoutPointless(operations: readonly PlacedOperation[], automaton: Automaton): PlacedOperation[] {
  let kept = operations.filter((operation) => operation.complete !== never || !automaton.readOnly(operation.effect));
  for (;;) {
    const effects = new Set(kept.map((operation) => operation.effect));
    const visible = new Map<number, boolean>();
    const next = kept.filter((operation) => {
      if (operation.complete !== never) return true;
      const outcome = automaton.outcome(operation.effect);
      if (outcome < 0) return true;
      let seen = visible.get(outcome);
      if (seen === undefined) visible.set(outcome, (seen = observable(outcome, effects, automaton)));
      return seen;
    });
    if (next.length === kept.length) return next;
    kept = next;
  }
}
