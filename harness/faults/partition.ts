/** Partition: nodes are up, but some cannot talk to each other. Attested by probing every ordered pair of nodes. */
import { pick } from '../../targets/contract/random.ts';
import { linkName, type Link, type RunningCluster } from '../cluster.ts';
import { choosePrimary, nodeChoiceRefusal } from './choose-nodes.ts';
import { allLinks, bridge, halves, majoritiesRing, minority, oneWay, setApart, type Cut } from './cuts.ts';
import type { FaultChoice, FaultInstance, FaultKind, Moment, Observation } from './fault.ts';

async function chooseCut(choice: FaultChoice): Promise<Cut> {
  const { random, cluster, variant } = choice;
  const { nodes } = cluster;
  switch (variant) {
    case 'halves':
      return halves(nodes, random);
    case 'one':
      return setApart(nodes, [pick(random, nodes)]);
    case 'primary': {
      return setApart(nodes, [await choosePrimary(choice)]);
    }
    case 'minority':
      return minority(nodes, random);
    case 'majorities-ring':
      return majoritiesRing(nodes, random);
    case 'bridge':
      return bridge(nodes, random);
    case 'one-way':
      return oneWay(nodes, random);
    default:
      throw new RangeError(`no such partition: ${variant}`);
  }
}

/** A link of a crowded network may lose all the probes of one look. */
const looks = 5;

/** Whether those and no others are cut, during the fault; none, before and after. */
export async function observeLinks(
  cluster: RunningCluster,
  cut: readonly Link[],
  moment: Moment,
): Promise<Observation> {
  const all = allLinks(cluster.nodes);
  const isCut = new Set(moment === 'during' ? cut.map(linkName) : []);
  const reachable = new Set<string>();
  let closed: readonly Link[] = [];
  for (let look = 0; look === 0 || (look < looks && closed.length > 0); look++) {
    for (const link of await cluster.measurements.reachableLinks()) reachable.add(linkName(link));
    closed = all.filter((link) => !isCut.has(linkName(link)) && !reachable.has(linkName(link)));
  }
  const open = all.filter((link) => isCut.has(linkName(link)) && reachable.has(linkName(link)));
  const sentence = [
    `${reachable.size} of ${all.length} links answered`,
    open.length === 0 ? '' : `${open.map(linkName).join(' ')} among them although cut`,
    moment === 'during' && closed.length > 0 ? `${closed.map(linkName).join(' ')} not among them although not cut` : '',
  ].filter((part) => part !== '');
  return { sentence: sentence.join(', '), asExpected: open.length + closed.length === 0 };
}

export const partition: FaultKind = {
  name: 'partition',
  summary: 'drops all traffic over some links between nodes; clients still reach every node',
  attestedBy: 'a probe over every ordered pair of nodes',
  holds: 'links',
  avoids: ['links'],
  variants: {
    halves: 'two halves (the smaller first when the number is odd)',
    one: 'one node, any, from all others',
    primary: 'a node that says it is the primary, from all others',
    minority: 'a minority of any size from the majority',
    'majorities-ring': 'every node hears a majority, no two the same one',
    bridge: 'two sides that only one node reaches both of',
    'one-way': 'one node hears nobody, or nobody hears it: the other direction stays open',
  },
  refusal(ground, variant) {
    const { nodeCount } = ground;
    if (nodeCount < 2) return 'a single node has nobody to be cut from';
    if ((variant === 'majorities-ring' || variant === 'bridge') && nodeCount < 3) return 'it takes three nodes';
    return nodeChoiceRefusal(ground, variant);
  },
  async choose(choice): Promise<FaultInstance | null> {
    const { cluster, free } = choice;
    // One fault of the network at a time: any cut may concern every node.
    if (free.length < cluster.nodes.length) return null;
    const { description, nodes, links } = await chooseCut(choice);
    return {
      description,
      nodes,
      inject: () => cluster.controls.cut(links),
      heal: () => cluster.controls.mend(links),
      observe: (moment) => observeLinks(cluster, links, moment),
    };
  },
};
