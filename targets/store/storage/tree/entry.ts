/** What a log-structured tree is made of: keys in order, each with a value, or with null where it was removed. */
import type { Json } from '../../../../checkers/history/event.ts';

/** Null: the key was removed; whatever older tables say of it no longer counts. */
export type Entry = readonly [key: string, value: Json];

/** Keys from `from` on, up to but not including `to`. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

export const everyKey: KeyRange = { from: '', to: '\u{10FFFF}' };

/** The keys that begin with this. */
export function keysBeginningWith(prefix: string): KeyRange {
  return { from: prefix, to: `${prefix}\u{10FFFF}` };
}

const byKey = ([left]: Entry, [right]: Entry): number => (left < right ? -1 : 1);

export function sortedEntries(entries: Iterable<Entry>): readonly Entry[] {
  return [...entries].toSorted(byKey);
}

/** Entries in the order of their keys, each key once: as the first of the sources that has it says. Each source is in order. */
export function* mergeEntries(newestFirst: readonly Iterable<Entry>[]): Generator<Entry> {
  const sources = newestFirst.map((source) => source[Symbol.iterator]());
  const heads = sources.map((source) => source.next());
  for (;;) {
    let newest: Entry | null = null;
    for (const head of heads) {
      if (head.done !== true && (newest === null || head.value[0] < newest[0])) newest = head.value;
    }
    if (newest === null) return;
    const [key] = newest;
    for (const [index, head] of heads.entries()) {
      if (head.done !== true && head.value[0] === key) heads[index] = (sources[index] as Iterator<Entry>).next();
    }
    yield newest;
  }
}
