/**
 * Kill: SIGKILL, some time down, and a start with all that was written, synced or not: the operating system keeps it.
 * Attested by the process's lifetime.
 */
import type { Lifetime, RunningCluster } from '../cluster.ts';
import { chooseNodes, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import type { FaultInstance, FaultKind, Moment, Observation } from './fault.ts';
import { observeHeartbeats } from './pause.ts';

/** What became of the node's process. */
export function inWords(node: string, { running, machine, exitCode, lastWords }: Lifetime): string {
  if (running) return `${node} runs`;
  if (machine === 'off') return `${node} is without power`;
  const down = exitCode === null ? `${node} is down` : `${node} is down with exit code ${exitCode}`;
  return lastWords === '' ? down : `${down} (${lastWords})`;
}

/** Remembers each node's life before the fault, to tell the next one from it. */
export class LifetimeWatch {
  readonly #cluster: RunningCluster;
  readonly #nodes: readonly string[];
  readonly #isHit: (life: Lifetime, startedBefore: string) => boolean;
  readonly #before = new Map<string, string>();

  /** `isHit`: what a node's lifetime must be like as long as the fault is on, given when the process before it was started. */
  constructor(
    cluster: RunningCluster,
    nodes: readonly string[],
    isHit: (life: Lifetime, startedBefore: string) => boolean,
  ) {
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

export const kill: FaultKind = {
  name: 'kill',
  summary: 'kills a node (SIGKILL), leaves it down for a while, starts it again',
  attestedBy: 'the start time and exit code of its process, and a heartbeat after the restart',
  holds: 'process',
  avoids: ['process'],
  variants: nodeVariants,
  refusal(ground, variant) {
    const { kill: support } = ground.target.supports;
    return support.supported ? nodeChoiceRefusal(ground, variant) : support.reason;
  },
  async choose(choice): Promise<FaultInstance | null> {
    const { cluster } = choice;
    const nodes = await chooseNodes(choice);
    if (nodes === null) return null;
    const watch = new LifetimeWatch(cluster, nodes, ({ running, machine }) => !running && machine === 'on');
    return {
      description: nodes.join(' '),
      nodes,
      async inject() {
        await Promise.all(nodes.map((node) => cluster.controls.kill(node)));
      },
      async heal() {
        await Promise.all(nodes.map((node) => cluster.controls.start(node)));
      },
      observe: (moment) => watch.observe(moment),
    };
  },
};
