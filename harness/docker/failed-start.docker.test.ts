import { describe, expect, it } from 'vitest';
import { redis } from '../../targets/redis/index.ts';
import type { ContainerSpec, DockerDeployment } from '../../targets/contract/target.ts';
import { defineTarget } from '../../targets/contract/target.ts';
import type { RedisOptions } from '../../targets/redis/options.ts';
import { startDockerCluster } from './docker-cluster.ts';
import { openEngine } from './open-engine.ts';
import { dockerIsAbsent, testTrialId } from './require-docker.testing.ts';

const options = redis.options.parse({});

function redisInstead(image: DockerDeployment<RedisOptions>['image'], spec: Partial<ContainerSpec>) {
  return defineTarget({ ...redis, docker: { image, container: () => ({ port: 6379, ...spec }) } });
}

describe.skipIf(await dockerIsAbsent())('a cluster that cannot start', () => {
  const start = async (target: typeof redis, signal = new AbortController().signal): Promise<unknown> => {
    const trialId = testTrialId('failed');
    const request = { trialId, seed: 1, nodes: ['n1'], progress: () => undefined, signal };
    const error = await startDockerCluster(target, options, request).then(
      () => new Error('it started'),
      (reason: unknown) => reason,
    );
    const { engine } = await openEngine();
    const ours = `ordeal.trial=${trialId}`;
    const lists = await Promise.all([engine.listContainers(ours), engine.listVolumes(ours), engine.listNetworks(ours)]);
    expect(lists.flat()).toEqual([]);
    return error;
  };

  it("ends with the last lines of the node's output when the node ends at once", async () => {
    const error = await start(
      redisInstead({ build: 'redis' }, { command: ['redis-server', '--no-such-setting', 'yes'] }),
    );
    expect(error).toMatchObject({ name: 'OrdealError', code: 'node-not-ready' });
    expect(String(error)).toMatch(/node n1 ended with exit code 1/);
    expect(String(error)).toContain('no-such-setting');
  });

  it('says what the engine says when there is no such program', async () => {
    const error = await start(redisInstead({ build: 'redis' }, { command: ['/no/such/program'] }));
    expect(error).toMatchObject({ name: 'OrdealError', code: 'cluster-not-started' });
    expect(String(error)).toContain('/no/such/program');
  });

  it('says what to do about an image that nobody has', async () => {
    const error = await start(redisInstead({ image: 'ordeal.invalid/no/such:image' }, {}));
    expect(error).toMatchObject({ name: 'OrdealError', code: 'image-not-pulled' });
  });

  it("rejects with the signal's reason when it is told to stop", async () => {
    const reason = new Error('the user pressed Ctrl-C');
    const never = redisInstead({ build: 'redis' }, { command: ['sleep', '1000'] });
    const stop = new AbortController();
    const starting = start(never, stop.signal);
    setTimeout(() => stop.abort(reason), 1500);
    expect(await starting).toBe(reason);
  });
});
