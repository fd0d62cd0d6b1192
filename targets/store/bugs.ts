/** Every planted bug. Each is described beside the code that it breaks. */
import { serviceBugs } from './machine/service-bugs.ts';
import { raftBugs } from './raft/raft-bugs.ts';
import { shardedBugs } from './sharded/sharded-bugs.ts';
import { transactionBugs } from './transactions/transaction-bugs.ts';

export const bugs = [...raftBugs, ...serviceBugs, ...transactionBugs, ...shardedBugs] as const;

export type BugName = (typeof bugs)[number]['name'];
