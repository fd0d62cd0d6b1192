/**
 * A node's two clocks, driven by one oscillator. Drift is a fault of the oscillator: both clocks and the timers run fast or
 * slow. The wall clock, which is what the node believes the date to be, can be moved and made to oscillate besides; nothing
 * moves the monotonic one. The controller's clock is a `NodeClock` that nobody touches.
 */

/** The date on which every simulated world begins, so that no run depends on the day it was made. */
const worldBeganMs = Date.UTC(2026, 0, 1);

export class NodeClock {
  /** The wall clock's distance from the monotonic one, beside the strobe. */
  #offsetMs = 0;
  /** Local nanoseconds that pass in one of the world's, since `#rateSinceNs`, when the monotonic clock showed `#baseNs`. */
  #rate = 1;
  #rateSinceNs = 0;
  #baseNs = 0;
  #strobe: { readonly offsetMs: number; readonly periodMs: number } | null = null;

  monotonicMs(nowNs: number): number {
    return (this.#baseNs + (nowNs - this.#rateSinceNs) * this.#rate) / 1e6;
  }

  /** Whole milliseconds since 1970. */
  wallMs(nowNs: number): number {
    let offsetMs = this.#offsetMs;
    const strobe = this.#strobe;
    if (strobe !== null && Math.floor(nowNs / 1e6 / strobe.periodMs) % 2 === 1) offsetMs += strobe.offsetMs;
    return Math.floor(worldBeganMs + this.monotonicMs(nowNs) + offsetMs);
  }

  /** How long the world takes for this much local time, at the rate of now. */
  worldNs(localMs: number): number {
    // Rounded up: a timer that fired early by a fraction of a nanosecond would be set again at once, for ever.
    return Math.ceil((localMs * 1e6) / this.#rate);
  }

  bump(offsetMs: number): void {
    this.#offsetMs += offsetMs;
  }

  /** 1 is right; at 1.1 ten seconds here are eleven for the node. */
  setRate(nowNs: number, rate: number): void {
    this.#baseNs = this.monotonicMs(nowNs) * 1e6;
    this.#rateSinceNs = nowNs;
    this.#rate = rate;
  }

  /** From now on the wall clock is off by this much during every second period. */
  strobe(offsetMs: number, periodMs: number): void {
    this.#strobe = { offsetMs, periodMs };
  }

  /** The wall clock is right again, and both run at the right rate; the monotonic one keeps what it gained or lost. */
  reset(nowNs: number): void {
    if (this.#rate !== 1) this.setRate(nowNs, 1);
    this.#strobe = null;
    this.#offsetMs = nowNs / 1e6 - this.monotonicMs(nowNs);
  }
}
