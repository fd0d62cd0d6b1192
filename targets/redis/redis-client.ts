/**
 * One plain Redis connection: no reconnecting, no queue while offline, no resending. A command in a partition never
 * settles by itself (measured), so whoever uses this keeps the deadline and destroys the connection when it expires.
 */
import { createClient } from '@redis/client';
import type { Endpoint } from '../contract/target.ts';
import { NotConnected } from './errors.ts';

/** Also bounds the greeting, which a frozen server accepts and never answers. */
const connectLimitMs = 5000;

export type RedisClient = ReturnType<typeof plainClient>;

function plainClient(host: string, port: number) {
  return createClient({
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    socket: { host, port, connectTimeout: connectLimitMs, reconnectStrategy: false },
  });
}

/** Opens a connection. Rejects with `NotConnected`; aborting the signal destroys it, now or later. */
export async function openRedis(endpoint: Endpoint, signal?: AbortSignal): Promise<RedisClient> {
  if (endpoint.kind !== 'tcp') throw new NotConnected('Redis is reached over TCP only');
  const client = plainClient(endpoint.host, endpoint.port);
  // The command in flight is told of the same failure; without a listener Node would end the process.
  client.on('error', () => undefined);
  const limit = AbortSignal.any([AbortSignal.timeout(connectLimitMs), ...(signal === undefined ? [] : [signal])]);
  const late = new Promise<never>((_, reject) => {
    const expire = (): void => reject(new Error(`no greeting from the server in ${connectLimitMs} ms`));
    if (limit.aborted) expire();
    else limit.addEventListener('abort', expire, { once: true });
  });
  try {
    // Without client info and with RESP 2 connecting sends nothing; the PING proves that a server is behind the port.
    await Promise.race([client.connect().then(() => client.ping()), late]);
    signal?.addEventListener('abort', () => client.destroy(), { once: true });
    return client;
  } catch (cause) {
    client.destroy();
    throw new NotConnected(cause instanceof Error ? cause.message || cause.name : String(cause), { cause });
  }
}
