/** Every planted bug. Each is described beside the code that it breaks. */
import { raftBugs } from './raft/raft-bugs.ts';
import { transactionBugs } from './transactions/transaction-bugs.ts';

export const bugs = [...raftBugs, ...transactionBugs] as const;

export type BugName = (typeof bugs)[number]['name'];
