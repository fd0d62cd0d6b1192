/** Every family by the name that `--set replication=` gives it. */
import type { ReplicationName } from './configuration.ts';
import type { StoreFamily } from './family.ts';
import { leaderlessFamily } from './leaderless/leaderless-family.ts';
import { multiLeaderFamily } from './multi-leader/multi-leader-family.ts';
import { raftFamily } from './raft/raft-family.ts';
import { shardedFamily } from './sharded/sharded-family.ts';
import { singleLeaderFamily } from './single-leader/single-leader-family.ts';

export const families: Readonly<Record<ReplicationName, StoreFamily>> = {
  raft: raftFamily,
  'single-leader': singleLeaderFamily,
  sharded: shardedFamily,
  'multi-leader': multiLeaderFamily,
  leaderless: leaderlessFamily,
};
