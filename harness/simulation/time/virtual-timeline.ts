/** The harness's timeline on virtual time: a sleep is an event of the world. */
import type { Timeline } from '../../timeline.ts';
import { Deadlines } from './deadlines.ts';
import { WorldEvent } from './event-queue.ts';
import { OpenOnes } from './open-ones.ts';
import type { Wait, World } from '../world.ts';

/** Ends when it happens, or when its signal aborts. */
class Sleep extends WorldEvent {
  readonly #wait: Wait<void>;
  /** All that sleep until this one's signal aborts; null without a signal. */
  readonly #others: OpenOnes<Sleep> | null;
  #isOver = false;

  constructor(wait: Wait<void>, others: OpenOnes<Sleep> | null) {
    super();
    this.#wait = wait;
    this.#others = others;
    others?.add(this);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  happen(): void {
    this.#isOver = true;
    this.#others?.oneEnded();
    this.#wait.resolve();
  }

  interrupt(): void {
    this.isCancelled = true;
    this.happen();
  }
}

/**
 * What sleeps until a signal aborts. One listener a signal for all of its sleepers: clients sleep before every operation,
 * and adding and removing a listener each time costs more than the operation.
 */
class Sleepers {
  readonly #bySignal = new WeakMap<AbortSignal, OpenOnes<Sleep>>();

  of(signal: AbortSignal): OpenOnes<Sleep> {
    const known = this.#bySignal.get(signal);
    if (known !== undefined) return known;
    const sleepers = new OpenOnes<Sleep>();
    this.#bySignal.set(signal, sleepers);
    const interruptAll = (): void => {
      for (const sleep of sleepers.open()) sleep.interrupt();
    };
    signal.addEventListener('abort', interruptAll, { once: true });
    return sleepers;
  }
}

export function virtualTimeline(world: World): Timeline {
  const sleepers = new Sleepers();
  const deadlines = new Map<number, Deadlines>();
  return {
    nowNs: () => world.nowNs(),
    sleep: (delayMs, signal) => {
      if (!Number.isFinite(delayMs)) return Promise.reject(new RangeError(`sleep: ${delayMs} ms is not a time`));
      if (signal?.aborted === true) return Promise.resolve();
      const wait = world.wait<void>();
      world.scheduleEvent(delayMs * 1e6, new Sleep(wait, signal === undefined ? null : sleepers.of(signal)));
      return wait.promise;
    },
    after: (delayMs, run) => {
      let alike = deadlines.get(delayMs);
      if (alike === undefined) deadlines.set(delayMs, (alike = new Deadlines(world, delayMs)));
      return alike.add(run);
    },
  };
}
