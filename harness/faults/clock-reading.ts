/** What a node's wall clock shows, asked of the node itself, and how far that is to be trusted. */
import type { RunningCluster } from '../cluster.ts';

export interface ClockReading {
  /** The node's wall clock minus the controller's. */
  readonly offsetMs: number;
  /** The true offset is no further away than this: half of the time that the question took, and a rounded millisecond. */
  readonly errorMs: number;
  /** When it was read, on the controller's wall clock. */
  readonly atMs: number;
}

/** Null if the node does not tell in time. */
export async function readClock({ measurements }: RunningCluster, node: string): Promise<ClockReading | null> {
  const askedMs = measurements.wallMs();
  const status = await measurements.status(node, measurements.statusPatienceMs);
  const answeredMs = measurements.wallMs();
  if (status?.wallClockMs === undefined) return null;
  const atMs = (askedMs + answeredMs) / 2;
  return { offsetMs: status.wallClockMs - atMs, errorMs: (answeredMs - askedMs) / 2 + 1, atMs };
}

/** The most trustworthy of a few readings; null if the node told none. */
export async function readClockWell(cluster: RunningCluster, node: string): Promise<ClockReading | null> {
  const tries = 3;
  let best: ClockReading | null = null;
  for (let attempt = 0; attempt < tries; attempt++) {
    const reading = await readClock(cluster, node);
    if (reading !== null && (best === null || reading.errorMs < best.errorMs)) best = reading;
  }
  return best;
}
