/**
 * Power: a machine goes dark and comes back. Unlike a killed process it loses what was not synced, wholly or in part: a
 * record may be torn, or stand there as zeros. Attested by the process's lifetime, and by the machine's silence.
 */
import { chooseNodes, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import { allLinks } from './cuts.ts';
import type { Disturbances, FaultInstance, FaultKind, Moment, Observation } from './fault.ts';
import { LifetimeWatch } from './kill.ts';
import { observeLinks } from './partition.ts';

export const power: FaultKind = {
  name: 'power',
  summary: "cuts a machine's power, starts it again later: writes that were not synced are lost or torn",
  attestedBy: 'the lifetime of its process, a probe over its links, and a heartbeat after the restart',
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
    const links = allLinks(cluster.nodes).filter(({ from, to }) => nodes.includes(from) || nodes.includes(to));
    const watch = new LifetimeWatch(cluster, nodes);
    return {
      description: nodes.join(' '),
      nodes,
      links,
      async inject() {
        await Promise.all(nodes.map((node) => cluster.controls.cutPower(node)));
      },
      async heal() {
        await Promise.all(nodes.map((node) => cluster.controls.start(node)));
      },
      async observe(moment: Moment, others: () => Disturbances): Promise<Observation> {
        const life = await watch.observe(moment);
        const reach = await observeLinks(cluster, links, moment, others);
        const asExpected = life.asExpected === true && reach.asExpected !== false;
        return { sentence: `${life.sentence}; ${reach.sentence}`, asExpected };
      },
    };
  },
};
