import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseConfiguration } from '../configuration.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { StoreConnection } from '../client/store-connection.ts';
import { StoreError } from '../client/store-error.ts';
import { encodeFrame, FrameDecoder } from '../protocol/frame.ts';
import { ProcessCluster } from './process-cluster.testing.ts';

const configuration = parseConfiguration({ replication: 'raft', electionTimeoutMs: 300 });

let cluster: ProcessCluster | null = null;
afterEach(async () => {
  await cluster?.stop();
  cluster = null;
});

async function started(changes: Partial<StoreConfiguration> = {}): Promise<ProcessCluster> {
  cluster = await ProcessCluster.start({ ...configuration, ...changes });
  return cluster;
}

/** Sends raw bytes and answers all that came back until the node closed the connection. */
function sendRaw(port: number, bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (piece) => received.push(piece));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(received)));
  });
}

describe('three processes on loopback', () => {
  it('keep what was acknowledged when the leader is killed, and take it back', { timeout: 60_000 }, async () => {
    const running = await started();
    const first = await running.awaitLeader(2);
    const connection = await StoreConnection.open(first, running.endpoints, parseConfiguration({}));
    await connection.register.write('x', 1);
    expect(await connection.register.compareAndSet('x', 1, 2)).toBe(true);
    expect(await connection.register.compareAndSet('x', 1, 3)).toBe(false);
    await connection.set.add('s', 7);

    expect(await running.end(first, 'SIGKILL')).toBe('SIGKILL');
    await expect(connection.register.read('x')).rejects.toMatchObject({
      code: expect.stringMatching(/^connection-/) as string,
    });
    await expect(StoreConnection.open(first, running.endpoints, parseConfiguration({}))).rejects.toMatchObject({
      code: 'connection-refused',
    });
    const second = await running.awaitLeader(1);
    const other = await StoreConnection.open(second, running.endpoints, parseConfiguration({}));
    expect(await other.register.read('x')).toBe(2);
    expect(await other.set.read('s')).toEqual([7]);
    await other.register.write('x', 4);

    running.startNode(first);
    await running.awaitLeader(2);
    expect(running.output(first)).toMatch(/raft: term [1-9]\d*, [1-9]\d* entries recovered/);
    expect(await running.end(second, 'SIGKILL')).toBe('SIGKILL');
    const third = await running.awaitLeader(1);
    const last = await StoreConnection.open(third, running.endpoints, parseConfiguration({}));
    expect(await last.register.read('x')).toBe(4);
    for (const each of [connection, other, last]) each.close();
    expect(await running.end(third, 'SIGTERM')).toBe(0);
  });

  it('send a client from a follower to the leader, for its next operation', { timeout: 30_000 }, async () => {
    const running = await started({ replication: 'single-leader' });
    const leader = await running.awaitLeader(2);
    const follower = running.nodes.find((node) => node !== leader) as string;
    const connection = await StoreConnection.open(follower, running.endpoints, parseConfiguration({}));
    await expect(connection.register.write('x', 1)).rejects.toEqual(
      new StoreError('not-leader', `${leader} leads`, leader),
    );
    await connection.register.write('x', 1);
    expect(await connection.register.read('x')).toBe(1);
    connection.close();
  });
});

describe('a node process', () => {
  it('cuts off who sends garbage, says why, and serves on', { timeout: 30_000 }, async () => {
    const running = await started({ nodes: 1 });
    await running.awaitLeader(0);
    expect(await sendRaw(running.port('n1'), Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toEqual(Buffer.alloc(0));
    expect(await sendRaw(running.port('n1'), encodeFrame({ kind: 'peer-hello', version: 1, node: 'n9' }))).toEqual(
      Buffer.alloc(0),
    );
    await running.awaitLeader(0);
    expect(running.output('n1')).toContain('a frame claims 1195725856 bytes');
    expect(running.output('n1')).toContain('"n9" is no peer of this node');
  });

  it(
    'refuses a request that it does not understand, definitely, without ending the connection',
    { timeout: 30_000 },
    async () => {
      const running = await started({ nodes: 1 });
      await running.awaitLeader(0);
      const answers = await new Promise<unknown[]>((resolve, reject) => {
        const decoder = new FrameDecoder();
        const received: unknown[] = [];
        const socket = connect(running.port('n1'), '127.0.0.1', () => {
          socket.write(encodeFrame({ kind: 'hello', version: 1 }));
          socket.write(encodeFrame({ kind: 'execute', id: 1, command: { type: 'drop', key: 'x' } }));
          socket.write(encodeFrame({ kind: 'query', id: 2, query: { type: 'register', key: 'x' } }));
        });
        socket.on('error', reject);
        socket.on('data', (piece) => {
          received.push(...decoder.push(piece));
          if (received.length < 3) return;
          socket.destroy();
          resolve(received);
        });
      });
      expect(answers).toEqual([
        { kind: 'welcome', version: 1, node: 'n1' },
        expect.objectContaining({ kind: 'refusal', id: 1, code: 'bad-request' }),
        { kind: 'result', id: 2, value: null, index: 1 },
      ]);
    },
  );

  it('does not start on a data directory whose term file is damaged', { timeout: 30_000 }, async () => {
    const running = await started({ nodes: 1 });
    await running.awaitLeader(0);
    expect(await running.end('n1', 'SIGTERM')).toBe(0);
    running.damage('n1', 'term');
    running.startNode('n1');
    expect(await running.exit('n1')).toBe(1);
    expect(running.output('n1')).toContain('cannot start: the file term is damaged: at byte 0');
  });
});
