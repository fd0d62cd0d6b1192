/** Starts a target's nodes in a simulated world of their own. Worlds share nothing: several may run in one process. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Message, NodeProgram } from '../../../targets/contract/host.ts';
import type { Endpoint, NodeStatus, Target } from '../../../targets/contract/target.ts';
import type { ClusterRequest, RunningCluster } from '../../cluster.ts';
import { OrdealError } from '../../errors.ts';
import type { TraceEvent } from '../../record/trace-event.ts';
import { defaultWorldSettings } from '../settings.ts';
import type { WorldSettings } from '../settings.ts';
import { dialNode } from '../network/simulated-channel.ts';
import { simulatedControls } from './simulated-controls.ts';
import { Processor } from '../node/processor.ts';
import { SimulatedDisk } from '../disk/simulated-disk.ts';
import { simulatedWorldControls } from './simulated-world-controls.ts';
import { simulatedMeasurements } from './simulated-measurements.ts';
import { SimulatedNetwork } from '../network/simulated-network.ts';
import { SimulatedNode } from '../node/simulated-node.ts';
import { Tracer } from '../tracer.ts';
import { virtualTimeline } from '../time/virtual-timeline.ts';
import { World } from '../world.ts';

export interface SimulatedCluster extends RunningCluster {
  /**
   * Runs real input or output inside `drive` while virtual time stands still. Whatever is awaited there and does not come
   * from this cluster (a file, a process) must go through here, or its real duration leaks into virtual time and the
   * history is no longer the same on every machine.
   */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** Each node's log so far. */
  logs(): Readonly<Record<string, string>>;
  /** Events that the world has run so far. */
  eventCount(): number;
  /** Messages that reached a node so far, from peers and clients. */
  messageCount(): number;
}

/**
 * Starts every node at virtual time zero. Everything random is drawn from `request.seed`; with the same target, options,
 * settings and code around it, everything that happens is the same. Rejects if the target cannot be simulated, or if a
 * node's program throws as it starts. `trace` hears what goes on inside, with the world's time.
 */
export async function startSimulatedCluster<Schema extends z.ZodObject>(
  target: Target<Schema>,
  options: z.output<Schema>,
  request: ClusterRequest,
  settings: WorldSettings = defaultWorldSettings,
  trace?: (event: TraceEvent) => void,
): Promise<SimulatedCluster> {
  const deployment = target.simulated;
  if (deployment === undefined) {
    throw new OrdealError(
      'not-simulated',
      `The target ${target.name} cannot run in the simulated world.`,
      'Use --backend docker, or a target that offers a node program, such as store.',
    );
  }
  return startNodes({
    request,
    settings,
    program: (node) => deployment.program(node, options),
    askStatus: (endpoint, signal) => target.status(endpoint, options, signal),
    ...(trace === undefined ? {} : { trace }),
  });
}

/** Nodes for a simulated world, whatever they come from. */
export interface SimulatedSystem {
  readonly request: ClusterRequest;
  readonly settings: WorldSettings;
  readonly program: (node: string) => NodeProgram;
  readonly askStatus: (endpoint: Endpoint, signal: AbortSignal) => Promise<NodeStatus>;
  /** Hears what goes on inside, with the world's time. */
  readonly trace?: (event: TraceEvent) => void;
}

/** As `startSimulatedCluster`, for any nodes. */
export function startNodes(system: SimulatedSystem): SimulatedCluster {
  const { request, settings, trace } = system;
  request.signal.throwIfAborted();
  const world = new World(request.seed, settings.maxEvents);
  const timeline = virtualTimeline(world);
  const network = new SimulatedNetwork(
    world,
    request.nodes,
    ({ from, to }) => world.random(`link/${from}/${to}`),
    settings.network,
  );
  const nodes = createNodes(system, {
    world,
    network,
    settings,
    tracer: trace === undefined ? null : new Tracer(world, trace),
  });
  const endpoints = createEndpoints(nodes, world, settings);
  for (const node of nodes.values()) node.start();
  if (world.failure !== null) throw world.failure;

  return {
    backend: 'simulated',
    provenance: 'the simulated world',
    nodes: request.nodes,
    endpoints,
    timeline,
    controls: simulatedControls(world, nodes, network),
    world: simulatedWorldControls(world, nodes, network),
    measurements: simulatedMeasurements({
      world,
      timeline,
      network,
      nodes,
      endpoints,
      askStatus: (endpoint, signal) => system.askStatus(endpoint, signal),
    }),
    collectLogs: (directory) => world.hold(() => writeLogs(nodes, directory)),
    tearDown: async () => {
      for (const node of nodes.values()) node.kill();
    },
    drive: (main) => world.drive(main),
    hold: (work) => world.hold(work),
    logs: () => Object.fromEntries([...nodes].map(([name, node]) => [name, node.log])),
    eventCount: () => world.eventCount,
    messageCount: () => [...nodes.values()].reduce((sum, node) => sum + node.receivedCount, 0),
  };
}

/** What nodes are put into. */
interface NodesWorld {
  readonly world: World;
  readonly network: SimulatedNetwork;
  readonly settings: WorldSettings;
  readonly tracer: Tracer | null;
}

function createNodes(
  { request: { nodes: names }, program }: SimulatedSystem,
  { world, network, settings, tracer }: NodesWorld,
): ReadonlyMap<string, SimulatedNode> {
  const nodes = new Map<string, SimulatedNode>();
  const pathBetween = (from: string, to: string): ((message: Message) => void) =>
    tracer === null
      ? network.path(from, to, (message) => nodes.get(to)?.receive(from, message))
      : network.tracedPath(tracer, from, to, {
          isUp: () => nodes.get(to)?.state !== 'down',
          receive: (message) => nodes.get(to)?.receive(from, message),
        });
  for (const name of names) {
    const surroundings = {
      world,
      disk: new SimulatedDisk(world, world.random(`disk/${name}`), settings.disk),
      processor: new Processor(world, settings.processor),
      pathTo: new Map(names.filter((other) => other !== name).map((other) => [other, pathBetween(name, other)])),
      tracer,
      random: (life: number) => world.random(`node/${name}/life ${life}`),
    };
    nodes.set(name, new SimulatedNode(name, program(name), surroundings));
  }
  return nodes;
}

function createEndpoints(
  nodes: ReadonlyMap<string, SimulatedNode>,
  world: World,
  settings: WorldSettings,
): ReadonlyMap<string, Endpoint> {
  let dialled = 0;
  const endpointOf = (node: SimulatedNode): Endpoint => {
    const surroundings = { world, network: settings.network, random: world.random(`clients/${node.name}`) };
    return { kind: 'simulated', dial: () => dialNode(node, `client:${dialled++}`, surroundings) };
  };
  return new Map([...nodes].map(([name, node]) => [name, endpointOf(node)]));
}

async function writeLogs(nodes: ReadonlyMap<string, SimulatedNode>, directory: string): Promise<void> {
  for (const node of nodes.values()) {
    await mkdir(join(directory, node.name), { recursive: true });
    await writeFile(join(directory, node.name, 'node.log'), node.log);
  }
}
