/**
 * The simulated world for a user's own nodes: no target, no adapter, no trial; a program for the nodes and an async function
 * that drives clients and breaks things. Everything random comes from the seed, so the same call gives the same history.
 */
import type { HistoryEvent } from '../../checkers/history/event.ts';
import type { NodeProgram } from '../../targets/contract/host.ts';
import type { Random } from '../../targets/contract/random.ts';
import { HistoryRecorder } from '../clients/recorder.ts';
import type { FaultControls } from '../cluster.ts';
import { seededRandom } from '../random.ts';
import type { TraceEvent } from '../record/trace-event.ts';
import { defaultWorldSettings, startNodes, type SimulatedCluster, type WorldSettings } from '../simulation/index.ts';
import { WorldClient, type SimulatedClient } from './simulated-client.ts';

export interface SimulatedWorld {
  /** Virtual milliseconds since the world began. */
  nowMs(): number;
  sleep(delayMs: number): Promise<void>;
  /** A client of this node, as a new logical process. */
  client(node: string): SimulatedClient;
  /** The random stream of this name, for everything that `main` chooses. */
  random(name: string): Random;
  /** Breaks and heals: links, processes, power, clocks. */
  readonly faults: FaultControls;
}

export interface Simulation<Result> {
  readonly seed: number;
  readonly nodes: readonly string[];
  /** Starts a node, at first and after every crash. */
  readonly program: NodeProgram;
  /** What network, disks and processors are like (default: a local network and solid-state disks). */
  readonly settings?: WorldSettings;
  /** Hears every message, what happens to nodes, and what they believe. */
  readonly trace?: (event: TraceEvent) => void;
  /** Virtual time passes while this runs. It may await only what comes from the world. */
  readonly main: (world: SimulatedWorld) => Promise<Result>;
}

export interface SimulationOutcome<Result> {
  readonly result: Result;
  /** What the clients performed, for `ordeal/checkers`. */
  readonly history: readonly HistoryEvent[];
  /** Each node's log. */
  readonly logs: Readonly<Record<string, string>>;
}

/** Rejects as `main` does, and if a node's program throws or the world comes to a standstill (an OrdealError). */
export async function simulate<Result>(simulation: Simulation<Result>): Promise<SimulationOutcome<Result>> {
  const { seed, nodes, program, settings = defaultWorldSettings, trace, main } = simulation;
  const cluster = startNodes({
    request: { trialId: 'simulation', seed, nodes, progress: () => undefined, signal: new AbortController().signal },
    settings,
    program: () => program,
    askStatus: () => Promise.reject(new Error('these nodes have no status')),
    ...(trace === undefined ? {} : { trace }),
  });
  const history: HistoryEvent[] = [];
  const recorder = new HistoryRecorder(cluster.timeline, (event) => history.push(event));
  try {
    const result = await cluster.drive(() => main(worldOf(cluster, seed, recorder)));
    return { result, history, logs: cluster.logs() };
  } finally {
    await cluster.tearDown();
  }
}

function worldOf(cluster: SimulatedCluster, seed: number, recorder: HistoryRecorder): SimulatedWorld {
  const { timeline, endpoints, controls } = cluster;
  let processes = 0;
  return {
    nowMs: () => timeline.nowNs() / 1e6,
    sleep: (delayMs) => timeline.sleep(delayMs),
    client: (node) => {
      const endpoint = endpoints.get(node);
      if (endpoint?.kind !== 'simulated') {
        throw new RangeError(`there is no node ${node}; the nodes are ${cluster.nodes.join(', ')}`);
      }
      return new WorldClient(node, {
        timeline,
        recorder,
        dial: () => endpoint.dial(),
        nextProcess: () => processes++,
      });
    },
    random: (name) => seededRandom(seed, `main/${name}`),
    faults: controls,
  };
}
