/** Watches the nodes beside the clients: who is up, silent or down, in which role, with which clock. */
import type { RunningCluster } from '../cluster.ts';
import type { TrialEventDraft } from '../faults/run-faults.ts';

const intervalMs = 1000;
const timeoutMs = 800;

type StatusDraft = Extract<TrialEventDraft, { type: 'node-status' }>;

async function look(cluster: RunningCluster, node: string): Promise<StatusDraft> {
  const [status, life] = await Promise.all([
    cluster.measurements.status(node, timeoutMs),
    cluster.measurements.lifetime(node),
  ]);
  const wallClockMs = status?.wallClockMs;
  return {
    type: 'node-status',
    node,
    state: status !== null ? 'up' : life.running ? 'silent' : 'down',
    role: status?.role ?? 'unknown',
    clockOffsetMs: wallClockMs === undefined ? null : Math.round(wallClockMs - cluster.measurements.wallMs()),
    detail: status?.detail ?? life.lastWords,
  };
}

/** Emits a status of every node about once a second until told to stop. Rejects if a measurement itself fails. */
export async function watchNodes(
  cluster: RunningCluster,
  emit: (event: TrialEventDraft) => void,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    const statuses = await Promise.all(cluster.nodes.map((node) => look(cluster, node)));
    for (const status of statuses) emit(status);
    await cluster.timeline.sleep(intervalMs, stop);
  }
}
