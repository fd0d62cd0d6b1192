/** Counts the steps of a search, asks now and then whether to stop, and says so by an exception of its own. */
import type { Budget } from '../../budget.ts';

/** The caller's budget is used up: the check is to answer `unknown`. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

const stepsBetweenQuestions = 16_384;

export class Meter {
  readonly #shouldStop: (() => boolean) | undefined;
  #untilQuestion = stepsBetweenQuestions;

  constructor(budget: Budget) {
    this.#shouldStop = budget.shouldStop;
  }

  /** Throws Stopped if the budget is used up. */
  spend(steps: number): void {
    this.#untilQuestion -= steps;
    if (this.#untilQuestion > 0) return;
    this.#untilQuestion = stepsBetweenQuestions;
    if (this.#shouldStop?.() === true) throw new Stopped('the budget of the check is used up');
  }
}
