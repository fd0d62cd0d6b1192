/** The options of the PostgreSQL target, as `--set name=value` takes them. */
import { z } from 'zod';

export const postgresOptions = z.object({
  isolation: z
    .enum(['read-committed', 'repeatable-read', 'serializable'])
    .default('serializable')
    .describe('The isolation level of every transaction, single statements included.'),
});

export type PostgresOptions = z.output<typeof postgresOptions>;
export type Isolation = PostgresOptions['isolation'];

/** As SQL spells it. */
export const isolationSql: Readonly<Record<Isolation, string>> = {
  'read-committed': 'READ COMMITTED',
  'repeatable-read': 'REPEATABLE READ',
  serializable: 'SERIALIZABLE',
};
