/** Asks one Redis node what it is and what time it thinks it is. */
import type { Endpoint, NodeStatus } from '../contract/target.ts';
import { openRedis } from './redis-client.ts';

/** The fields of an INFO answer. */
export function parseInfo(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

/** What INFO says, as a status. A replica is ready once it has its primary's data and the link to it is up. */
export function statusFromInfo(info: ReadonlyMap<string, string>): NodeStatus {
  const loading = info.get('loading') !== '0';
  const primary = info.get('role') === 'master';
  const linked = info.get('master_link_status') === 'up';
  const offset = info.get(primary ? 'master_repl_offset' : 'slave_repl_offset') ?? '?';
  const link = primary ? `${info.get('connected_slaves') ?? '0'} replicas` : `link ${linked ? 'up' : 'down'}`;
  return {
    ready: !loading && (primary || linked),
    role: primary ? 'primary' : 'replica',
    detail: loading ? 'loading its data' : `${link}, offset ${offset}`,
  };
}

/** TIME answers seconds and microseconds of the server's own wall clock. */
export function wallClockMs(time: readonly [string, string]): number {
  return Number(time[0]) * 1000 + Number(time[1]) / 1000;
}

export async function redisStatus(endpoint: Endpoint, signal: AbortSignal): Promise<NodeStatus> {
  const client = await openRedis(endpoint, signal);
  try {
    const [info, time] = await Promise.all([client.info(), client.sendCommand<[string, string]>(['TIME'])]);
    return { ...statusFromInfo(parseInfo(info)), wallClockMs: wallClockMs(time) };
  } finally {
    client.destroy();
  }
}
