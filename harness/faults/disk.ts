/**
 * Disks: one that is slow, as if it were dying or shared; and one that is full, on which a node that writes ends. Attested
 * by a small write beside the node's own.
 */
import { between } from '../../targets/contract/random.ts';
import type { RunningCluster } from '../cluster.ts';
import { chooseNodes, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import type { Disturbances, FaultInstance, FaultKind, Moment, Observation } from './fault.ts';
import { observeHeartbeats } from './pause.ts';
import { refusalOfRealNodes, worldOf } from './world-only.ts';

async function probeDisks(cluster: RunningCluster, nodes: readonly string[]): Promise<(number | null)[]> {
  return Promise.all(nodes.map((node) => worldOf(cluster).probeDisk(node)));
}

const took = (node: string, writeMs: number | null): string =>
  writeMs === null ? `${node} could not write` : `${node} wrote in ${writeMs.toFixed(1)} ms`;

async function observeSlowness(
  cluster: RunningCluster,
  nodes: readonly string[],
  minSyncMs: number,
  moment: Moment,
  others: () => Disturbances,
): Promise<Observation> {
  const writesMs = await probeDisks(cluster, nodes);
  const disturbed = others();
  const measured = nodes.filter((node) => !disturbed.silences(node));
  const sentence = nodes.map((node, index) => took(node, writesMs[index] ?? null)).join(', ');
  if (measured.length === 0) return { sentence: `${sentence}, held by another fault`, asExpected: null };
  // The device works in order: a write takes at least as long as it is made to take, and before that surely once less.
  const asExpected = measured.every((node) => {
    const writeMs = writesMs[nodes.indexOf(node)] ?? null;
    return writeMs !== null && writeMs >= minSyncMs === (moment === 'during');
  });
  return { sentence, asExpected };
}

export const diskSlow: FaultKind = {
  name: 'disk-slow',
  summary: "makes every sync of a node's disk take 150 to 600 ms or more",
  attestedBy: 'how long a small write takes to be durable',
  holds: 'disk',
  avoids: ['disk', 'process'],
  variants: nodeVariants,
  refusal: (ground, variant) =>
    refusalOfRealNodes(ground, 'the disk of a container is not slowed down yet') ?? nodeChoiceRefusal(ground, variant),
  async choose(choice): Promise<FaultInstance | null> {
    const { cluster, random } = choice;
    const nodes = await chooseNodes(choice);
    if (nodes === null) return null;
    const minSyncMs = between(random, 150, 600);
    return {
      description: `${nodes.join(' ')}, ${minSyncMs} ms a sync`,
      nodes,
      async inject() {
        for (const node of nodes) worldOf(cluster).slowDisk(node, minSyncMs);
      },
      async heal() {
        for (const node of nodes) worldOf(cluster).restoreDisk(node);
      },
      observe: (moment, others) => observeSlowness(cluster, nodes, minSyncMs, moment, others),
    };
  },
};

async function observeSpace(cluster: RunningCluster, nodes: readonly string[], moment: Moment): Promise<Observation> {
  const writesMs = await probeDisks(cluster, nodes);
  const sentence = nodes.map((node, index) => took(node, writesMs[index] ?? null)).join(', ');
  if (moment === 'during') return { sentence, asExpected: writesMs.every((writeMs) => writeMs === null) };
  const heartbeats = await observeHeartbeats(cluster, nodes, 'after');
  return {
    sentence: `${sentence}, ${heartbeats.sentence}`,
    asExpected: writesMs.every((writeMs) => writeMs !== null) && heartbeats.asExpected === true,
  };
}

export const diskFull: FaultKind = {
  name: 'disk-full',
  summary: "fills a node's disk: a node that writes to it ends, and is started again when there is space",
  attestedBy: 'a small write that finds no space, and a heartbeat after the restart',
  holds: 'process',
  avoids: ['disk', 'process'],
  variants: nodeVariants,
  refusal: (ground, variant) =>
    refusalOfRealNodes(ground, 'the disk of a container is not filled yet') ?? nodeChoiceRefusal(ground, variant),
  async choose(choice): Promise<FaultInstance | null> {
    const { cluster } = choice;
    const nodes = await chooseNodes(choice);
    if (nodes === null) return null;
    return {
      description: nodes.join(' '),
      nodes,
      async inject() {
        for (const node of nodes) worldOf(cluster).fillDisk(node);
      },
      async heal() {
        for (const node of nodes) worldOf(cluster).restoreDisk(node);
        await Promise.all(nodes.map((node) => cluster.controls.start(node)));
      },
      observe: (moment) => observeSpace(cluster, nodes, moment),
    };
  },
};
