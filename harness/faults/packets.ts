/**
 * Packets: links stay up, but what goes over them is late, lost, doubled, out of order, or little. A packet that is damaged
 * on its way fails its checksum and is dropped: that is loss. Attested by a burst of numbered probes over every link that
 * is affected, compared with a burst before.
 */
import { between, chance, pick, type Random } from '../../targets/contract/random.ts';
import type { Link, LinkSample, RunningCluster } from '../cluster.ts';
import type { LinkSettings } from '../simulation/settings.ts';
import { allLinks } from './cuts.ts';
import type { FaultInstance, FaultKind, Moment, Observation } from './fault.ts';
import { refusalOfRealNodes, worldOf } from './world-only.ts';

/** What a burst says of some links together. */
interface Traffic {
  readonly lostShare: number;
  readonly extraShare: number;
  /** Null if nothing arrived. */
  readonly medianMs: number | null;
  readonly meanMs: number | null;
}

interface Condition {
  readonly description: string;
  readonly changes: Partial<LinkSettings>;
  /** Whether traffic shows it, as against traffic without it. */
  isSeen(traffic: Traffic, before: Traffic): boolean;
}

const gainMs = (now: number | null, before: number | null): number =>
  (now ?? Number.POSITIVE_INFINITY) - (before ?? Number.POSITIVE_INFINITY);

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

const conditions: Readonly<Record<string, (random: Random) => Condition>> = {
  delay(random) {
    const minDelayMs = between(random, 50, 300);
    return {
      description: `${minDelayMs} ms or more`,
      changes: { minDelayMs },
      isSeen: (traffic, before) => gainMs(traffic.medianMs, before.medianMs) > minDelayMs / 3,
    };
  },
  loss(random) {
    const lossProbability = pick(random, [0.3, 0.5, 0.8]);
    return {
      description: percent(lossProbability),
      changes: { lossProbability },
      isSeen: (traffic, before) => traffic.lostShare > before.lostShare + lossProbability / 3,
    };
  },
  duplicate(random) {
    const duplicateProbability = pick(random, [0.3, 0.6, 0.9]);
    return {
      description: percent(duplicateProbability),
      changes: { duplicateProbability },
      isSeen: (traffic, before) => traffic.extraShare > before.extraShare + duplicateProbability / 3,
    };
  },
  reorder() {
    return {
      description: '40 % held up by 150 ms or so',
      changes: { lateProbability: 0.4, meanLatenessMs: 150, inOrder: false },
      isSeen: (traffic, before) => gainMs(traffic.meanMs, before.meanMs) > 20,
    };
  },
  rate(random) {
    const bytesPerSecond = between(random, 2000, 8000);
    return {
      description: `${bytesPerSecond} bytes/s`,
      changes: { bytesPerSecond },
      isSeen: (traffic, before) =>
        gainMs(traffic.medianMs, before.medianMs) > 80 || traffic.lostShare > before.lostShare + 0.3,
    };
  },
};

function summarise(samples: readonly LinkSample[]): Traffic {
  const sentCount = samples.reduce((sum, sample) => sum + sample.sentCount, 0);
  const delaysMs = samples.flatMap((sample) => sample.delaysMs).toSorted((a, b) => a - b);
  const extraCount = samples.reduce((sum, sample) => sum + sample.extraCount, 0);
  return {
    lostShare: 1 - delaysMs.length / sentCount,
    extraShare: extraCount / Math.max(1, delaysMs.length),
    medianMs: delaysMs[delaysMs.length >> 1] ?? null,
    meanMs: delaysMs.length === 0 ? null : delaysMs.reduce((sum, delayMs) => sum + delayMs, 0) / delaysMs.length,
  };
}

function inWords({ lostShare, extraShare, medianMs, meanMs }: Traffic): string {
  const delay = medianMs === null ? '' : ` took ${medianMs.toFixed(1)} ms (mean ${(meanMs ?? 0).toFixed(1)} ms),`;
  return `probes${delay} ${percent(lostShare)} lost, ${percent(extraShare)} doubled`;
}

class PacketWatch {
  readonly #cluster: RunningCluster;
  readonly #links: readonly Link[];
  readonly #condition: Condition;
  #before: Traffic | null = null;

  constructor(cluster: RunningCluster, links: readonly Link[], condition: Condition) {
    this.#cluster = cluster;
    this.#links = links;
    this.#condition = condition;
  }

  async observe(moment: Moment): Promise<Observation> {
    const traffic = summarise(await worldOf(this.#cluster).sampleLinks(this.#links));
    if (moment === 'before') this.#before = traffic;
    const isSeen = this.#condition.isSeen(traffic, this.#before ?? traffic);
    return { sentence: inWords(traffic), asExpected: isSeen === (moment === 'during') };
  }
}

export const packets: FaultKind = {
  name: 'packets',
  summary: 'makes links between nodes bad, all of them or those of one node; they stay up',
  attestedBy: 'a burst of probes over every affected link, compared with a burst before',
  holds: 'links',
  avoids: ['links'],
  variants: {
    delay: 'every message takes 50 to 300 ms longer',
    loss: '30 to 80 % of the messages are lost (or damaged, and dropped for their checksum)',
    duplicate: '30 to 90 % of the messages arrive twice',
    reorder: '40 % of the messages are held up and overtaken',
    rate: '2 to 8 kB/s and no more; what does not fit the queue is lost',
  },
  refusal(ground) {
    if (ground.nodeCount < 2) return 'a single node has no links';
    return refusalOfRealNodes(ground, 'netem is not used on containers yet');
  },
  async choose({ random, cluster, variant, free }): Promise<FaultInstance | null> {
    // One fault of the network at a time, or neither could be measured.
    if (free.length < cluster.nodes.length) return null;
    const one = chance(random, 0.5) ? pick(random, cluster.nodes) : null;
    const links = allLinks(cluster.nodes).filter(({ from, to }) => one === null || from === one || to === one);
    const condition = (conditions[variant] as (random: Random) => Condition)(random);
    const watch = new PacketWatch(cluster, links, condition);
    return {
      description: `${variant} ${condition.description} on ${one === null ? 'all links' : `the links of ${one}`}`,
      nodes: one === null ? cluster.nodes : [one],
      inject: async () => worldOf(cluster).adjustLinks(links, condition.changes),
      heal: async () => worldOf(cluster).restoreLinks(),
      observe: (moment) => watch.observe(moment),
    };
  },
};
