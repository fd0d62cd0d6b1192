/**
 * Limits of a check. The checkers know no clock: whoever calls them says when to stop. A check that is stopped answers
 * `unknown` and how far it came.
 */
export interface Budget {
  /**
   * Asked before an independent part of the history (an object) is judged: its position and how many there are, always in
   * the same order. False leaves it out: somebody else judges it.
   */
  readonly takes?: (part: number, parts: number) => boolean;
  /** Asked every few hundred steps; true means stop now. */
  readonly shouldStop?: () => boolean;
  /**
   * Bytes that one search may hold in its tables (typed arrays, which a worker's heap limit does not count). Read whenever it
   * matters: it may change.
   */
  readonly memoryLimitBytes?: number;
}
