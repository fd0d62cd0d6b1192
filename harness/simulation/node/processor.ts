/**
 * A node's processor: on a slow one, handling an event costs virtual time and the events that arrive meanwhile wait their
 * turn. An event takes effect when it has been handled.
 */
import type { ProcessorSettings } from '../settings.ts';
import type { World } from '../world.ts';

export class Processor {
  readonly #world: World;
  readonly #usual: ProcessorSettings;
  #settings: ProcessorSettings;
  #waiting: (() => void)[] = [];
  #isBusy = false;

  constructor(world: World, settings: ProcessorSettings) {
    this.#world = world;
    this.#usual = settings;
    this.#settings = settings;
  }

  /** Another speed from now on, until `restore`. */
  adjust(changes: Partial<ProcessorSettings>): void {
    this.#settings = { ...this.#settings, ...changes };
  }

  restore(): void {
    this.#settings = this.#usual;
  }

  /** What waits will never be handled. */
  drop(): void {
    this.#waiting = [];
  }

  /** Handling an event costs nothing and nothing waits. */
  get isFree(): boolean {
    return !this.#isBusy && this.#settings.eventMs === 0;
  }

  /** Runs it when it has been handled: now, if the processor is free. */
  handle(run: () => void): void {
    if (this.isFree) {
      run();
      return;
    }
    this.#waiting.push(run);
    if (!this.#isBusy) this.#work();
  }

  #work(): void {
    this.#isBusy = true;
    this.#world.schedule(this.#settings.eventMs * 1e6, () => {
      const run = this.#waiting.shift();
      this.#isBusy = false;
      if (this.#waiting.length > 0) this.#work();
      run?.();
    });
  }
}
