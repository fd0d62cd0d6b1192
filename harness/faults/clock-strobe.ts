/**
 * Strobe: a node's wall clock jumps to and fro, many times a second, as when two time daemons fight over it. The
 * monotonic clock stays. Attested by the node's own wall clock, read again and again until both states were seen.
 */
import { between, chance, pick } from '../../targets/contract/random.ts';
import type { RunningCluster } from '../cluster.ts';
import { defineClockFault, type NodeFinding } from './clock-faults.ts';
import { readClock } from './clock-reading.ts';
import { worldOf } from './world-only.ts';

interface Strobe {
  readonly offsetMs: number;
  readonly periodMs: number;
}

const readings = 24;

/** Between the largest and the smallest offset that the node told, in a look at irregular moments. Null: it told none. */
async function spread(cluster: RunningCluster, node: string, { periodMs }: Strobe): Promise<number | null> {
  const offsetsMs: number[] = [];
  for (let count = 0; count < readings; count++) {
    const reading = await readClock(cluster, node);
    if (reading !== null) offsetsMs.push(reading.offsetMs);
    await cluster.timeline.sleep(periodMs * (0.3 + 0.05 * count));
    if (Math.max(...offsetsMs) - Math.min(...offsetsMs) > smallestMs / 2) break;
  }
  return offsetsMs.length === 0 ? null : Math.max(...offsetsMs) - Math.min(...offsetsMs);
}

const smallestMs = 1000;

export const clockStrobe = defineClockFault<Strobe>({
  name: 'clock-strobe',
  summary: "a node's wall clock jumps to and fro by 1 to 60 s, many times a second; the monotonic clock stays",
  attestedBy: "the system's own wall clock, read back from inside the node until it was seen in both places",
  refusedInDocker: 'the clock of a container cannot be made to strobe yet',
  draw: (random) => ({
    offsetMs: between(random, smallestMs, 60_000) * (chance(random, 0.5) ? 1 : -1),
    periodMs: pick(random, [5, 20, 50]),
  }),
  describe: ({ offsetMs, periodMs }) => `${(offsetMs / 1000).toFixed(2)} s every other ${periodMs} ms`,
  inflict: (cluster, node, { offsetMs, periodMs }) => worldOf(cluster).strobeClock(node, offsetMs, periodMs),
  async measure(cluster, node, strobe, moment): Promise<NodeFinding> {
    const measured = await spread(cluster, node, strobe);
    if (measured === null) return null;
    return {
      sentence: `the clock of ${node} moved by ${(measured / 1000).toFixed(2)} s`,
      asExpected: measured > smallestMs / 2 === (moment === 'during'),
    };
  },
});
