/** Waits until every node says it is ready: before the clients start, and again after healing. */
import type { RunningCluster } from '../cluster.ts';

/** Resolves to the nodes that were not ready when the patience was over; empty if all are. */
export async function awaitReadiness(
  cluster: RunningCluster,
  patienceMs: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const endNs = cluster.timeline.nowNs() + patienceMs * 1e6;
  for (;;) {
    const statuses = await Promise.all(cluster.nodes.map((node) => cluster.measurements.status(node, 1000)));
    const missing = cluster.nodes.filter((_, index) => statuses[index]?.ready !== true);
    if (missing.length === 0 || signal.aborted || cluster.timeline.nowNs() > endNs) return missing;
    await cluster.timeline.sleep(200, signal);
  }
}
