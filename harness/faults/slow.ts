/**
 * Slow: a limping node. Every event costs it time, and those that arrive meanwhile wait. Attested by how long it takes to
 * tell its status, compared with before.
 */
import { between } from '../../targets/contract/random.ts';
import type { RunningCluster } from '../cluster.ts';
import { chooseNodes, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import type { FaultInstance, FaultKind, Moment, Observation } from './fault.ts';
import { refusalOfRealNodes, worldOf } from './world-only.ts';

const patienceMs = 1000;
const tries = 5;

/** The quickest of a few answers, milliseconds; `patienceMs` if none came in that time. */
async function quickestAnswerMs({ timeline, measurements }: RunningCluster, node: string): Promise<number> {
  let quickestMs = patienceMs;
  for (let attempt = 0; attempt < tries; attempt++) {
    const askedNs = timeline.nowNs();
    if ((await measurements.status(node, patienceMs)) === null) return quickestMs;
    quickestMs = Math.min(quickestMs, (timeline.nowNs() - askedNs) / 1e6);
  }
  return quickestMs;
}

class LatencyWatch {
  readonly #cluster: RunningCluster;
  readonly #nodes: readonly string[];
  readonly #eventMs: number;
  readonly #beforeMs = new Map<string, number>();

  constructor(cluster: RunningCluster, nodes: readonly string[], eventMs: number) {
    this.#cluster = cluster;
    this.#nodes = nodes;
    this.#eventMs = eventMs;
  }

  async observe(moment: Moment): Promise<Observation> {
    const answersMs = await Promise.all(this.#nodes.map((node) => quickestAnswerMs(this.#cluster, node)));
    const parts: string[] = [];
    let asExpected = true;
    for (const [index, node] of this.#nodes.entries()) {
      const answerMs = answersMs[index] as number;
      if (moment === 'before') this.#beforeMs.set(node, answerMs);
      const isSlow = answerMs - (this.#beforeMs.get(node) ?? 0) > this.#eventMs / 2;
      parts.push(answerMs < patienceMs ? `${node} answered in ${answerMs.toFixed(1)} ms` : `${node} gave no answer`);
      if (isSlow !== (moment === 'during') || (moment === 'before' && answerMs === patienceMs)) asExpected = false;
    }
    return { sentence: parts.join(', '), asExpected };
  }
}

export const slow: FaultKind = {
  name: 'slow',
  summary: 'makes a node limp: every message, timer and finished write costs it 2 to 30 ms',
  attestedBy: 'how long the node takes to answer, compared with before',
  holds: 'process',
  avoids: ['process'],
  variants: nodeVariants,
  refusal: (ground, variant) =>
    refusalOfRealNodes(ground, 'the processor of a container is not limited yet') ?? nodeChoiceRefusal(ground, variant),
  async choose(choice): Promise<FaultInstance | null> {
    const { cluster, random } = choice;
    const nodes = await chooseNodes(choice);
    if (nodes === null) return null;
    const eventMs = between(random, 2, 30);
    const watch = new LatencyWatch(cluster, nodes, eventMs);
    return {
      description: `${nodes.join(' ')}, ${eventMs} ms an event`,
      nodes,
      async inject() {
        for (const node of nodes) worldOf(cluster).slowProcessor(node, eventMs);
      },
      async heal() {
        for (const node of nodes) worldOf(cluster).restoreProcessor(node);
      },
      observe: (moment) => watch.observe(moment),
    };
  },
};
