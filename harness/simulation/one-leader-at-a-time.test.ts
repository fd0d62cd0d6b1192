/**
 * With a fence between one leader of the store and the next no two serve at any instant, whatever breaks: looked at after
 * every event of every node. What was acknowledged may be lost all the same, so that no history shows it. More:
 * `ORDEAL_SEEDS=200 npx vitest run harness/simulation/one-leader`.
 */
import { describe, expect, it } from 'vitest';
import type { NodeProcess, NodeProgram } from '../../targets/contract/host.ts';
import { parseConfiguration } from '../../targets/store/configuration.ts';
import { store } from '../../targets/store/index.ts';
import { storeNode } from '../../targets/store/node.ts';
import { resolveFaults } from '../faults/index.ts';
import { runFaults } from '../faults/run-faults.ts';
import { scheduleFaults } from '../faults/schedule.ts';
import { seededRandom } from '../random.ts';
import { startSimulatedCluster } from './cluster/start-simulated-cluster.ts';
import { swarmSettings } from './swarm.ts';

const seeds = Number(process.env['ORDEAL_SEEDS'] ?? 8);
const timeMs = 20_000;
/** What makes a leader and the others think differently of who leads, and how long a pledge lasts. */
const faults = ['partition:bridge', 'partition:primary', 'pause', 'kill', 'clock-drift'];

/** Counts, after every event, the nodes that would answer a client now. */
class ServingCount {
  readonly #nodes = new Map<string, NodeProcess>();
  /** How many nodes ever served, one after the other or together. */
  readonly served = new Set<string>();
  most = 0;

  watch(program: NodeProgram): NodeProgram {
    return (host) => {
      const node = program({
        ...host,
        setTimer: (delayMs, run) => host.setTimer(delayMs, this.#then(run)),
        disk: {
          ...host.disk,
          sync: (file, done) => host.disk.sync(file, this.#then(done)),
          replace: (file, bytes, done) => host.disk.replace(file, bytes, this.#then(done)),
        },
      });
      this.#nodes.set(host.node, node);
      return { receive: (from, message) => this.#then(() => node.receive(from, message))() };
    };
  }

  #then(run: () => void): () => void {
    return () => {
      run();
      const serving = [...this.#nodes].filter(([, node]) => node.beliefs?.()['serves'] === true);
      for (const [name] of serving) this.served.add(name);
      this.most = Math.max(this.most, serving.length);
    };
  }
}

async function countServing(set: Readonly<Record<string, unknown>>, seed: number): Promise<ServingCount> {
  const options = store.options.parse({ replication: 'single-leader', ...set });
  const count = new ServingCount();
  const watched = { ...store, simulated: { program: () => count.watch(storeNode(parseConfiguration(options))) } };
  const nodes = store.nodes(options);
  const ground = { target: store, options, nodeCount: nodes.length, backend: 'simulated' as const };
  const choices = resolveFaults(faults, ground);
  const schedule = scheduleFaults(seededRandom(seed, 'schedule'), { choices, timeMs, rhythm: 'brisk', overlap: true });
  const { signal } = new AbortController();
  const request = { trialId: 'fence', seed, nodes, progress: () => undefined, signal };
  const cluster = await startSimulatedCluster(watched, options, request, swarmSettings(seededRandom(seed, 'world')));
  const randomFor = (fault: number) => seededRandom(seed, `fault ${fault}`);
  const deaf = { emit: () => undefined, nemesis: () => undefined };
  await cluster.drive(async () => {
    await runFaults(schedule, { cluster, target: store, options, overlap: true, randomFor, stop: signal, ...deaf });
  });
  await cluster.tearDown();
  return count;
}

describe('leaders that serve at once', () => {
  it.each(['async', 'semi-sync', 'sync'])(
    'never, with a fence: followers=%s',
    { timeout: 60_000 },
    async (followers) => {
      for (let seed = 1; seed <= seeds; seed++) {
        const { most, served } = await countServing({ followers, fencing: true }, seed);
        expect([seed, most]).toEqual([seed, 1]);
        expect(served.size).toBeGreaterThan(0);
      }
    },
  );

  it('without a fence, two', { timeout: 60_000 }, async () => {
    expect((await countServing({ followers: 'async' }, 1)).most).toBeGreaterThan(1);
  });
});
