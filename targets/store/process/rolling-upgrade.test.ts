/** Nodes of two versions of the protocol in one cluster, as real processes. */
import { afterEach, describe, expect, it } from 'vitest';
import { StoreConnection } from '../client/store-connection.ts';
import { parseConfiguration } from '../configuration.ts';
import { newestVersion, oldestVersion } from './link-protocol.ts';
import { ProcessCluster } from './process-cluster.testing.ts';

const configuration = parseConfiguration({ replication: 'raft', electionTimeoutMs: 300 });

let cluster: ProcessCluster | null = null;
afterEach(async () => {
  await cluster?.stop();
  cluster = null;
});

/** Adds 0, 1, 2... to a set until it is told to stop, at whatever node answers; keeps what was acknowledged. */
class Writer {
  readonly acknowledged: number[] = [];
  readonly #cluster: ProcessCluster;
  readonly #end: Promise<void>;
  #isStopped = false;

  constructor(running: ProcessCluster) {
    this.#cluster = running;
    this.#end = this.#write();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#end;
  }

  async #write(): Promise<void> {
    const { nodes, endpoints } = this.#cluster;
    let connection: StoreConnection | null = null;
    for (let element = 0; !this.#isStopped; element++) {
      try {
        connection ??= await StoreConnection.open(nodes[element % nodes.length] as string, endpoints, configuration);
        await connection.set.add('s', element);
        this.acknowledged.push(element);
      } catch {
        connection?.close(); // What becomes of this element is not known; the next one is tried at another node.
        connection = null;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    connection?.close();
  }
}

async function elementsAt(running: ProcessCluster, leader: string): Promise<readonly number[]> {
  const connection = await StoreConnection.open(leader, running.endpoints, configuration);
  const elements = await connection.set.read('s');
  connection.close();
  return elements;
}

describe('a cluster whose nodes are upgraded one by one while a client writes', () => {
  it('keeps all that was acknowledged, and speaks the new version at the end', { timeout: 60_000 }, async () => {
    const running = await ProcessCluster.start(configuration, oldestVersion);
    cluster = running;
    await running.awaitLeader(2);
    const writer = new Writer(running);
    for (const node of running.nodes) {
      const before = writer.acknowledged.length;
      expect(await running.end(node, 'SIGTERM')).toBe(0);
      running.startNode(node, newestVersion);
      await running.awaitLeader(2);
      await expect.poll(() => writer.acknowledged.length, { timeout: 15_000 }).toBeGreaterThan(before);
    }
    await writer.stop();
    const leader = await running.awaitLeader(2);
    expect(await elementsAt(running, leader)).toEqual(expect.arrayContaining(writer.acknowledged));

    const upgraded = running.output('n1');
    expect(upgraded).toContain('link to n2 is up, version 1 of the protocol');
    expect(upgraded).toContain('link to n2 is up, version 2 of the protocol');
    expect(await running.end(leader, 'SIGKILL')).toBe('SIGKILL');
    const next = await running.awaitLeader(1);
    expect(running.output(next)).toContain('would be candidate');
    expect(await elementsAt(running, next)).toEqual(expect.arrayContaining(writer.acknowledged));
  });
});
