/** The controller's own wall clock: names of trials, timestamps for people. Nothing that is judged depends on it. */
export function wallNow(): Date {
  return new Date();
}

/** Milliseconds on the machine's monotonic clock, for durations shown to people. */
export function stopwatch(): () => number {
  const startNs = process.hrtime.bigint();
  return () => Number(process.hrtime.bigint() - startNs) / 1e6;
}
