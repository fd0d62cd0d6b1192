/** The SQL: one table of registers, one of set elements. Values are always parameters. */

/** Safe to repeat. */
export const schema: readonly string[] = [
  'CREATE TABLE IF NOT EXISTS ordeal_register (key text PRIMARY KEY, value bigint NOT NULL)',
  'CREATE TABLE IF NOT EXISTS ordeal_element (key text NOT NULL, element bigint NOT NULL, PRIMARY KEY (key, element))',
];

export const statements = {
  read: 'SELECT value FROM ordeal_register WHERE key = $1',
  write:
    'INSERT INTO ordeal_register (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  compareAndSet: 'UPDATE ordeal_register SET value = $3 WHERE key = $1 AND value = $2',
  add: 'INSERT INTO ordeal_element (key, element) VALUES ($1, $2) ON CONFLICT DO NOTHING',
  elements: 'SELECT element FROM ordeal_element WHERE key = $1',
  status: 'SELECT pg_is_in_recovery() AS recovering, extract(epoch FROM clock_timestamp()) * 1000 AS wall',
} as const;
