/** A node's copy of the keys, in memory. Every timestamp that comes in is shown to the node's clock. */
import type { BugName } from '../bugs.ts';
import { mergeStates } from './key-state.ts';
import type { KeyState } from './key-state.ts';
import type { StampClock } from './stamp.ts';

export class Copies {
  readonly #clock: StampClock;
  readonly #bug: 'none' | BugName;
  readonly #states = new Map<string, KeyState>();

  constructor(clock: StampClock, bug: 'none' | BugName) {
    this.#clock = clock;
    this.#bug = bug;
  }

  get(key: string): KeyState | undefined {
    return this.#states.get(key);
  }

  get keys(): Iterable<string> {
    return this.#states.keys();
  }

  get size(): number {
    return this.#states.size;
  }

  /** True if it changed what is held. */
  merge(key: string, state: KeyState): boolean {
    if (state.type === 'latest') this.#clock.observe(state.stamp);
    const held = this.#states.get(key);
    const merged = mergeStates(held, state, this.#bug);
    if (merged === held) return false;
    this.#states.set(key, merged);
    return true;
  }
}
