/**
 * Crash loop: a process dies, its supervisor starts it at once, and it dies again. What a node keeps in memory only it forgets
 * faster than the others lose their patience with it: whatever they asked before still waits for its answer. Attested by the
 * process's start time.
 */
import { between, pick, type Random } from '../../targets/contract/random.ts';
import type { RunningCluster } from '../cluster.ts';
import { chooseNodes, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import type { FaultInstance, FaultKind } from './fault.ts';
import { LifetimeWatch } from './kill.ts';

/** Of these each loop draws its own: some processes die as soon as they are asked something, others only now and then. */
const longestUpMs = [3, 10, 30, 100, 300] as const;
const longestDownMs = [3, 10, 30, 100] as const;

/** One node's: killed and started until it is stopped, for the first time when it begins. */
class CrashLoop {
  readonly #cluster: RunningCluster;
  readonly #node: string;
  readonly #random: Random;
  readonly #longestUpMs: number;
  readonly #longestDownMs: number;
  readonly #stopped = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(cluster: RunningCluster, node: string, random: Random) {
    this.#cluster = cluster;
    this.#node = node;
    this.#random = random;
    this.#longestUpMs = pick(random, longestUpMs);
    this.#longestDownMs = pick(random, longestDownMs);
  }

  /** Resolves when the node has crashed and started once. */
  async begin(): Promise<void> {
    await this.#crash();
    this.#ended = this.#goOn();
    // Whoever ends it hears of what failed.
    this.#ended.catch(() => undefined);
  }

  /** Resolves when the node runs for good. */
  async end(): Promise<void> {
    this.#stopped.abort();
    try {
      await this.#ended;
    } finally {
      await this.#cluster.controls.start(this.#node);
    }
  }

  async #goOn(): Promise<void> {
    const { signal } = this.#stopped;
    for (;;) {
      await this.#cluster.timeline.sleep(between(this.#random, 1, this.#longestUpMs), signal);
      if (signal.aborted) return;
      await this.#crash();
    }
  }

  async #crash(): Promise<void> {
    const { controls, timeline } = this.#cluster;
    await controls.kill(this.#node);
    await timeline.sleep(between(this.#random, 1, this.#longestDownMs), this.#stopped.signal);
    await controls.start(this.#node);
  }
}

export const crashLoop: FaultKind = {
  name: 'crash-loop',
  summary: `kills a node again and again, and starts it at once: it is down for up to ${Math.max(...longestDownMs)} ms and up for up to ${Math.max(...longestUpMs)} ms`,
  attestedBy: 'the start time of its process, and a heartbeat when it is over',
  holds: 'process',
  avoids: ['process'],
  variants: nodeVariants,
  refusal(ground, variant) {
    const { kill: support } = ground.target.supports;
    return support.supported ? nodeChoiceRefusal(ground, variant) : support.reason;
  },
  async choose(choice): Promise<FaultInstance | null> {
    const { cluster, random } = choice;
    const nodes = await chooseNodes(choice);
    if (nodes === null) return null;
    const loops = nodes.map((node) => new CrashLoop(cluster, node, random));
    const watch = new LifetimeWatch(cluster, nodes, ({ startedAt }, startedBefore) => startedAt !== startedBefore);
    return {
      description: nodes.join(' '),
      nodes,
      async inject() {
        await Promise.all(loops.map((loop) => loop.begin()));
      },
      async heal() {
        await Promise.all(loops.map((loop) => loop.end()));
      },
      observe: (moment) => watch.observe(moment),
    };
  },
};
