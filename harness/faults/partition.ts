/** Partition: nodes are up, but some cannot talk to each other. Attested by probing every ordered pair of nodes. */
import { pick, shuffle } from '../../targets/contract/random.ts';
import type { Link, RunningCluster } from '../cluster.ts';
import { nodeChoiceRefusal, primaries } from './choose-nodes.ts';
import type { FaultChoice, FaultInstance, FaultKind, Moment, Observation } from './fault.ts';

/** One side of a cut. The other side is everybody else. */
async function chooseSide(choice: FaultChoice): Promise<string[]> {
  const { random, cluster, variant } = choice;
  const { nodes } = cluster;
  if (variant === 'primary') {
    const found = await primaries(choice);
    return [pick(random, found.length > 0 ? found : nodes)];
  }
  return shuffle(random, nodes).slice(0, variant === 'one' ? 1 : Math.floor(nodes.length / 2));
}

function linksBetween(side: readonly string[], others: readonly string[]): Link[] {
  return side.flatMap((left) =>
    others.flatMap((right) => [
      { from: left, to: right },
      { from: right, to: left },
    ]),
  );
}

const name = (link: Link): string => `${link.from}->${link.to}`;

async function observeLinks(cluster: RunningCluster, cut: readonly Link[], moment: Moment): Promise<Observation> {
  const reachable = new Set((await cluster.measurements.reachableLinks()).map(name));
  const all = cluster.nodes.length * (cluster.nodes.length - 1);
  const open = cut.filter((link) => reachable.has(name(link)));
  const sentence = `${reachable.size} of ${all} links answered`;
  if (moment === 'during') {
    return {
      sentence: open.length === 0 ? sentence : `${sentence}, ${open.map(name).join(' ')} among them although cut`,
      asExpected: open.length === 0 && reachable.size === all - cut.length,
    };
  }
  return { sentence, asExpected: reachable.size === all };
}

export const partition: FaultKind = {
  name: 'partition',
  summary: 'drops all traffic between two groups of nodes; clients still reach every node',
  attestedBy: 'a probe over every ordered pair of nodes',
  variants: {
    halves: 'two halves (the smaller first when the number is odd)',
    one: 'one node, any, from all others',
    primary: 'a node that says it is the primary, from all others',
  },
  refusal(target, nodeCount, variant) {
    if (nodeCount < 2) return 'a single node has nobody to be cut from';
    return nodeChoiceRefusal(target, nodeCount, variant);
  },
  async choose(choice): Promise<FaultInstance> {
    const { cluster } = choice;
    const side = await chooseSide(choice);
    const others = cluster.nodes.filter((node) => !side.includes(node));
    const links = linksBetween(side, others);
    return {
      description: `${side.join(' ')} | ${others.join(' ')}`,
      nodes: side,
      inject: () => cluster.controls.cut(links),
      heal: () => cluster.controls.mend(),
      observe: (moment) => observeLinks(cluster, links, moment),
    };
  },
};
