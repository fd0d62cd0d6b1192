import { ClientClosedError, SimpleError, SocketClosedUnexpectedlyError } from '@redis/client';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { classifyError } from '../contract/errors.ts';
import { redisContainer } from './container.ts';
import { NotConnected, redisErrors } from './errors.ts';
import { redis } from './index.ts';
import { openRedis } from './redis-client.ts';
import { parseInfo, statusFromInfo, wallClockMs } from './status.ts';

const defaults = redis.options.parse({});

describe('a Redis container', () => {
  it('replicates the primary on every node but the first', () => {
    const options = { ...defaults, topology: 'replicated' } as const;
    expect(redis.nodes(options)).toEqual(['n1', 'n2', 'n3']);
    expect(redisContainer('n1', options).command).not.toContain('--replicaof');
    expect(redisContainer('n2', options).command?.join(' ')).toContain('--replicaof n1 6379');
    expect(redisContainer('n1', defaults).command).not.toContain('--replicaof');
  });

  it.each([
    ['none', ['--appendonly', 'no']],
    ['everysec', ['--appendonly', 'yes', '--appendfsync', 'everysec']],
    ['always', ['--appendonly', 'yes', '--appendfsync', 'always']],
  ] as const)('with persistence %s says so on its command line, and makes no snapshots', (persistence, expected) => {
    const command = redisContainer('n1', { ...defaults, persistence }).command ?? [];
    const start = command.indexOf('--appendonly');
    expect(command.slice(start, start + expected.length)).toEqual(expected);
    expect(command[command.indexOf('--save') + 1]).toBe('');
  });
});

describe('a Redis status', () => {
  const status = (text: string) => statusFromInfo(parseInfo(text));

  it('tells a primary', () => {
    expect(
      status('# Replication\r\nloading:0\r\nrole:master\r\nconnected_slaves:2\r\nmaster_repl_offset:42\r\n'),
    ).toEqual({
      ready: true,
      role: 'primary',
      detail: '2 replicas, offset 42',
    });
  });

  it('takes a replica for ready only while its link is up', () => {
    const replica = (link: string) =>
      `loading:0\r\nrole:slave\r\nmaster_link_status:${link}\r\nslave_repl_offset:7\r\n`;
    expect(status(replica('up'))).toEqual({ ready: true, role: 'replica', detail: 'link up, offset 7' });
    expect(status(replica('down'))).toEqual({ ready: false, role: 'replica', detail: 'link down, offset 7' });
  });

  it('is not ready while it loads', () => {
    expect(status('loading:1\r\nrole:master\r\n')).toMatchObject({ ready: false, detail: 'loading its data' });
  });

  it('reads the clock in milliseconds', () => {
    expect(wallClockMs(['1795264953', '191918'])).toBeCloseTo(1795264953191.918, 3);
  });
});

describe("Redis' error table", () => {
  it.each([
    [new SimpleError('LOADING Redis is loading the dataset in memory'), 'loading', true],
    [new SimpleError("READONLY You can't write against a read only replica."), 'read-only', true],
    [new SimpleError('MASTERDOWN Link with MASTER is down'), 'primary-down', true],
    [new SimpleError('ERR something else'), 'unclassified', false],
    [new NotConnected('connect ECONNREFUSED'), 'no-connection', true],
    [new ClientClosedError(), 'client-closed', true],
    [new SocketClosedUnexpectedlyError(), 'connection-lost', false],
    [Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), 'connection-lost', false],
  ])('classifies %s', (error, code, definite) => {
    expect(classifyError(redisErrors, error)).toMatchObject({ code, definite });
  });
});

describe('claims', () => {
  it('are documented only where Redis promises it', () => {
    expect(redis.claim(defaults, 'set')).toMatchObject({ model: 'linearizable', basis: 'documented' });
    expect(redis.claim({ ...defaults, persistence: 'none' }, 'set')).toMatchObject({ basis: 'assumed' });
    const stale = redis.claim({ ...defaults, topology: 'replicated', reads: 'replica' }, 'register');
    expect(stale).toMatchObject({ model: 'linearizable', basis: 'assumed' });
    expect(stale.note).toContain('asynchronous');
  });
});

describe('openRedis', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
    server = undefined;
  });

  it('rejects with a definite error when nobody listens', async () => {
    const error = await openRedis({ kind: 'tcp', host: '127.0.0.1', port: 1 }).catch((reason: unknown) => reason);
    expect(classifyError(redisErrors, error)).toMatchObject({ code: 'no-connection', definite: true });
  });

  it('rejects when the port accepts but nobody answers, as soon as the signal aborts', async () => {
    const accepted: { destroy(): void }[] = [];
    const silent = createServer((socket) => accepted.push(socket));
    server = silent;
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const error = await openRedis({ kind: 'tcp', host: '127.0.0.1', port }, AbortSignal.timeout(50)).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(NotConnected);
    for (const socket of accepted) socket.destroy();
  });
});
