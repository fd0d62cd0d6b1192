import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyError } from '../../targets/contract/errors.ts';
import { postgres } from '../../targets/postgres/index.ts';
import { PostgresConnection } from '../../targets/postgres/postgres-connection.ts';
import type { RunningCluster } from '../cluster.ts';
import { startDockerCluster } from './docker-cluster.ts';
import { dockerIsAbsent, testTrialId } from './require-docker.testing.ts';

const options = postgres.options.parse({ isolation: 'serializable' });

describe.skipIf(await dockerIsAbsent())('PostgreSQL in a container', () => {
  let cluster: RunningCluster;
  const connections: PostgresConnection[] = [];

  beforeAll(async () => {
    cluster = await startDockerCluster(postgres, options, {
      trialId: testTrialId('postgres'),
      seed: 1,
      nodes: postgres.nodes(options),
      progress: () => undefined,
      signal: new AbortController().signal,
    });
    await postgres.setUp?.({ options, endpoints: cluster.endpoints });
  });

  afterAll(async () => {
    for (const connection of connections) connection.close();
    await cluster?.tearDown();
  });

  const connect = async (): Promise<PostgresConnection> => {
    const connection = await PostgresConnection.open({
      options,
      endpoints: cluster.endpoints,
      home: 'n1',
      process: 0,
    });
    connections.push(connection);
    return connection;
  };

  it('keeps what it acknowledged through SIGKILL and a restart', async () => {
    const before = await connect();
    await before.register.write('kept', 3);
    await before.transactions.transact((transaction) => transaction.write('also', 4));
    await cluster.controls.kill('n1');
    await cluster.controls.start('n1');
    for (let attempt = 0; attempt < 100; attempt++) {
      if ((await cluster.measurements.status('n1', 1000))?.ready === true) break;
      await cluster.timeline.sleep(100);
    }
    const after = await connect();
    expect(await after.register.read('kept')).toBe(3);
    expect(await after.register.read('also')).toBe(4);
  });

  it('keeps two transactions apart that cannot both be serial: one fails, with a definite error', async () => {
    const [left, right] = [await connect(), await connect()];
    await left.register.write('a', 1);
    await left.register.write('b', 1);
    // Write skew: each reads both and writes the other's. A barrier makes sure that both have read first.
    let readers = 0;
    let open = (): void => undefined;
    const bothHaveRead = new Promise<void>((resolve) => (open = resolve));
    const skew = (connection: PostgresConnection, write: string): Promise<void> =>
      connection.transactions.transact(async (transaction) => {
        await transaction.read('a');
        await transaction.read('b');
        if (++readers === 2) open();
        await bothHaveRead;
        await transaction.write(write, 0);
      });
    const results = await Promise.allSettled([skew(left, 'a'), skew(right, 'b')]);
    const failures = results.filter((result) => result.status === 'rejected');
    expect(failures).toHaveLength(1);
    expect(classifyError(postgres.errors, failures[0]?.reason)).toMatchObject({
      code: 'serialization-failure',
      definite: true,
    });
  });

  it('is sure that a transaction failed whose connection was lost before COMMIT, and not sure of one in COMMIT', async () => {
    const connection = await connect();
    const lost = connection.transactions.transact(async (transaction) => {
      await transaction.write('lost', 1);
      await cluster.controls.kill('n1');
      await cluster.controls.start('n1');
      await transaction.read('lost');
    });
    const error = await lost.catch((reason: unknown) => reason);
    expect(classifyError(postgres.errors, error)).toMatchObject({ definite: true, endsConnection: true });
    for (let attempt = 0; attempt < 100; attempt++) {
      if ((await cluster.measurements.status('n1', 1000))?.ready === true) break;
      await cluster.timeline.sleep(100);
    }
    const other = await connect();
    expect(await other.register.read('lost')).toBeNull();
    const committing = other.transactions.transact(async (transaction) => {
      await transaction.write('unsure', 1);
      await cluster.controls.pause('n1');
    });
    // COMMIT is on its way to a frozen server; the harness's deadline closes the connection.
    const unsure = committing.catch((reason: unknown) => reason);
    await cluster.timeline.sleep(300);
    other.close();
    expect(classifyError(postgres.errors, await unsure)).toMatchObject({ code: 'connection-lost', definite: false });
    await cluster.controls.resume('n1');
  });

  it('tells the time of its own clock, which can be moved', async () => {
    await cluster.controls.bumpClock('n1', -86_400_000);
    const status = await cluster.measurements.status('n1', 2000);
    expect(Math.abs((status?.wallClockMs ?? 0) - cluster.measurements.wallMs() + 86_400_000)).toBeLessThan(500);
    await cluster.controls.resetClock('n1');
  });
});
