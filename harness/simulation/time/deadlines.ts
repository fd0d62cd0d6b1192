/**
 * Deadlines of one length. Every operation of every client has one and hardly any passes, so they do not wait in the world's
 * queue one by one, where they would outnumber all else: those of one length pass in the order in which they were set, and
 * only the first that was not called off is an event.
 */
import type { World } from '../world.ts';

interface Deadline {
  readonly dueNs: number;
  /** Null once it was called off. */
  run: (() => void) | null;
}

export class Deadlines {
  readonly #world: World;
  readonly #delayNs: number;
  /** In the order in which they are due. */
  readonly #deadlines: Deadline[] = [];

  constructor(world: World, delayMs: number) {
    this.#world = world;
    this.#delayNs = Math.round(delayMs * 1e6);
  }

  /** Calls `run` when the time has passed, unless the function that it answers is called first. */
  add(run: () => void): () => void {
    const deadline: Deadline = { dueNs: this.#world.nowNs() + this.#delayNs, run };
    if (this.#deadlines.push(deadline) === 1) this.#waitFor(deadline);
    return () => {
      deadline.run = null;
    };
  }

  #waitFor({ dueNs }: Deadline): void {
    this.#world.schedule(dueNs - this.#world.nowNs(), this.#pass);
  }

  readonly #pass = (): void => {
    const nowNs = this.#world.nowNs();
    const firstOpen = this.#deadlines.findIndex(({ dueNs, run }) => run !== null && dueNs > nowNs);
    const over = this.#deadlines.splice(0, firstOpen < 0 ? this.#deadlines.length : firstOpen);
    if (this.#deadlines[0] !== undefined) this.#waitFor(this.#deadlines[0]);
    for (const deadline of over) {
      if (deadline.run === null) continue;
      this.#world.calledOut();
      deadline.run();
    }
  };
}
