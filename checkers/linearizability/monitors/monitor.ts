/**
 * What a monitor is: a near-linear algorithm that decides linearizability of one object for histories of a certain form
 * (usually: every element is inserted once), and says `null` of all others. The general problem is NP-complete (Gibbons
 * and Korach 1997, "Testing shared memories"), so each form is a theorem, proved where its algorithm stands.
 *
 * An operation precedes another if it completes at a smaller position than the other is invoked at; operations at equal
 * positions overlap. Operations that certainly did not happen are not in the columns.
 */

/** In `complete`: the operation may take effect at any later time, or never. */
export { never } from '../../history/columns.ts';
/** In `value`: the removal or peek found the object empty. */
export const empty = -1;
/** In `value` or `result`: nobody knows what the operation observed. */
export const unknown = -2;

/** The operations of one object, row by row, in any order. Positions are at least 0; values are numbered from 0. */
export interface ObjectOperations {
  readonly count: number;
  readonly invoke: Int32Array;
  readonly complete: Int32Array;
  /** One of `registerKind`, `setKind` or `containerKind`. */
  readonly kind: Uint8Array;
  readonly value: Int32Array;
  /** Needed by registers (the new value of a cas) and sets only; elsewhere not looked at. */
  readonly result: Int32Array;
}

/** `value`: what was read, written, or expected by the cas. `result`: what a cas stores. */
export const registerKind = {
  read: 0,
  write: 1,
  /** It succeeded, or is indeterminate. */
  cas: 2,
  /** It completed, having seen another value than `value`. To be left out if a failed cas says nothing. */
  failedCas: 3,
} as const;

/** `value`: the element. `result`: 1 or 0 as the set answered, `unknown` if it does not say. */
export const setKind = { add: 0, remove: 1, contains: 2 } as const;

/** Queues, stacks, priority queues, bags. `value`: the element, or `empty`, or `unknown`. */
export const containerKind = { insert: 0, remove: 1, peek: 2 } as const;

export type Violation =
  /** The element or value was observed, but nothing ever put it there. */
  | 'never-inserted'
  /** The element or value was observed before anything put it there. */
  | 'observed-before-inserted'
  /** A peek got the element after its removal had completed. */
  | 'observed-after-removed'
  /** One element was removed twice; one value was replaced twice by compare-and-set. */
  | 'removed-twice'
  /** Values that each can only come from the other by compare-and-set. */
  | 'circular'
  /** Two values must each come before the other; an element left a queue before one that had entered earlier. */
  | 'order'
  /** A failed compare-and-set saw another value, but its expected value was there all the time. */
  | 'present-throughout'
  /** A removal or peek found the object empty, but at each moment some element was certainly there. */
  | 'never-empty'
  /** Elements of a stack that are there at the same time cannot be nested: none of them can be the lowest. */
  | 'not-nested'
  /** A removal or peek got an element while, at each moment, one that goes before it was certainly there. */
  | 'not-the-first'
  /** Elements that had to be removed by removals of unknown outcome, of which there are too few in time. */
  | 'not-removed'
  /** The state that an operation needs cannot be reached in time. */
  | 'unreachable'
  /** Two reads of a grow-only set each lack an element that the other has. */
  | 'incomparable';

export interface ValidAnswer {
  readonly verdict: 'valid';
  /** A linearization: rows, without the indeterminate ones that need not have taken effect. */
  readonly order: Int32Array;
}

export interface InvalidAnswer {
  readonly verdict: 'invalid';
  /**
   * Rows that show it by themselves: the history of these rows alone has no order either, and taking the others away
   * cannot have caused that (of reads of grow-only sets, only the elements that these rows add count, or none adds). At
   * least one; as few as the proof needs.
   */
  readonly culprits: readonly number[];
  readonly violation: Violation;
}

/** `null`: the algorithm does not apply to this history, or cannot tell. */
export type MonitorAnswer = ValidAnswer | InvalidAnswer | null;
