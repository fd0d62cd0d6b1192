/** Something that is done again and again until it is stopped: a process that keeps crashing, a network that keeps dividing. */
import type { Timeline } from '../timeline.ts';

export class Recurrence {
  readonly #timeline: Timeline;
  readonly #waitMs: () => number;
  readonly #act: () => Promise<void>;
  readonly #stopped = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  /** `waitMs`: how long until it is done the next time, asked anew for each. */
  constructor(timeline: Timeline, waitMs: () => number, act: () => Promise<void>) {
    this.#timeline = timeline;
    this.#waitMs = waitMs;
    this.#act = act;
  }

  /** Aborted when it is stopped. */
  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Waits first. */
  begin(): void {
    this.#ended = this.#goOn();
    // Whoever ends it hears of what failed.
    this.#ended.catch(() => undefined);
  }

  /** Resolves when the last time is over; rejects with what failed. */
  async end(): Promise<void> {
    this.#stopped.abort();
    await this.#ended;
  }

  async #goOn(): Promise<void> {
    for (;;) {
      await this.#timeline.sleep(this.#waitMs(), this.signal);
      if (this.signal.aborted) return;
      await this.#act();
    }
  }
}
