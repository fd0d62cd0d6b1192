/** The harness's timeline on virtual time: a sleep is an event of the world. */
import type { Timeline } from '../timeline.ts';
import type { World } from './world.ts';

export function virtualTimeline(world: World): Timeline {
  return {
    nowNs: () => world.nowNs(),
    sleep: (delayMs, signal) => {
      if (!Number.isFinite(delayMs)) return Promise.reject(new RangeError(`sleep: ${delayMs} ms is not a time`));
      if (signal?.aborted === true) return Promise.resolve();
      const wait = world.wait<void>();
      const wakeEarly = (): void => {
        event.run = null;
        wait.resolve();
      };
      const event = world.schedule(delayMs * 1e6, () => {
        signal?.removeEventListener('abort', wakeEarly);
        wait.resolve();
      });
      signal?.addEventListener('abort', wakeEarly, { once: true });
      return wait.promise;
    },
  };
}
