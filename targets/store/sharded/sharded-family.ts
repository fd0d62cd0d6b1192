/** Shards as a family: what is promised when no node sees all of a transaction. */
import type { Claim } from '../../contract/target.ts';
import { membersAreTheNodes } from '../family.ts';
import type { StoreFamily } from '../family.ts';
import { lacksAllBut } from '../replication/offered-capabilities.ts';
import type { IsolationLevel } from '../transactions/isolation-level.ts';
import { isShardMessage } from './shard-messages.ts';
import { ShardedNode } from './sharded-node.ts';

const locked = 'Every shard keeps its locks until it knows the decision, so all of them agree on the order.';
const unordered = 'What is committed may become visible on one shard before another, even after it was acknowledged.';
const ownSnapshots = `Every shard takes a snapshot of its own, at a time of its own. ${unordered}`;

/** Null: not offered. */
const promises: Readonly<Record<IsolationLevel, readonly [model: string, note: string] | null>> = {
  'two-phase-locking': ['strict-serializable', locked],
  serial: ['strict-serializable', `One transaction after the other on each shard. ${locked}`],
  'repeatable-read': ['repeatable-read', locked],
  'serializable-snapshot': ['read-committed', ownSnapshots],
  snapshot: ['read-committed', ownSnapshots],
  'read-committed': ['read-committed', unordered],
  'read-uncommitted': ['read-uncommitted', unordered],
  'snapshot-last-committer-wins': null,
  none: null,
};

export const shardedFamily: StoreFamily = {
  lacks: (configuration, capability) =>
    lacksAllBut('lists', 'transactions', 'rows')(configuration, capability) ??
    (promises[configuration.isolation] === null
      ? `replication=sharded does not offer isolation=${configuration.isolation}`
      : null),
  claim: ({ isolation }): Claim => {
    const [model, note] = promises[isolation] ?? ['eventual', unordered];
    return { model, basis: 'documented', note: `Two-phase commit: all shards commit or none. ${note}` };
  },
  fixedMembers: membersAreTheNodes,
  start: (host, configuration) => new ShardedNode(host, configuration),
  isPeerMessage: isShardMessage,
};
