/** Settings of the sharded family alone. */
import { choice, wholeNumber } from '../setting.ts';
import type { Settings } from '../setting.ts';

export const shardedSettings = {
  sharding: choice(
    ['hash', 'range'],
    'sharded: rows are spread over shards by a hash of their names, or by ranges of names, beginning with one shard.',
  ),
  splitRows: wholeNumber([2, 1_000_000], 64, 'sharded: a shard with more rows than this is split in two.'),
  rebalanceEveryMs: wholeNumber(
    [0, 600_000],
    0,
    'sharded: how often a node hands one of its shards to another, while serving. 0: never. Milliseconds.',
  ),
  commitProtocol: choice(
    ['two-phase', 'one-phase'],
    'sharded: two-phase asks every shard before it commits anywhere; one-phase tells each to commit.',
  ),
} satisfies Settings;
