/**
 * Values of transactions, lists of micro-operations such as `["append", 5, 1]` and `["r", 7, [1, 2]]`, as integers in one
 * long array: a million of them as objects would cost gigabytes, and most of the time of reading a history.
 */
import type { Json } from './event.ts';
import { GrowingInts } from './growing-ints.ts';

/** As the result of a micro-operation: it has none, it is an array of two. */
export const noResult = -1;
/** From here down: a list follows, of as many values as it is below this. */
export const emptyListResult = -2;

/**
 * A transaction is its number of micro-operations, then for each the number of its name, of its key, and of its result (or
 * `noResult`, or `emptyListResult` less the length of a list, whose values follow).
 */
export class PackedMicroOps {
  readonly words: GrowingInts;

  constructor(words: GrowingInts = new GrowingInts(0)) {
    this.words = words;
  }

  /** The transaction at this offset as a value, of an interner's values. */
  value(offset: number, valueOf: (id: number) => Json): Json {
    const words = this.words.items;
    let at = offset + 1;
    return Array.from({ length: words[offset] as number }, (): Json => {
      const name = valueOf(words[at] as number);
      const key = valueOf(words[at + 1] as number);
      const result = words[at + 2] as number;
      at += 3;
      if (result === noResult) return [name, key];
      if (result > noResult) return [name, key, valueOf(result)];
      const end = at + emptyListResult - result;
      const list: Json[] = [];
      while (at < end) list.push(valueOf(words[at++] as number));
      return [name, key, list];
    });
  }
}
