/**
 * Crash loop: a process dies, its supervisor starts it at once, and it dies again. What a node keeps in memory only it forgets
 * faster than the others lose their patience with it: whatever they asked before still waits for its answer.
 */
import { between, pick, type Random } from '../../targets/contract/random.ts';
import type { RunningCluster } from '../cluster.ts';
import { processFault } from './process-fault.ts';
import { Recurrence } from './recurrence.ts';

/** Of these each loop draws its own: some processes die as soon as they are asked something, others only now and then. */
const longestUpMs = [3, 10, 30, 100, 300] as const;
const longestDownMs = [3, 10, 30, 100] as const;

/** One node's: killed and started until it is stopped, for the first time when it begins. */
class CrashLoop {
  readonly #cluster: RunningCluster;
  readonly #node: string;
  readonly #random: Random;
  readonly #longestDownMs: number;
  readonly #recurrence: Recurrence;

  constructor(cluster: RunningCluster, node: string, random: Random) {
    this.#cluster = cluster;
    this.#node = node;
    this.#random = random;
    const longestMs = pick(random, longestUpMs);
    this.#longestDownMs = pick(random, longestDownMs);
    this.#recurrence = new Recurrence(
      cluster.timeline,
      () => between(random, 1, longestMs),
      () => this.#crash(),
    );
  }

  /** Resolves when the node has crashed and started once. */
  async begin(): Promise<void> {
    await this.#crash();
    this.#recurrence.begin();
  }

  /** Resolves when the node runs for good. */
  async end(): Promise<void> {
    try {
      await this.#recurrence.end();
    } finally {
      await this.#cluster.controls.start(this.#node);
    }
  }

  async #crash(): Promise<void> {
    const { controls, timeline } = this.#cluster;
    await controls.kill(this.#node);
    await timeline.sleep(between(this.#random, 1, this.#longestDownMs), this.#recurrence.signal);
    await controls.start(this.#node);
  }
}

export const crashLoop = processFault({
  name: 'crash-loop',
  summary: `kills a node again and again, and starts it at once: it is down for up to ${Math.max(...longestDownMs)} ms and up for up to ${Math.max(...longestUpMs)} ms`,
  attestedBy: 'the start time of its process, and a heartbeat when it is over',
  isHit: ({ startedAt }, startedBefore) => startedAt !== startedBefore,
  act({ cluster, random }, node) {
    const loop = new CrashLoop(cluster, node, random);
    return { begin: () => loop.begin(), end: () => loop.end() };
  },
});
