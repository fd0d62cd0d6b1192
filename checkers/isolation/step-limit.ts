/** Asks whether to stop, but not at every step: once in a few thousand. */
import type { Budget } from '../budget.ts';

const stepsBetweenQuestions = 4096;

export class StepLimit {
  /** True once the budget is spent. */
  stopped = false;
  readonly #shouldStop: (() => boolean) | undefined;
  #steps = 0;

  constructor(budget: Budget) {
    this.#shouldStop = budget.shouldStop;
  }

  /** Counts one step. True if it is time to stop, from then on. */
  spent(): boolean {
    if (this.#shouldStop === undefined) return false;
    if (this.stopped || ++this.#steps % stepsBetweenQuestions !== 0) return this.stopped;
    this.stopped = this.#shouldStop();
    return this.stopped;
  }
}
