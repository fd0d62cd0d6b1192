/**
 * Clock: the wall clock of a node jumps, its monotonic clock does not. Attested by asking the system under test for its
 * own time and comparing with the controller's. Offsets are relative to what was measured before the fault.
 */
import { between, chance, type Random } from '../../targets/contract/random.ts';
import type { RunningCluster } from '../cluster.ts';
import { chooseNodes, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import { readClock } from './clock-reading.ts';
import type { Disturbances, FaultInstance, FaultKind, Moment, Observation } from './fault.ts';

/** Larger than what a slow answer can feign, smaller than the smallest bump. */
const toleranceMs = 600;
const smallestBumpMs = 2000;

/** Two seconds to about two minutes, either way; small and large jumps equally likely. */
function drawBumpMs(random: Random): number {
  const size = smallestBumpMs * 2 ** between(random, 0, 6);
  return chance(random, 0.5) ? size : -size;
}

function signed(ms: number): string {
  return `${ms < 0 ? '' : '+'}${(ms / 1000).toFixed(2)} s`;
}

class ClockWatch {
  readonly #cluster: RunningCluster;
  readonly #bumps: ReadonlyMap<string, number>;
  readonly #before = new Map<string, number>();

  constructor(cluster: RunningCluster, bumps: ReadonlyMap<string, number>) {
    this.#cluster = cluster;
    this.#bumps = bumps;
  }

  async observe(moment: Moment, others: () => Disturbances): Promise<Observation> {
    const parts: string[] = [];
    let told = 0;
    let asExpected = true;
    for (const [node, bumpMs] of this.#bumps) {
      const reading = await readClock(this.#cluster, node);
      if (reading === null) {
        const isSilenced = others().silences(node);
        parts.push(`${node} did not tell its time${isSilenced ? ', because of another fault' : ''}`);
        if (!isSilenced) asExpected = false;
        continue;
      }
      told++;
      const offset = Math.round(reading.offsetMs);
      if (moment === 'before') this.#before.set(node, offset);
      const wanted = (this.#before.get(node) ?? 0) + (moment === 'during' ? bumpMs : 0);
      parts.push(`the clock of ${node} is off by ${signed(offset)}`);
      if (Math.abs(offset - wanted) > toleranceMs) asExpected = false;
    }
    return { sentence: parts.join(', '), asExpected: asExpected && told === 0 ? null : asExpected };
  }
}

export const clock: FaultKind = {
  name: 'clock',
  summary: "moves a node's wall clock by 2 s to 2 min, forward or back; the monotonic clock stays",
  attestedBy: "the system's own wall clock, read back from inside the node",
  holds: 'clock',
  avoids: ['clock', 'process'],
  variants: nodeVariants,
  refusal(ground, variant) {
    const { clock: support } = ground.target.supports;
    return support.supported ? nodeChoiceRefusal(ground, variant) : support.reason;
  },
  async choose(choice): Promise<FaultInstance | null> {
    const { cluster, random } = choice;
    const nodes = await chooseNodes(choice);
    if (nodes === null) return null;
    const bumps = new Map(nodes.map((node) => [node, drawBumpMs(random)]));
    const watch = new ClockWatch(cluster, bumps);
    return {
      description: [...bumps].map(([node, bumpMs]) => `${node} ${signed(bumpMs)}`).join(', '),
      nodes,
      async inject() {
        await Promise.all([...bumps].map(([node, bumpMs]) => cluster.controls.bumpClock(node, bumpMs)));
      },
      async heal() {
        await Promise.all(nodes.map((node) => cluster.controls.resetClock(node)));
      },
      observe: (moment, others) => watch.observe(moment, others),
    };
  },
};
