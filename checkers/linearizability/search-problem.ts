/**
 * One object's history as a search problem: which operations must be put in an order, within which intervals, and what
 * each does. Operations of one process need no edge of their own: they do not overlap.
 */
import { never } from '../history/columns.ts';
import type { Automaton } from './specification.ts';

export interface SearchProblem {
  /** Position in real time from which each operation may take effect. */
  readonly invoke: Int32Array;
  /** Position by which it has taken effect; `never` if it may take effect any later, or not at all. */
  readonly complete: Int32Array;
  readonly effect: Int32Array;
  readonly automaton: Automaton;
  /** States to begin from; an order from any of them will do. */
  readonly initials: readonly number[];
}

/** An operation of a problem that is being put together. */
export interface PlacedOperation {
  /** The caller's name for it. */
  readonly row: number;
  readonly invoke: number;
  readonly complete: number;
  readonly effect: number;
}

export function searchProblem(
  operations: readonly PlacedOperation[],
  automaton: Automaton,
  initials: readonly number[] = [automaton.initial],
): SearchProblem {
  return {
    invoke: Int32Array.from(operations, (operation) => operation.invoke),
    complete: Int32Array.from(operations, (operation) => operation.complete),
    effect: Int32Array.from(operations, (operation) => operation.effect),
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
