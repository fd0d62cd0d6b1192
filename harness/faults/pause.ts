/** Pause: a node's processes stand still, then go on as if nothing had been. Attested by a heartbeat that stalls. */
import type { RunningCluster } from '../cluster.ts';
import { chooseNodes, nodeChoiceRefusal, nodeVariants, statusTimeoutMs } from './choose-nodes.ts';
import type { FaultInstance, FaultKind, Moment, Observation } from './fault.ts';

export async function observeHeartbeats(
  cluster: RunningCluster,
  nodes: readonly string[],
  moment: Moment,
): Promise<Observation> {
  const answers = await Promise.all(nodes.map((node) => cluster.measurements.status(node, statusTimeoutMs)));
  const answering = nodes.filter((_, index) => answers[index] !== null);
  const silent = nodes.filter((_, index) => answers[index] === null);
  const sentence = [
    answering.length === 0 ? '' : `${answering.join(' ')} answered`,
    silent.length === 0 ? '' : `${silent.join(' ')} gave no answer in ${statusTimeoutMs} ms`,
  ]
    .filter((part) => part !== '')
    .join(', ');
  return { sentence, asExpected: moment === 'during' ? answering.length === 0 : silent.length === 0 };
}

export const pause: FaultKind = {
  name: 'pause',
  summary: "freezes a node's processes, and thaws them",
  attestedBy: 'a heartbeat to the node itself, which stalls',
  variants: nodeVariants,
  refusal(target, nodeCount, variant) {
    if (!target.supports.pause.supported) return target.supports.pause.reason;
    return nodeChoiceRefusal(target, nodeCount, variant);
  },
  async choose(choice): Promise<FaultInstance> {
    const { cluster } = choice;
    const nodes = await chooseNodes(choice);
    return {
      description: nodes.join(' '),
      nodes,
      async inject() {
        await Promise.all(nodes.map((node) => cluster.controls.pause(node)));
      },
      async heal() {
        await Promise.all(nodes.map((node) => cluster.controls.resume(node)));
      },
      observe: (moment) => observeHeartbeats(cluster, nodes, moment),
    };
  },
};
