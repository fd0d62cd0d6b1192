/**
 * Power: a machine goes dark and comes back. Unlike a killed process it loses what was not synced, wholly or in part: a
 * record may be torn, or stand there as zeros. Attested by the machine's power and its process's lifetime.
 */
import { chooseNodes, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import type { FaultInstance, FaultKind } from './fault.ts';
import { LifetimeWatch } from './kill.ts';

export const power: FaultKind = {
  name: 'power',
  summary: "cuts a machine's power, starts it again later: writes that were not synced are lost or torn",
  attestedBy: "the machine's power, the start time of its process, and a heartbeat after the restart",
  holds: 'process',
  avoids: ['process'],
  variants: nodeVariants,
  refusal(ground, variant) {
    const { kill: support } = ground.target.supports;
    if (!support.supported) return support.reason;
    if (ground.backend === 'docker') return 'a container cannot lose power apart from the whole machine';
    return nodeChoiceRefusal(ground, variant);
  },
  async choose(choice): Promise<FaultInstance | null> {
    const { cluster } = choice;
    const nodes = await chooseNodes(choice);
    if (nodes === null) return null;
    const watch = new LifetimeWatch(cluster, nodes, ({ running, machine }) => !running && machine === 'off');
    return {
      description: nodes.join(' '),
      nodes,
      async inject() {
        await Promise.all(nodes.map((node) => cluster.controls.cutPower(node)));
      },
      async heal() {
        await Promise.all(nodes.map((node) => cluster.controls.start(node)));
      },
      observe: (moment) => watch.observe(moment),
    };
  },
};
