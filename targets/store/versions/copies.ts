/** A node's copies of keys, on its disk. Every timestamp that comes in is shown to the node's clock, after a restart as well. */
import type { BugName } from '../bugs.ts';
import { keysBeginningWith } from '../storage/tree/entry.ts';
import type { Entry } from '../storage/tree/entry.ts';
import type { LogStructuredTree } from '../storage/tree/log-structured-tree.ts';
import { mergeStates } from './key-state.ts';
import type { KeyState } from './key-state.ts';
import { compareStamps } from './stamp.ts';
import type { Stamp, StampClock } from './stamp.ts';

const prefix = 'copy/';
/** The latest timestamp of all that was ever merged. */
const latestKey = 'latest-stamp';

/** What merging a state into a copy comes to, if it changes it. */
export interface MergedCopy {
  readonly held: KeyState | undefined;
  readonly merged: KeyState;
  /** To be written to the tree. */
  readonly entries: readonly Entry[];
}

export class Copies {
  readonly #tree: LogStructuredTree;
  readonly #clock: StampClock;
  readonly #bug: 'none' | BugName;

  constructor(tree: LogStructuredTree, clock: StampClock, bug: 'none' | BugName) {
    this.#tree = tree;
    this.#clock = clock;
    this.#bug = bug;
    const latest = this.#latest();
    if (latest !== undefined) clock.observe(latest);
  }

  get(key: string): KeyState | undefined {
    return this.#tree.get(prefix + key) as KeyState | undefined;
  }

  /** The copies of all keys that begin so, in order. */
  *beginningWith(keyPrefix: string): Iterable<readonly [key: string, state: KeyState]> {
    for (const [key, state] of this.#tree.scan(keysBeginningWith(prefix + keyPrefix))) {
      yield [key.slice(prefix.length), state as KeyState];
    }
  }

  /** Null if the copy has all of it already. Nothing is written yet. */
  merge(key: string, state: KeyState): MergedCopy | null {
    if (state.type === 'latest') this.#clock.observe(state.stamp);
    const held = this.get(key);
    const merged = mergeStates(held, state, this.#bug);
    if (merged === held) return null;
    const copy: Entry = [prefix + key, merged];
    return { held, merged, entries: state.type === 'latest' ? [copy, ...this.observed(state.stamp)] : [copy] };
  }

  /** Shows the clock a timestamp; what is to be written, so that it is later than that after a restart, too. */
  observed(stamp: Stamp): readonly Entry[] {
    this.#clock.observe(stamp);
    const latest = this.#latest();
    return latest === undefined || compareStamps(stamp, latest) > 0 ? [[latestKey, stamp]] : [];
  }

  /** To be written where a copy is given up. */
  removed(key: string): Entry {
    return [prefix + key, null];
  }

  /** To be written where a copy is to be just this. */
  replaced(key: string, state: KeyState): Entry {
    return [prefix + key, state];
  }

  #latest(): Stamp | undefined {
    return this.#tree.get(latestKey) as Stamp | undefined;
  }
}
