/** How one Redis node runs in a container: every setting that matters is on its command line. */
import type { ContainerSpec } from '../contract/target.ts';
import { primaryNode, type RedisOptions } from './options.ts';

export const redisPort = 6379;

const network = ['--port', String(redisPort), '--bind', '0.0.0.0', '--protected-mode', 'no', '--dir', '/data'];
/**
 * Both ends notice a broken link within seconds (the default is a minute) and a replica is fed at once (the default is to
 * wait 5 s for others), so that healing is not waited for.
 */
const replication = [
  ['--repl-ping-replica-period', '1'],
  ['--repl-timeout', '5'],
  ['--repl-diskless-sync-delay', '0'],
].flat();

function persistenceArguments(persistence: RedisOptions['persistence']): string[] {
  // No snapshots in any case: what survives a kill is what the append-only file holds.
  const snapshots = ['--save', ''];
  return persistence === 'none'
    ? [...snapshots, '--appendonly', 'no']
    : [...snapshots, '--appendonly', 'yes', '--appendfsync', persistence];
}

export function redisContainer(node: string, { topology, persistence }: RedisOptions): ContainerSpec {
  const replica = topology === 'replicated' && node !== primaryNode;
  return {
    port: redisPort,
    command: [
      'redis-server',
      ...network,
      ...persistenceArguments(persistence),
      ...replication,
      ...(replica ? ['--replicaof', primaryNode, String(redisPort)] : []),
    ],
  };
}
