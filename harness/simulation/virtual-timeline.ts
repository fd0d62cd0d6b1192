/** The harness's timeline on virtual time: a sleep is an event of the world. */
import type { Timeline } from '../timeline.ts';
import type { World } from './world.ts';

/**
 * What sleeps until a signal aborts. One listener a signal for all of its sleepers: clients sleep before every operation,
 * and adding and removing a listener each time costs more than the operation.
 */
class Sleepers {
  readonly #bySignal = new WeakMap<AbortSignal, Set<() => void>>();

  of(signal: AbortSignal): Set<() => void> {
    const known = this.#bySignal.get(signal);
    if (known !== undefined) return known;
    const sleepers = new Set<() => void>();
    this.#bySignal.set(signal, sleepers);
    const wakeAll = (): void => {
      for (const wake of sleepers) wake();
    };
    signal.addEventListener('abort', wakeAll, { once: true });
    return sleepers;
  }
}

export function virtualTimeline(world: World): Timeline {
  const sleepers = new Sleepers();
  return {
    nowNs: () => world.nowNs(),
    sleep: (delayMs, signal) => {
      if (!Number.isFinite(delayMs)) return Promise.reject(new RangeError(`sleep: ${delayMs} ms is not a time`));
      if (signal?.aborted === true) return Promise.resolve();
      const wait = world.wait<void>();
      const others = signal === undefined ? null : sleepers.of(signal);
      const wake = (): void => {
        event.run = null;
        others?.delete(wake);
        wait.resolve();
      };
      const event = world.schedule(delayMs * 1e6, wake);
      others?.add(wake);
      return wait.promise;
    },
    after: (delayMs, run) => {
      const event = world.schedule(delayMs * 1e6, () => {
        world.calledOut();
        run();
      });
      return () => {
        event.run = null;
      };
    },
  };
}
