/**
 * Faults that end the processes of nodes for a while: what kill, restart, power and crash-loop have in common. Attested by the
 * processes' lifetimes: each is like the fault says while it is on, and afterwards every node answers from a new process.
 */
import type { Lifetime, RunningCluster } from '../cluster.ts';
import { chooseNodes, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import type { FaultChoice, FaultKind, Ground, Moment, Observation } from './fault.ts';
import { observeHeartbeats } from './pause.ts';

export interface ProcessFault extends Pick<FaultKind, 'name' | 'summary' | 'attestedBy'> {
  /** Why not on this ground, although processes can be killed there; absent: for no reason. */
  readonly refusal?: (ground: Ground) => string | null;
  /** What a node's lifetime must be like as long as the fault is on, given when the process before it was started. */
  readonly isHit: (life: Lifetime, startedBefore: string) => boolean;
  /** How one node is taken down, and brought back; asked once for each node of a fault. */
  readonly act: (
    choice: FaultChoice,
    node: string,
  ) => { readonly begin: () => Promise<void>; readonly end: () => Promise<void> };
}

/** What became of the node's process. */
export function inWords(node: string, { running, machine, exitCode, lastWords }: Lifetime): string {
  if (running) return `${node} runs`;
  if (machine === 'off') return `${node} is without power`;
  const down = exitCode === null ? `${node} is down` : `${node} is down with exit code ${exitCode}`;
  return lastWords === '' ? down : `${down} (${lastWords})`;
}

/** Remembers each node's life before the fault, to tell the next one from it. */
class LifetimeWatch {
  readonly #cluster: RunningCluster;
  readonly #nodes: readonly string[];
  readonly #isHit: ProcessFault['isHit'];
  readonly #before = new Map<string, string>();

  constructor(cluster: RunningCluster, nodes: readonly string[], isHit: ProcessFault['isHit']) {
    this.#cluster = cluster;
    this.#nodes = nodes;
    this.#isHit = isHit;
  }

  async observe(moment: Moment): Promise<Observation> {
    const lives = await Promise.all(this.#nodes.map((node) => this.#cluster.measurements.lifetime(node)));
    const words = this.#nodes.map((node, index) => inWords(node, lives[index] as Lifetime)).join(', ');
    if (moment === 'during') {
      const isHit = this.#nodes.every((node, index) =>
        this.#isHit(lives[index] as Lifetime, this.#before.get(node) as string),
      );
      return { sentence: words, asExpected: isHit };
    }
    if (moment === 'before') {
      for (const [index, node] of this.#nodes.entries()) this.#before.set(node, (lives[index] as Lifetime).startedAt);
      return { sentence: words, asExpected: lives.every((life) => life.running) };
    }
    const heartbeats = await observeHeartbeats(this.#cluster, this.#nodes, 'after');
    const same = this.#nodes.filter((node, index) => lives[index]?.startedAt === this.#before.get(node));
    const sentence =
      same.length === 0
        ? `${words} in a new process, ${heartbeats.sentence}`
        : `${words}, but ${same.join(' ')} in the same process as before`;
    return { sentence, asExpected: same.length === 0 && lives.every((life) => life.running) && heartbeats.asExpected };
  }
}

export function processFault({ name, summary, attestedBy, refusal, isHit, act }: ProcessFault): FaultKind {
  return {
    name,
    summary,
    attestedBy,
    holds: 'process',
    avoids: ['process'],
    variants: nodeVariants,
    refusal(ground, variant) {
      const { kill: support } = ground.target.supports;
      if (!support.supported) return support.reason;
      return refusal?.(ground) ?? nodeChoiceRefusal(ground, variant);
    },
    async choose(choice) {
      const nodes = await chooseNodes(choice);
      if (nodes === null) return null;
      const acts = nodes.map((node) => act(choice, node));
      const watch = new LifetimeWatch(choice.cluster, nodes, isHit);
      return {
        description: nodes.join(' '),
        nodes,
        async inject() {
          await Promise.all(acts.map(({ begin }) => begin()));
        },
        async heal() {
          await Promise.all(acts.map(({ end }) => end()));
        },
        observe: (moment) => watch.observe(moment),
      };
    },
  };
}
