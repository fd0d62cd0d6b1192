/**
 * How a node of the store is configured. The same values as the target's options (`options.ts`), but without the schema
 * library: this is what runs inside containers, where no package is installed.
 */

export interface StoreConfiguration {
  /** `sync`: Raft. `async`: a single leader that acknowledges alone, and followers that take over when it is silent. */
  readonly replication: 'sync' | 'async';
  readonly nodes: number;
  /** A follower that hears nothing for this long, or up to twice as long (drawn anew each time), takes action. */
  readonly electionTimeoutMs: number;
  readonly heartbeatMs: number;
}

function positiveInteger(values: Readonly<Record<string, unknown>>, name: keyof StoreConfiguration): number {
  const value = values[name];
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`store configuration: ${name} must be a positive integer, not ${JSON.stringify(value)}`);
}

/** Reads a configuration from parsed JSON. Throws a TypeError that names what is wrong; unknown names are ignored. */
export function parseConfiguration(json: unknown): StoreConfiguration {
  if (typeof json !== 'object' || json === null) throw new TypeError('store configuration: a JSON object is expected');
  const values = json as Readonly<Record<string, unknown>>;
  const { replication } = values;
  if (replication !== 'sync' && replication !== 'async') {
    throw new TypeError(`store configuration: replication must be sync or async, not ${JSON.stringify(replication)}`);
  }
  return {
    replication,
    nodes: positiveInteger(values, 'nodes'),
    electionTimeoutMs: positiveInteger(values, 'electionTimeoutMs'),
    heartbeatMs: positiveInteger(values, 'heartbeatMs'),
  };
}
