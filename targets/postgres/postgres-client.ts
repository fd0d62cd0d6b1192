/**
 * One plain PostgreSQL connection on a socket of our own, so that it can be destroyed at once: the driver's own `end` is
 * polite and waits, and after an expired deadline the client stays wedged (measured).
 */
import { Socket } from 'node:net';
import { Client } from 'pg';
import type { Endpoint } from '../contract/target.ts';
import { NotConnected } from './errors.ts';
import { type Isolation, isolationSql } from './options.ts';

const connectLimitMs = 5000;

export interface PostgresClient {
  readonly client: Client;
  /** Destroys the socket; nothing is sent. May be called twice. */
  readonly destroy: () => void;
}

/** Opens a connection. Rejects with `NotConnected`; aborting the signal destroys it, now or later. */
export async function openPostgres(
  endpoint: Endpoint,
  isolation: Isolation,
  signal?: AbortSignal,
): Promise<PostgresClient> {
  if (endpoint.kind !== 'tcp') throw new NotConnected('PostgreSQL is reached over TCP only');
  const socket = new Socket();
  const client = new Client({
    host: endpoint.host,
    port: endpoint.port,
    user: 'postgres',
    database: 'postgres',
    stream: () => socket,
    connectionTimeoutMillis: connectLimitMs,
    options: `-c default_transaction_isolation=${isolationSql[isolation].replace(' ', '\\ ').toLowerCase()}`,
  });
  // The statement in flight is told of the same failure; without a listener Node would end the process.
  client.on('error', () => undefined);
  const destroy = (): void => {
    socket.destroy();
  };
  signal?.addEventListener('abort', destroy, { once: true });
  try {
    if (signal?.aborted === true) throw new Error('aborted');
    await client.connect();
    return { client, destroy };
  } catch (cause) {
    destroy();
    throw new NotConnected(cause instanceof Error ? cause.message || cause.name : String(cause), { cause });
  }
}
