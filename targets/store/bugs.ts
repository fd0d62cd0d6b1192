/** Every planted bug. Each is described beside the code that it breaks. */
import { leaderlessBugs } from './leaderless/leaderless-bugs.ts';
import { multiLeaderBugs } from './multi-leader/multi-leader-bugs.ts';
import { serviceBugs } from './machine/service-bugs.ts';
import { raftBugs } from './raft/raft-bugs.ts';
import { shardedBugs } from './sharded/sharded-bugs.ts';
import { readBugs } from './raft/read-bugs.ts';
import { transactionBugs } from './transactions/transaction-bugs.ts';
import { versionsBugs } from './versions/versions-bugs.ts';
import { singleLeaderBugs } from './single-leader/single-leader-bugs.ts';

export const bugs = [
  ...raftBugs,
  ...readBugs,
  ...singleLeaderBugs,
  ...serviceBugs,
  ...transactionBugs,
  ...shardedBugs,
  ...versionsBugs,
  ...multiLeaderBugs,
  ...leaderlessBugs,
] as const;

export type BugName = (typeof bugs)[number]['name'];
