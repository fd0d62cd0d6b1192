/**
 * Test support: the store's Raft in the simulated world, with everything broken that can be, and its safety asserted after
 * every event of every node. Clients write, change the members and hand the leadership over; nobody looks at the answers,
 * so that it runs as fast as the world does.
 */
import type { Message } from '../../targets/contract/host.ts';
import type { Channel, Endpoint } from '../../targets/contract/target.ts';
import { between, chance, exponential, pick, shuffle } from '../../targets/contract/random.ts';
import type { Random } from '../../targets/contract/random.ts';
import { store } from '../../targets/store/index.ts';
import { parseConfiguration } from '../../targets/store/configuration.ts';
import { RaftMonitor } from '../../targets/store/raft/raft-invariants.testing.ts';
import { seededRandom } from '../random.ts';
import type { FaultControls } from '../cluster.ts';
import { startSimulatedCluster } from './cluster/start-simulated-cluster.ts';
import type { SimulatedCluster } from './cluster/start-simulated-cluster.ts';
import { swarmSettings } from './swarm.ts';

export interface RaftRun {
  readonly seed: number;
  readonly timeMs: number;
  /** Settings of the store, beside `replication`. */
  readonly set: Readonly<Record<string, unknown>>;
}

const tickMs = 20;

/** Asks whoever it believes to lead, and learns from refusals. */
class Asker {
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  readonly #channels = new Map<string, Channel>();
  #node: string;
  #nextId = 1;

  constructor(endpoints: ReadonlyMap<string, Endpoint>) {
    this.#endpoints = endpoints;
    this.#node = [...endpoints.keys()][0] as string;
  }

  ask(random: Random, question: Message): void {
    if (chance(random, 0.1)) this.#node = pick(random, [...this.#endpoints.keys()]);
    const channel = this.#channels.get(this.#node) ?? this.#dial(this.#node);
    channel.send({ ...question, id: this.#nextId++ });
  }

  #dial(node: string): Channel {
    const endpoint = this.#endpoints.get(node);
    if (endpoint?.kind !== 'simulated') throw new Error(`${node} is not simulated`);
    const channel = endpoint.dial();
    this.#channels.set(node, channel);
    channel.onMessage(({ leader }) => {
      if (typeof leader === 'string') this.#node = leader;
    });
    channel.onClose(() => this.#channels.delete(node));
    return channel;
  }
}

function nextQuestion(random: Random, nodes: readonly string[], value: number): Message {
  if (chance(random, 0.02)) {
    const type = pick(random, ['add-member', 'remove-member', 'transfer'] as const);
    return { kind: 'administer', request: { type, node: pick(random, nodes) } };
  }
  return { kind: 'execute', command: { type: 'write', key: `k${value % 5}`, value } };
}

/** Breaks one thing, and answers what heals it; what it takes is not taken by others meanwhile. */
async function breakOne(
  random: Random,
  controls: FaultControls,
  nodes: readonly string[],
): Promise<() => Promise<void>> {
  const [first, ...others] = shuffle(random, nodes) as [string, ...string[]];
  switch (random.below(5)) {
    case 0: {
      const aside = [first, ...others.slice(0, random.below(others.length))];
      const rest = nodes.filter((node) => !aside.includes(node));
      const links = aside.flatMap((from) => rest.map((to) => ({ from, to })));
      await controls.cut(
        chance(random, 0.5) ? links : [...links, ...links.map(({ from, to }) => ({ from: to, to: from }))],
      );
      return () => controls.mend();
    }
    case 1:
      await controls.pause(first);
      return () => controls.resume(first);
    case 2:
      await controls.kill(first);
      return () => controls.start(first);
    case 3: {
      const victims = [first, ...others.slice(0, random.below(nodes.length))];
      for (const node of victims) await controls.kill(node);
      return async () => {
        for (const node of victims) await controls.start(node);
      };
    }
    default:
      await controls.bumpClock(first, between(random, -60_000, 60_000));
      return () => controls.resetClock(first);
  }
}

async function breakThings(random: Random, cluster: SimulatedCluster, untilMs: number): Promise<void> {
  const { timeline, controls, nodes } = cluster;
  while (timeline.nowNs() / 1e6 < untilMs) {
    await timeline.sleep(exponential(random, 400));
    const heal = await breakOne(random, controls, nodes);
    await timeline.sleep(exponential(random, 600));
    await heal();
  }
}

/** Rejects with the violation, if there is one, as the cause of the world's failure. Else answers what the run reached. */
export async function runRaft({ seed, timeMs, set }: RaftRun): Promise<RaftMonitor['coverage']> {
  const options = store.options.parse({ replication: 'raft', ...set });
  const monitor = new RaftMonitor();
  const watched = { ...store, simulated: { program: () => monitor.program(parseConfiguration(options)) } };
  const cluster = await startSimulatedCluster(
    watched,
    options,
    {
      trialId: 'raft',
      seed,
      nodes: store.nodes(options),
      progress: () => undefined,
      signal: new AbortController().signal,
    },
    swarmSettings(seededRandom(seed, 'raft/world')),
  );
  const random = seededRandom(seed, 'raft/clients');
  const asker = new Asker(cluster.endpoints);
  await cluster.drive(async () => {
    const { timeline } = cluster;
    const faults = [0, 1].map((one) => breakThings(seededRandom(seed, `raft/faults ${one}`), cluster, timeMs));
    const broken = Promise.all(faults);
    // If the world fails, `drive` says so.
    broken.catch(() => undefined);
    for (let value = 1; timeline.nowNs() / 1e6 < timeMs; value++) {
      await timeline.sleep(tickMs);
      asker.ask(random, nextQuestion(random, cluster.nodes, value));
    }
    await broken;
  });
  await cluster.tearDown();
  return monitor.coverage;
}
