/**
 * Changes that arrived before those they follow. They are kept, in bounded number: if they were dropped and sent again, two
 * makers whose changes follow each other's in turn would get hardly anything through.
 */
import type { Entry } from './multi-leader-protocol.ts';

/** How far ahead of what is applied a change may be. */
const maxAhead = 1000;

export class EarlyEntries {
  /** By maker, by number. */
  readonly #held: ReadonlyMap<string, Map<number, Entry>>;

  constructor(makers: Iterable<string>) {
    this.#held = new Map([...makers].map((maker) => [maker, new Map<number, Entry>()]));
  }

  /** `applied` is how many of the maker's changes are applied. */
  add(maker: string, entry: Entry, applied: number): void {
    if (entry.number > applied && entry.number <= applied + maxAhead) this.#held.get(maker)?.set(entry.number, entry);
  }

  /**
   * Takes out, one after the other, whatever can be applied. `next` says which number of a maker comes next, `isReady`
   * whether what it follows is there; `apply` changes both.
   */
  drain(
    next: (maker: string) => number,
    isReady: (entry: Entry) => boolean,
    apply: (maker: string, entry: Entry) => void,
  ): void {
    for (let progress = true; progress;) {
      progress = false;
      for (const [maker, entries] of this.#held) {
        for (
          let entry = entries.get(next(maker));
          entry !== undefined && isReady(entry);
          entry = entries.get(next(maker))
        ) {
          entries.delete(entry.number);
          apply(maker, entry);
          progress = true;
        }
      }
    }
  }
}
