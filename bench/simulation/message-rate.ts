/** How many messages a five-node Raft cluster delivers in a second of processor time, under as many writes as it takes. */
import { loadTarget } from '../../harness/target-registry.ts';
import { startSimulatedCluster } from '../../harness/simulation/index.ts';
import type { SimulatedCluster } from '../../harness/simulation/index.ts';
import type { Channel } from '../../targets/contract/target.ts';
import { processorSeconds } from './processor-seconds.ts';

const writers = 20;

/** Writes one value after another through this channel, for ever; no promise, so that the nodes are what is measured. */
function keepWriting(channel: Channel, key: string): void {
  let id = 0;
  const write = (): void => {
    id++;
    channel.send({ kind: 'execute', id, command: { type: 'write', key, value: id } });
  };
  channel.onMessage(write);
  channel.send({ kind: 'hello', version: 1 });
}

async function leaderOf(cluster: SimulatedCluster): Promise<string> {
  for (;;) {
    await cluster.timeline.sleep(500);
    for (const node of cluster.nodes) {
      const status = await cluster.measurements.status(node, 500);
      if (status?.role === 'primary' && status.ready) return node;
    }
  }
}

export interface MessageRate {
  readonly messages: number;
  readonly events: number;
  readonly virtualSeconds: number;
  readonly seconds: number;
}

/** Runs for so many virtual seconds, after a tenth of that to warm up. */
export async function measureMessageRate(virtualSeconds: number): Promise<MessageRate> {
  const target = await loadTarget('store');
  const options = target.options.parse({ replication: 'raft', nodes: 5 });
  const signal = new AbortController().signal;
  const nodes = target.nodes(options);
  const request = { trialId: 'bench', seed: 1, nodes, progress: () => undefined, signal };
  const cluster = await startSimulatedCluster(target, options, request);
  return cluster.drive(async () => {
    const endpoint = cluster.endpoints.get(await leaderOf(cluster));
    if (endpoint?.kind !== 'simulated') throw new Error('the simulated world has simulated endpoints');
    for (let writer = 0; writer < writers; writer++) keepWriting(endpoint.dial(), `k${writer}`);
    await cluster.timeline.sleep(virtualSeconds * 100);
    const before = { messages: cluster.messageCount(), events: cluster.eventCount(), seconds: processorSeconds() };
    await cluster.timeline.sleep(virtualSeconds * 1000);
    return {
      messages: cluster.messageCount() - before.messages,
      events: cluster.eventCount() - before.events,
      virtualSeconds,
      seconds: processorSeconds() - before.seconds,
    };
  });
}
