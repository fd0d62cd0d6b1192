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

const stepsBetweenQuestions = 256;
/** With states that are found on the way, a try may take twenty microseconds: twenty milliseconds between questions. */
const triesShare = 0.25;
/** Where many configurations fall together, comparing them is most of the work: it is counted as such. */
const comparisonsPerConfiguration = 16;
const defaultMemoryLimitBytes = 2 ** 30;

export class SearchMeter {
  readonly #budget: Budget;
  readonly #heldBytes: () => number;
  #configurationLimit = 0;
  #steps = 0;
  #count = 0;
  #work = 0;

  /** `heldBytes` is what the search holds; it is asked as often as the caller's clock, and before a table grows. */
  constructor(budget: Budget, heldBytes: () => number) {
    this.#budget = budget;
    this.#heldBytes = heldBytes;
  }

  /** Configurations since the last `begin`. */
  get configurations(): number {
    return this.#count;
  }

  begin(configurationLimit: number): void {
    this.#configurationLimit = configurationLimit;
    this.#count = 0;
    this.#work = 0;
  }

  /** One more configuration. Throws GaveUp at a limit. */
  count(): void {
    this.#count++;
    this.#spend(1);
  }

  /** Configurations were compared so many times, each much cheaper than a new one. Throws GaveUp at a limit. */
  compared(times: number): void {
    if (times >= comparisonsPerConfiguration) this.#spend(times / comparisonsPerConfiguration);
  }

  /** Another step on the way to a configuration, which with states that are found on the way is most of the work. */
  tried(): void {
    this.#ask(triesShare);
  }

  /** So many bytes more are about to be needed. Throws GaveUp if that is too much. */
  needs(bytes: number): void {
    const limit = this.#budget.memoryLimitBytes ?? defaultMemoryLimitBytes;
    if (this.#heldBytes() + bytes > limit) throw new GaveUp('memory');
  }

  #spend(work: number): void {
    this.#work += work;
    if (this.#work > this.#configurationLimit) throw new GaveUp('configurations');
    this.#ask(work);
  }

  #ask(work: number): void {
    this.#steps += work;
    if (this.#steps < stepsBetweenQuestions) return;
    this.#steps = 0;
    if (this.#budget.shouldStop?.() === true) throw new GaveUp('stopped');
    this.needs(0);
  }
}
