/**
 * Delta debugging (Zeller and Hildebrandt, IEEE TSE 2002): leave out large pieces first, then smaller ones, down to single
 * elements. A search that succeeds goes on where it was, with the same size of pieces, rather than from the beginning.
 */

/** Where in a list the search is. */
export interface Place {
  /** No piece is larger. */
  readonly size: number;
  readonly offset: number;
}

export const fromTheBeginning: Place = { size: Number.POSITIVE_INFINITY, offset: 0 };

export interface Removal<T> extends Place {
  readonly rest: readonly T[];
}

/** Every list without one piece, the largest pieces first. */
export function* removals<T>(list: readonly T[], { size, offset }: Place): Generator<Removal<T>> {
  let start = offset;
  for (let length = Math.min(size, list.length); length >= 1; length = length === 1 ? 0 : Math.ceil(length / 2)) {
    for (; start < list.length; start += length) {
      yield { size: length, offset: start, rest: list.toSpliced(start, length) };
    }
    start = 0;
  }
}
