/** Part of the page's script (see `decode.ts`): round steps for axes, and points in time as exact as a step needs. */

/** Microseconds as a point on the trial's clock, with as many digits as `stepUs` needs. */
export function clockText(timeUs: number, stepUs: number): string {
  const digits = Math.max(0, Math.min(6, Math.ceil(-Math.log10(stepUs / 1e6) - 1e-9)));
  return `${(timeUs / 1e6).toFixed(digits)} s`;
}

/** The smallest of 1, 2, 5 times a power of ten that is not below `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) if (factor * power >= least * 0.999999) return factor * power;
  return 10 * power;
}

/** Multiples of `step` from `low` to `high`. */
export function multiples(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step);
  const count = Math.max(0, Math.floor(high / step) - first + 1);
  return Array.from({ length: Math.min(count, 1000) }, (_, number) => (first + number) * step);
}
