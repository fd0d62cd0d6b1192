/**
 * Ctrl-C, SIGTERM and SIGHUP. The first asks the running command to stop in good order (heal, tear down, judge what there
 * is); the next leaves at once. One press often arrives twice, from the terminal and from npm or the launcher, so
 * signals within a moment of each other count as one.
 */
import { stopwatch } from '../wall-clock.ts';

const sameSignalMs = 400;
const signalNames = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption {
  /** Aborts at the first request to stop. */
  readonly signal: AbortSignal;
  /** The same as a signal: for a key pressed in raw mode. */
  readonly request: () => void;
  /** Stops listening; the process then dies of signals as usual. */
  readonly dispose: () => void;
}

/** Listens from now on. `onSecond` must end the process. */
export function listenForInterruption(on: { readonly first: () => void; readonly second: () => void }): Interruption {
  const controller = new AbortController();
  const elapsed = stopwatch();
  let firstAtMs: number | null = null;
  const request = (): void => {
    if (firstAtMs === null) {
      firstAtMs = elapsed();
      controller.abort();
      on.first();
    } else if (elapsed() - firstAtMs > sameSignalMs) on.second();
  };
  for (const name of signalNames) process.on(name, request);
  return {
    signal: controller.signal,
    request,
    dispose() {
      for (const name of signalNames) process.off(name, request);
    },
  };
}
