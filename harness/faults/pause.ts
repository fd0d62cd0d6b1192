/** Pause: a node's processes stand still, then go on as if nothing had been. Attested by a heartbeat that stalls. */
import type { RunningCluster } from '../cluster.ts';
import { chooseNodes, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import type { FaultInstance, FaultKind, Moment, Observation } from './fault.ts';

export async function observeHeartbeats(
  cluster: RunningCluster,
  nodes: readonly string[],
  moment: Moment,
): Promise<Observation> {
  const { measurements } = cluster;
  const { statusPatienceMs } = measurements;
  const answers = await Promise.all(nodes.map((node) => measurements.status(node, statusPatienceMs)));
  const answering = nodes.filter((_, index) => answers[index] !== null);
  const silent = nodes.filter((_, index) => answers[index] === null);
  const sentence = [
    answering.length === 0 ? '' : `${answering.join(' ')} answered`,
    silent.length === 0 ? '' : `${silent.join(' ')} gave no answer in ${statusPatienceMs} ms`,
  ]
    .filter((part) => part !== '')
    .join(', ');
  return { sentence, asExpected: moment === 'during' ? answering.length === 0 : silent.length === 0 };
}

export const pause: FaultKind = {
  name: 'pause',
  summary: "freezes a node's processes, and thaws them",
  attestedBy: 'a heartbeat to the node itself, which stalls',
  holds: 'process',
  avoids: ['process'],
  variants: nodeVariants,
  refusal(ground, variant) {
    const { pause: support } = ground.target.supports;
    return support.supported ? nodeChoiceRefusal(ground, variant) : support.reason;
  },
  async choose(choice): Promise<FaultInstance | null> {
    const { cluster } = choice;
    const nodes = await chooseNodes(choice);
    if (nodes === null) return null;
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
