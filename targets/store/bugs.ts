/** Every planted bug. Each is described beside the code that it breaks. */
import { raftBugs } from './raft/raft-bugs.ts';
import { readBugs } from './raft/read-bugs.ts';

export const bugs = [...raftBugs, ...readBugs] as const;

export type BugName = (typeof bugs)[number]['name'];
