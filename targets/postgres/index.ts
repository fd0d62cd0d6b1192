/** PostgreSQL 15, one node, at a chosen isolation level. */
import { defineTarget } from '../contract/target.ts';
import { postgresClaim } from './claims.ts';
import { postgresErrors } from './errors.ts';
import { postgresOptions } from './options.ts';
import { openPostgres } from './postgres-client.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { schema } from './statements.ts';
import { postgresStatus } from './status.ts';

export const postgres = defineTarget({
  name: 'postgres',
  summary: 'PostgreSQL 15: one node, at the isolation level you choose.',
  options: postgresOptions,
  capabilities: ['register', 'set', 'transactions', 'lists', 'rows', 'counter', 'queue'],
  errors: postgresErrors,
  supports: {
    kill: { supported: true },
    pause: { supported: true },
    clock: { supported: true },
    roles: { supported: true },
  },
  docker: { image: { build: 'postgres' }, container: () => ({ port: 5432 }) },
  nodes: () => ['n1'],
  claim: postgresClaim,
  connect: (request) => PostgresConnection.open(request),
  status: postgresStatus,
  async setUp({ options, endpoints }) {
    for (const endpoint of endpoints.values()) {
      const { client, destroy } = await openPostgres(endpoint, options.isolation);
      try {
        for (const statement of schema) await client.query(statement);
      } finally {
        destroy();
      }
    }
  },
});
