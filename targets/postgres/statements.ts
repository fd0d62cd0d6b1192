/** The SQL: a table each for registers, set elements, lists, rows, counters and queues. Values are always parameters. */

/** Safe to repeat. */
export const schema: readonly string[] = [
  'CREATE TABLE IF NOT EXISTS ordeal_register (key text PRIMARY KEY, value bigint NOT NULL)',
  'CREATE TABLE IF NOT EXISTS ordeal_element (key text NOT NULL, element bigint NOT NULL, PRIMARY KEY (key, element))',
  'CREATE TABLE IF NOT EXISTS ordeal_list (key text PRIMARY KEY, elements bigint[] NOT NULL)',
  'CREATE TABLE IF NOT EXISTS ordeal_row (key text PRIMARY KEY, value bigint NOT NULL)',
  'CREATE TABLE IF NOT EXISTS ordeal_counter (key text PRIMARY KEY, total bigint NOT NULL)',
  'CREATE TABLE IF NOT EXISTS ordeal_queue (id bigserial PRIMARY KEY, key text NOT NULL, element bigint NOT NULL)',
  'CREATE INDEX IF NOT EXISTS ordeal_queue_order ON ordeal_queue (key, id)',
];

export const statements = {
  read: 'SELECT value FROM ordeal_register WHERE key = $1',
  write:
    'INSERT INTO ordeal_register (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  compareAndSet: 'UPDATE ordeal_register SET value = $3 WHERE key = $1 AND value = $2',
  add: 'INSERT INTO ordeal_element (key, element) VALUES ($1, $2) ON CONFLICT DO NOTHING',
  elements: 'SELECT element FROM ordeal_element WHERE key = $1',
  append:
    'INSERT INTO ordeal_list (key, elements) VALUES ($1, ARRAY[$2::bigint]) ' +
    'ON CONFLICT (key) DO UPDATE SET elements = ordeal_list.elements || excluded.elements',
  list: 'SELECT elements FROM ordeal_list WHERE key = $1',
  insertRow: 'INSERT INTO ordeal_row (key, value) VALUES ($1, $2)',
  changeRow: 'UPDATE ordeal_row SET value = $2 WHERE key = $1',
  deleteRow: 'DELETE FROM ordeal_row WHERE key = $1',
  row: 'SELECT value FROM ordeal_row WHERE key = $1',
  rowsByRemainder: 'SELECT key, value FROM ordeal_row WHERE value % $1 = $2',
  count:
    'INSERT INTO ordeal_counter (key, total) VALUES ($1, $2) ' +
    'ON CONFLICT (key) DO UPDATE SET total = ordeal_counter.total + excluded.total',
  total: 'SELECT total FROM ordeal_counter WHERE key = $1',
  enqueue: 'INSERT INTO ordeal_queue (key, element) VALUES ($1, $2)',
  // Clients that dequeue at once take different elements instead of waiting for each other.
  dequeue:
    'DELETE FROM ordeal_queue WHERE id = (SELECT id FROM ordeal_queue WHERE key = $1 ORDER BY id ' +
    'FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING element',
  status: 'SELECT pg_is_in_recovery() AS recovering, extract(epoch FROM clock_timestamp()) * 1000 AS wall',
} as const;
