/**
 * How times, durations and counts are written for people; the same in every kind of report.
 * Also part of the HTML page's script (see `html/client-script.ts`), so it holds nothing but exported functions.
 */

/** A point on the trial's clock, in nanoseconds, as seconds: `3.214 s`. */
export function formatClock(timeNs: number): string {
  return `${(timeNs / 1e9).toFixed(3)} s`;
}

/** A length of time in nanoseconds, with three significant digits: `340 µs`, `1.20 ms`, `12.5 s`, `3 min 5 s`. */
export function formatDuration(durationNs: number): string {
  if (durationNs < 1e3) return `${Math.round(durationNs)} ns`;
  if (durationNs < 999.5e3) return `${threeDigits(durationNs / 1e3)} µs`;
  if (durationNs < 999.5e6) return `${threeDigits(durationNs / 1e6)} ms`;
  if (durationNs < 119.5e9) return `${threeDigits(durationNs / 1e9)} s`;
  const seconds = Math.round(durationNs / 1e9);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Digits in groups of three: `12,345`. Written by hand so that the locale of the machine does not matter. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 operation`, `2 operations`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** A number below 1000 with three digits, without needless zeros. */
export function threeDigits(value: number): string {
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return value.toFixed(digits).replace(/\.0+$/, '');
}
