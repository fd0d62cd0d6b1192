/** Counts what a search does, and ends it at its limits: the caller's time, memory, a number of configurations. */
import type { Budget } from '../budget.ts';

/** What a search came to the end of. */
export type Limit = 'stopped' | 'memory' | 'configurations';

/** Ends a search from within. */
export class GaveUp extends Error {
  readonly limit: Limit;

  constructor(limit: Limit) {
    super(limit);
    this.limit = limit;
  }
}

/** With states that are found on the way, a step may take ten microseconds. */
const stepsBetweenQuestions = 256;
const defaultMemoryLimitBytes = 2 ** 30;

export class SearchMeter {
  readonly #budget: Budget;
  readonly #memoryLimitBytes: number;
  readonly #heldBytes: () => number;
  #configurationLimit = 0;
  #steps = 0;
  #count = 0;

  /** `heldBytes` is asked as often as the caller's clock; it counts what the search may need before the next time. */
  constructor(budget: Budget, heldBytes: () => number) {
    this.#budget = budget;
    this.#memoryLimitBytes = budget.memoryLimitBytes ?? defaultMemoryLimitBytes;
    this.#heldBytes = heldBytes;
  }

  /** Configurations since the last `begin`. */
  get configurations(): number {
    return this.#count;
  }

  begin(configurationLimit: number): void {
    this.#configurationLimit = configurationLimit;
    this.#count = 0;
  }

  /** One more configuration. Throws GaveUp at a limit. */
  count(): void {
    if (++this.#count > this.#configurationLimit) throw new GaveUp('configurations');
    if (++this.#steps % stepsBetweenQuestions !== 0) return;
    if (this.#budget.shouldStop?.() === true) throw new GaveUp('stopped');
    if (this.#heldBytes() > this.#memoryLimitBytes) throw new GaveUp('memory');
  }
}
