/**
 * What the faults of oscillators and strobing clocks have in common: one node after the other is measured through its own
 * answers, and one that other faults keep silent proves nothing.
 */
import type { RunningCluster } from '../cluster.ts';
import { chooseNodes, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import type { Disturbances, FaultInstance, FaultKind, Moment, Observation } from './fault.ts';
import { refusalOfRealNodes } from './world-only.ts';
import type { Random } from '../../targets/contract/random.ts';

/** A sentence, and whether the node's clock does what it should; null if the node did not tell its time. */
export type NodeFinding = { readonly sentence: string; readonly asExpected: boolean } | null;

export interface ClockFault<Disorder> {
  readonly name: string;
  readonly summary: string;
  readonly attestedBy: string;
  /** Why containers cannot have it. */
  readonly refusedInDocker: string;
  draw(random: Random): Disorder;
  describe(disorder: Disorder): string;
  inflict(cluster: RunningCluster, node: string, disorder: Disorder): void;
  measure(cluster: RunningCluster, node: string, disorder: Disorder, moment: Moment): Promise<NodeFinding>;
}

async function observe<Disorder>(
  fault: ClockFault<Disorder>,
  cluster: RunningCluster,
  disorders: ReadonlyMap<string, Disorder>,
  moment: Moment,
  others: () => Disturbances,
): Promise<Observation> {
  const nodes = [...disorders.keys()];
  const findings = await Promise.all(
    [...disorders].map(([node, disorder]) => fault.measure(cluster, node, disorder, moment)),
  );
  const disturbed = others();
  const parts: string[] = [];
  let told = 0;
  let asExpected = true;
  for (const [index, node] of nodes.entries()) {
    const finding = findings[index] as NodeFinding;
    if (disturbed.silences(node)) parts.push(`${node} is held by another fault`);
    else if (finding === null) {
      parts.push(`${node} did not tell its time`);
      asExpected = false;
    } else {
      told++;
      parts.push(finding.sentence);
      if (!finding.asExpected) asExpected = false;
    }
  }
  return { sentence: parts.join(', '), asExpected: asExpected && told === 0 ? null : asExpected };
}

export function defineClockFault<Disorder>(fault: ClockFault<Disorder>): FaultKind {
  return {
    name: fault.name,
    summary: fault.summary,
    attestedBy: fault.attestedBy,
    holds: 'clock',
    avoids: ['clock', 'process'],
    variants: nodeVariants,
    refusal(ground, variant) {
      const { clock: support } = ground.target.supports;
      if (!support.supported) return support.reason;
      return refusalOfRealNodes(ground, fault.refusedInDocker) ?? nodeChoiceRefusal(ground, variant);
    },
    async choose(choice): Promise<FaultInstance | null> {
      const { cluster, random } = choice;
      const nodes = await chooseNodes(choice);
      if (nodes === null) return null;
      const disorders = new Map(nodes.map((node) => [node, fault.draw(random)]));
      return {
        description: [...disorders].map(([node, disorder]) => `${node} ${fault.describe(disorder)}`).join(', '),
        nodes,
        async inject() {
          for (const [node, disorder] of disorders) fault.inflict(cluster, node, disorder);
        },
        async heal() {
          await Promise.all(nodes.map((node) => cluster.controls.resetClock(node)));
        },
        observe: (moment, others) => observe(fault, cluster, disorders, moment, others),
      };
    },
  };
}
