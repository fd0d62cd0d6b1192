/**
 * Flapping: the network divides, and before anybody has settled in with that it divides in another way. Who votes for whom on one
 * side, and commits what on the other, then changes between two messages. Attested like a partition: it holds still while it is
 * looked at.
 */
import { between, chance, pick, type Random } from '../../targets/contract/random.ts';
import { linkName, type Link, type RunningCluster } from '../cluster.ts';
import { choosePrimary, nodeChoiceRefusal } from './choose-nodes.ts';
import { halves, minority, oneWay, setApart, type Cut } from './cuts.ts';
import type { FaultChoice, FaultInstance, FaultKind } from './fault.ts';
import { observeLinks } from './partition.ts';
import { Recurrence } from './recurrence.ts';

/** Of these each fault draws its own. */
const longestStillMs = [30, 100, 300, 1000] as const;

function without(links: readonly Link[], those: readonly Link[]): Link[] {
  const names = new Set(those.map(linkName));
  return links.filter((link) => !names.has(linkName(link)));
}

const whole: Cut = { description: 'whole', nodes: [], links: [] };

/** The next way to divide the network, or not. */
async function drawCut(choice: FaultChoice): Promise<Cut> {
  const { variant, random, cluster } = choice;
  const { nodes } = cluster;
  switch (variant) {
    case 'any': {
      const shapes = [halves, oneWay, nodes.length < 3 ? halves : minority, () => whole];
      return pick(random, shapes)(nodes, random);
    }
    case 'halves':
      return chance(random, 0.5) ? whole : halves(nodes, random);
    case 'primary':
      return setApart(nodes, [await choosePrimary(choice)]);
    default:
      throw new RangeError(`no such flapping: ${variant}`);
  }
}

/** One network's: cut in another way again and again until it is stopped. */
class Flapping {
  readonly #cluster: RunningCluster;
  readonly #recurrence: Recurrence;
  #cut: readonly Link[] = [];
  /** The end of the queue of those that change the links, or want them to stay as they are. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(cluster: RunningCluster, random: Random, draw: () => Promise<Cut>) {
    this.#cluster = cluster;
    const longestMs = pick(random, longestStillMs);
    this.#recurrence = new Recurrence(
      cluster.timeline,
      () => between(random, 1, longestMs),
      async () => this.#change((await draw()).links),
    );
  }

  /** Resolves when the first cut is made. */
  async begin(first: Cut): Promise<void> {
    await this.#change(first.links);
    this.#recurrence.begin();
  }

  /** Resolves when all links are open. */
  async end(): Promise<void> {
    try {
      await this.#recurrence.end();
    } finally {
      await this.#change([]);
    }
  }

  /** Runs it while nothing changes, and tells it which links are cut. */
  holdStill<T>(look: (cut: readonly Link[]) => Promise<T>): Promise<T> {
    return this.#alone(() => look(this.#cut));
  }

  #change(links: readonly Link[]): Promise<void> {
    return this.#alone(async () => {
      const { controls } = this.#cluster;
      const before = this.#cut;
      this.#cut = links;
      await controls.cut(without(links, before));
      await controls.mend(without(before, links));
    });
  }

  #alone<T>(run: () => Promise<T>): Promise<T> {
    const done = this.#last.then(run);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

export const flapping: FaultKind = {
  name: 'flapping',
  summary: `divides the network between the nodes, and up to ${Math.max(...longestStillMs)} ms later in another way, again and again`,
  attestedBy: 'a probe over every ordered pair of nodes, for which it holds still',
  holds: 'links',
  avoids: ['links'],
  variants: {
    any: 'into halves, a minority and the rest, in one direction only, or not at all',
    halves: 'into halves, each time others, or not at all',
    primary: 'a node that says it is the primary, from all others: whichever says so then',
  },
  refusal(ground, variant) {
    if (ground.nodeCount < 2) return 'a single node has nobody to be cut from';
    return nodeChoiceRefusal(ground, variant);
  },
  async choose(choice): Promise<FaultInstance | null> {
    const { cluster, free, random, variant } = choice;
    const { nodes } = cluster;
    if (free.length < nodes.length) return null;
    // At first it is certainly divided.
    const first = variant === 'primary' ? await drawCut(choice) : halves(nodes, random);
    const links = new Flapping(cluster, random, () => drawCut(choice));
    return {
      description: `at first ${first.description}`,
      nodes: [...nodes],
      inject: () => links.begin(first),
      heal: () => links.end(),
      observe: (moment) => links.holdStill((cut) => observeLinks(cluster, cut, moment)),
    };
  },
};
