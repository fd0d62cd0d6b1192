/**
 * Delta debugging (Zeller and Hildebrandt, IEEE TSE 2002): leave out large pieces first, then smaller ones, down to single
 * elements. A search that succeeds goes on where it was, with pieces twice as large: what can go is seldom alone.
 */

/** Where in a list the search is. */
export interface Place {
  /** No piece is larger. */
  readonly size: number;
  readonly offset: number;
}

export const fromTheBeginning: Place = { size: Number.POSITIVE_INFINITY, offset: 0 };

export interface Removal<T> {
  readonly rest: readonly T[];
  /** How much of the list was left out, from 0 to 1. */
  readonly share: number;
  /** Where to go on in the rest, if it will do. */
  readonly next: Place;
}

/** Every list without one piece, the largest pieces first. */
export function* removals<T>(list: readonly T[], { size, offset }: Place): Generator<Removal<T>> {
  let start = offset;
  for (let length = Math.min(size, list.length); length >= 1; length = length === 1 ? 0 : Math.ceil(length / 2)) {
    for (; start < list.length; start += length) {
      const rest = list.toSpliced(start, length);
      yield { rest, share: 1 - rest.length / list.length, next: { size: 2 * length, offset: start } };
    }
    start = 0;
  }
}
