/**
 * Drift: a node's oscillator runs fast or slow, and with it both clocks and every timer. Real oscillators are wrong by
 * parts in a million; virtual machines that are stalled or moved, by far more. Attested by how fast the node's own wall
 * clock gains on the controller's.
 */
import { pick } from '../../targets/contract/random.ts';
import type { RunningCluster } from '../cluster.ts';
import { defineClockFault, type NodeFinding } from './clock-faults.ts';
import { readClockWell } from './clock-reading.ts';
import { worldOf } from './world-only.ts';

const rates = [0.6, 0.8, 0.9, 1.1, 1.25, 1.5];
const shortestLookMs = 150;
const longestLookMs = 2400;

/** Gains in a second, in seconds; looked at for as long as it takes to tell `drift` from none. Null: the node does not tell. */
async function gain(cluster: RunningCluster, node: string, drift: number): Promise<number | null> {
  const first = await readClockWell(cluster, node);
  for (let lookMs = shortestLookMs; ; lookMs *= 2) {
    await cluster.timeline.sleep(lookMs);
    const last = await readClockWell(cluster, node);
    if (first === null || last === null) return null;
    const elapsedMs = last.atMs - first.atMs;
    const uncertainty = (first.errorMs + last.errorMs) / elapsedMs;
    if (uncertainty < Math.abs(drift) / 3 || lookMs >= longestLookMs)
      return (last.offsetMs - first.offsetMs) / elapsedMs;
  }
}

const percent = (share: number): string => `${share < 0 ? '' : '+'}${(share * 100).toFixed(0)} %`;

export const clockDrift = defineClockFault<number>({
  name: 'clock-drift',
  summary: "a node's clocks and timers run fast or slow, by 10 to 50 %",
  attestedBy: "how fast the system's own wall clock gains on the controller's",
  refusedInDocker: 'the clocks of a container cannot be made to drift yet',
  draw: (random) => pick(random, rates),
  describe: (rate) => percent(rate - 1),
  inflict: (cluster, node, rate) => worldOf(cluster).setClockRate(node, rate),
  async measure(cluster, node, rate, moment): Promise<NodeFinding> {
    const drift = rate - 1;
    const measured = await gain(cluster, node, drift);
    if (measured === null) return null;
    const expected = moment === 'during' ? drift : 0;
    return {
      sentence: `the clock of ${node} gains ${percent(measured)}`,
      asExpected: Math.abs(measured - expected) < Math.abs(drift) / 2,
    };
  },
});
