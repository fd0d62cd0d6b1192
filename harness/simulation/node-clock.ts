/**
 * A node's two clocks. The monotonic one runs with virtual time and nothing moves it; the wall clock is what the node
 * believes the date to be, and clock faults move it. The controller's wall clock is a `NodeClock` that nobody moves.
 */

/** The date on which every simulated world begins, so that no run depends on the day it was made. */
const worldBeganMs = Date.UTC(2026, 0, 1);

export class NodeClock {
  offsetMs = 0;

  monotonicMs(nowNs: number): number {
    return nowNs / 1e6;
  }

  /** Whole milliseconds since 1970. */
  wallMs(nowNs: number): number {
    return Math.floor(worldBeganMs + nowNs / 1e6 + this.offsetMs);
  }
}
