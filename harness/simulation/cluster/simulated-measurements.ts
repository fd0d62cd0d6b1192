/**
 * Reading the simulated world as it is: probes really travel the network, a status really is asked of the node over a
 * channel of its own. Nothing here knows what the controls were told to do.
 */
import type { Endpoint, NodeStatus } from '../../../targets/contract/target.ts';
import type { Link, Measurements } from '../../cluster.ts';
import type { Timeline } from '../../timeline.ts';
import { NodeClock } from '../node/node-clock.ts';
import type { SimulatedNetwork } from '../network/simulated-network.ts';
import type { SimulatedNode } from '../node/simulated-node.ts';
import { nodeNamed } from './node-named.ts';
import type { World } from '../world.ts';

/** A link counts as reachable if any of these probes arrives: rare loss does not look like a cut. */
const probesPerLink = 5;
const probeIntervalMs = 10;
/** After the last probe is sent, how long a late one is waited for. */
const probePatienceMs = 80;
const statusPatienceMs = 250;

export interface MeasuredCluster {
  readonly world: World;
  readonly timeline: Timeline;
  readonly network: SimulatedNetwork;
  readonly nodes: ReadonlyMap<string, SimulatedNode>;
  /** Asks the target's node over its endpoint; rejects if it does not answer. */
  askStatus(endpoint: Endpoint, signal: AbortSignal): Promise<NodeStatus>;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

export function simulatedMeasurements(cluster: MeasuredCluster): Measurements {
  const { world, nodes } = cluster;
  const controllerClock = new NodeClock();
  const find = (name: string): SimulatedNode => nodeNamed(nodes, name);
  return {
    reachableLinks: () => probeLinks(cluster),
    lifetime: async (name) => {
      const node = find(name);
      const { hasPower, end } = node;
      const exitCode = hasPower ? (end?.exitCode ?? null) : null;
      return {
        running: node.state !== 'down',
        startedAt: `life ${node.life}`,
        machine: hasPower ? 'on' : 'off',
        exitCode,
        lastWords: end?.reason ?? '',
      };
    },
    ask: (name, timeoutMs, question) => askWithin(cluster, find(name).name, timeoutMs, question),
    status: (name, timeoutMs) =>
      askWithin(cluster, find(name).name, timeoutMs, (endpoint, signal) => cluster.askStatus(endpoint, signal)),
    statusPatienceMs,
    wallMs: () => controllerClock.wallMs(world.nowNs()),
  };
}

async function probeLinks({ world, network, nodes }: MeasuredCluster): Promise<readonly Link[]> {
  const links: Link[] = [];
  for (const from of nodes.keys()) for (const to of nodes.keys()) if (from !== to) links.push({ from, to });
  const reached = new Set<Link>();
  const finished = world.wait<void>();
  const probe = (link: Link): void => {
    network.probe(link, () => {
      reached.add(link);
      if (reached.size === links.length) finished.resolve();
    });
  };
  for (let round = 0; round < probesPerLink; round++) {
    world.schedule(round * probeIntervalMs * 1e6, () => {
      for (const link of links) if (!reached.has(link)) probe(link);
    });
  }
  world.schedule((probesPerLink * probeIntervalMs + probePatienceMs) * 1e6, () => finished.resolve());
  await finished.promise;
  return links.filter((link) => reached.has(link));
}

async function askWithin<T>(
  cluster: MeasuredCluster,
  node: string,
  timeoutMs: number,
  question: (endpoint: Endpoint, signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const endpoint = cluster.endpoints.get(node);
  if (endpoint === undefined) return null;
  const abandoned = new AbortController();
  const timedOut = Promise.withResolvers<null>();
  const cancel = cluster.timeline.after(timeoutMs, () => {
    abandoned.abort();
    timedOut.resolve(null);
  });
  try {
    // A refusal and a lost connection are both silence: the contract's answer to that is null.
    return await Promise.race([question(endpoint, abandoned.signal).catch(() => null), timedOut.promise]);
  } finally {
    cancel();
  }
}
