/** Asks PostgreSQL what it is and what time it thinks it is. */
import type { Endpoint, NodeStatus } from '../contract/target.ts';
import type { PostgresOptions } from './options.ts';
import { openPostgres } from './postgres-client.ts';
import { statements } from './statements.ts';

interface StatusRow {
  readonly recovering: boolean;
  /** Milliseconds since 1970, a numeric, which comes as text. */
  readonly wall: string;
}

export async function postgresStatus(
  endpoint: Endpoint,
  options: PostgresOptions,
  signal: AbortSignal,
): Promise<NodeStatus> {
  const { client, destroy } = await openPostgres(endpoint, options.isolation, signal);
  try {
    const { rows } = await client.query<StatusRow>(statements.status);
    const row = rows[0];
    if (row === undefined) throw new Error('the status query answered no row');
    return {
      ready: !row.recovering,
      role: row.recovering ? 'replica' : 'primary',
      wallClockMs: Number(row.wall),
      detail: row.recovering ? 'in recovery' : '',
    };
  } finally {
    destroy();
  }
}
