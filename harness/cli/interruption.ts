/**
 * Ctrl-C, SIGTERM and SIGHUP. The first asks the running command to stop in good order (heal, tear down, judge what there
 * is); the next leaves at once. One press often arrives twice, from the terminal and from npm or the launcher, so
 * signals within a moment of each other count as one.
 */
import { stopwatch } from '../wall-clock.ts';

/** Of a process that was asked to stop, by whichever signal. */
export const interruptedExitCode = 130;

const sameSignalMs = 400;
const signalNames = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends the process while no command has begun to listen. */
let leave: (() => void) | null = null;

/**
 * Until a command listens, a request to stop calls `end`, which must end the process. To start takes seconds on a busy
 * machine; dying of the signal instead, the process would have no exit code. The launcher calls this first of all.
 */
export function endWhileStarting(end: () => void): void {
  leave = end;
  for (const name of signalNames) process.on(name, end);
}

function commandListens(): void {
  if (leave !== null) for (const name of signalNames) process.off(name, leave);
  leave = null;
}

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
  commandListens();
  return {
    signal: controller.signal,
    request,
    dispose() {
      for (const name of signalNames) process.off(name, request);
    },
  };
}
