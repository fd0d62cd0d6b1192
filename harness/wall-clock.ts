/** The controller's own wall clock: names of trials, timestamps for people. Nothing that is judged depends on it. */
export function wallNow(): Date {
  return new Date();
}

/** The machine's monotonic clock, which all threads of the process share. */
export function monotonicNs(): bigint {
  return process.hrtime.bigint();
}

/** Milliseconds on the machine's monotonic clock, for durations shown to people. */
export function stopwatch(startNs = monotonicNs()): () => number {
  return () => Number(monotonicNs() - startNs) / 1e6;
}
