/**
 * Real time, for clusters of containers. The only module of the Docker backend that touches the machine's clocks and
 * timers; everything else is handed a `Timeline`.
 */
import type { Timeline } from '../timeline.ts';

/** A timeline on the machine's monotonic clock; zero is now. */
export function createRealTimeline(): Timeline {
  const startNs = process.hrtime.bigint();
  return {
    nowNs: () => Number(process.hrtime.bigint() - startNs),
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        const finish = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', finish);
          resolve();
        };
        const timer = setTimeout(finish, Math.max(0, delayMs));
        signal?.addEventListener('abort', finish, { once: true });
      }),
    after: (delayMs, run) => {
      const timer = setTimeout(run, Math.max(0, delayMs));
      return () => clearTimeout(timer);
    },
  };
}

/** The controller's wall clock, milliseconds since 1970: what a node's clock is compared with. */
export function controllerWallMs(): number {
  return Date.now();
}
