import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redis } from '../../targets/redis/index.ts';
import { RedisConnection } from '../../targets/redis/redis-connection.ts';
import { linkName, type RunningCluster } from '../cluster.ts';
import { startDockerCluster } from './docker-cluster.ts';
import type { Engine } from './engine.ts';
import { holderName, thisController } from './labels.ts';
import { openEngine } from './open-engine.ts';
import { dockerIsAbsent, testTrialId } from './require-docker.testing.ts';

const options = redis.options.parse({ topology: 'replicated', reads: 'replica' });
const trialId = testTrialId('cluster');
const allLinks = ['n1->n2', 'n1->n3', 'n2->n1', 'n2->n3', 'n3->n1', 'n3->n2'];

describe.skipIf(await dockerIsAbsent())('a cluster of three Redis nodes', () => {
  let cluster: RunningCluster;
  let engine: Engine;
  const connections: RedisConnection[] = [];

  beforeAll(async () => {
    ({ engine } = await openEngine());
    cluster = await startDockerCluster(redis, options, {
      trialId,
      seed: 1,
      nodes: redis.nodes(options),
      progress: () => undefined,
      signal: new AbortController().signal,
    });
  });

  afterAll(async () => {
    for (const connection of connections) connection.close();
    await cluster?.tearDown();
  });

  const connect = async (home: string): Promise<RedisConnection> => {
    const connection = await RedisConnection.open({ options, endpoints: cluster.endpoints, home, process: 0 });
    connections.push(connection);
    return connection;
  };
  const links = async (): Promise<string[]> => (await cluster.measurements.reachableLinks()).map(linkName).toSorted();
  const eventually = async <T>(read: () => Promise<T>, wanted: (value: T) => boolean): Promise<T> => {
    for (let attempt = 0; ; attempt++) {
      const value = await read();
      if (wanted(value) || attempt === 100) return value;
      await cluster.timeline.sleep(100);
    }
  };
  const ready = async (node: string): Promise<boolean> => {
    const ask = () => cluster.measurements.status(node, 1000);
    return (await eventually(ask, (status) => status?.ready === true))?.ready === true;
  };
  const offsetMs = async (node: string): Promise<number> => {
    const status = await cluster.measurements.status(node, 2000);
    return (status?.wallClockMs ?? Number.NaN) - cluster.measurements.wallMs();
  };

  it('is ready, tells its roles, and labels everything it made', async () => {
    const statuses = await Promise.all(cluster.nodes.map((node) => cluster.measurements.status(node, 2000)));
    expect(statuses.map((status) => [status?.ready, status?.role])).toEqual([
      [true, 'primary'],
      [true, 'replica'],
      [true, 'replica'],
    ]);
    const ours = `ordeal.trial=${trialId}`;
    const parts = (await engine.listContainers(ours)).map(
      ({ labels }) => `${labels['ordeal.node']} ${labels['ordeal']}`,
    );
    expect(parts.toSorted()).toEqual(['n1', 'n2', 'n3'].flatMap((node) => [`${node} holder`, `${node} target`]));
    const lists = await Promise.all([engine.listContainers(ours), engine.listVolumes(ours), engine.listNetworks(ours)]);
    expect(lists.map((list) => list.length)).toEqual([6, 3, 1]);
    for (const { labels } of lists.flat()) expect(labels['ordeal.controller']).toBe(thisController());
  });

  it('publishes its nodes on loopback only', () => {
    for (const endpoint of cluster.endpoints.values())
      expect(endpoint).toMatchObject({ kind: 'tcp', host: '127.0.0.1' });
  });

  it('partitions: probes and replication stop, clients still reach every node; mended, both go on', async () => {
    const client = await connect('n3');
    expect(await links()).toEqual(allLinks);
    await client.register.write('x', 1);
    expect(
      await eventually(
        () => client.register.read('x'),
        (value) => value === 1,
      ),
    ).toBe(1);

    await cluster.controls.cut([
      { from: 'n1', to: 'n3' },
      { from: 'n3', to: 'n1' },
      { from: 'n2', to: 'n3' },
      { from: 'n3', to: 'n2' },
    ]);
    expect(await links()).toEqual(['n1->n2', 'n2->n1']);
    await client.register.write('x', 2);
    await cluster.timeline.sleep(500);
    expect(await client.register.read('x')).toBe(1);
    expect(await (await connect('n2')).register.read('x')).toBe(2);

    await cluster.controls.mend();
    expect(await links()).toEqual(allLinks);
    expect(
      await eventually(
        () => client.register.read('x'),
        (value) => value === 2,
      ),
    ).toBe(2);
  });

  it('cuts one direction alone, and measures it as one direction', async () => {
    await cluster.controls.cut([{ from: 'n1', to: 'n2' }]);
    expect(await links()).toEqual(allLinks.filter((link) => link !== 'n1->n2'));
    await cluster.controls.cut([{ from: 'n3', to: 'n2' }]);
    expect(await links()).toEqual(allLinks.filter((link) => link !== 'n1->n2' && link !== 'n3->n2'));
    await cluster.controls.mend();
    expect(await links()).toEqual(allLinks);
  });

  it('measures the world, not its own orders: a rule removed behind its back shows', async () => {
    await cluster.controls.cut([{ from: 'n1', to: 'n2' }]);
    await engine.exec(holderName(trialId, 'n2'), ['ordeal-net', 'mend'], 5000);
    expect(await links()).toEqual(allLinks);
  });

  it('lets rules expire, unless a later cut has taken over', async () => {
    const holder = holderName(trialId, 'n2');
    const address =
      (await engine.inspectContainer(holderName(trialId, 'n1')))?.addresses.get(`ordeal-${trialId}`) ?? '';
    const cut = (seconds: string) => engine.exec(holder, ['ordeal-net', 'cut', seconds, address], 5000);
    await cut('1');
    await cut('4');
    await cluster.timeline.sleep(1500);
    expect(await links()).not.toContain('n1->n2');
    expect(await eventually(links, (list) => list.includes('n1->n2'))).toEqual(allLinks);
  });

  it('pauses and resumes a node, in the same life of its process', async () => {
    const { startedAt } = await cluster.measurements.lifetime('n2');
    await cluster.controls.pause('n2');
    await cluster.controls.pause('n2');
    expect(await cluster.measurements.status('n2', 500)).toBeNull();
    expect(await cluster.measurements.lifetime('n2')).toMatchObject({ running: true, startedAt, exitCode: null });
    await cluster.controls.resume('n2');
    await cluster.controls.resume('n2');
    expect(await ready('n2')).toBe(true);
    expect(await cluster.measurements.lifetime('n2')).toMatchObject({ running: true, startedAt, exitCode: null });
  });

  it.each([false, true])(
    'kills a node (paused: %s) and starts it with its disk, at the same address',
    async (paused) => {
      const client = await connect('n1');
      await client.register.write('kept', 7);
      client.close();
      const { startedAt } = await cluster.measurements.lifetime('n1');
      if (paused) await cluster.controls.pause('n1');
      await cluster.controls.kill('n1');
      await cluster.controls.kill('n1');
      expect(await cluster.measurements.lifetime('n1')).toMatchObject({
        running: false,
        startedAt,
        machine: 'on',
        exitCode: 137,
      });
      expect(await cluster.measurements.status('n1', 1000)).toBeNull();
      await cluster.controls.start('n1');
      await cluster.controls.start('n1');
      expect(await ready('n1')).toBe(true);
      const after = await cluster.measurements.lifetime('n1');
      expect(after).toMatchObject({ running: true, exitCode: null });
      expect(after.startedAt).not.toBe(startedAt);
      expect(await (await connect('n1')).register.read('kept')).toBe(7);
    },
  );

  it("moves one node's wall clock, as Redis itself tells it, and adds up bumps", async () => {
    await cluster.controls.bumpClock('n1', 90_000);
    expect(Math.abs((await offsetMs('n1')) - 90_000)).toBeLessThan(500);
    expect(Math.abs(await offsetMs('n2'))).toBeLessThan(500);
    await cluster.controls.bumpClock('n1', -3_690_000.4);
    expect(Math.abs((await offsetMs('n1')) + 3_600_000)).toBeLessThan(500);
    await cluster.controls.resetClock('n1');
    expect(Math.abs(await offsetMs('n1'))).toBeLessThan(500);
  });

  it('heals everything at once, and again when there is nothing to heal', async () => {
    await cluster.controls.cut([{ from: 'n2', to: 'n1' }]);
    await cluster.controls.bumpClock('n2', 5000);
    await cluster.controls.pause('n2');
    await cluster.controls.kill('n3');
    await cluster.controls.healAll();
    await cluster.controls.healAll();
    expect(await links()).toEqual(allLinks);
    expect(await ready('n2')).toBe(true);
    expect(await ready('n3')).toBe(true);
    expect(Math.abs(await offsetMs('n2'))).toBeLessThan(500);
  });

  it("collects each node's output, with the engine's time stamps", async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ordeal-logs-'));
    try {
      await cluster.collectLogs(directory);
      for (const node of cluster.nodes) {
        const text = await readFile(join(directory, node, 'output.log'), 'utf8');
        expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z .*Redis is starting/);
        expect(text).toContain('Ready to accept connections');
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('removes everything, and again when nothing is left', async () => {
    await cluster.controls.pause('n3');
    await cluster.tearDown();
    await cluster.tearDown();
    const ours = `ordeal.trial=${trialId}`;
    const lists = await Promise.all([engine.listContainers(ours), engine.listVolumes(ours), engine.listNetworks(ours)]);
    expect(lists.flat()).toEqual([]);
  });
});
