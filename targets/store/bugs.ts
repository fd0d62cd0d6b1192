/** Every planted bug. Each is described beside the code that it breaks. */
import { raftBugs } from './raft/raft-bugs.ts';

export const bugs = [...raftBugs] as const;

export type BugName = (typeof bugs)[number]['name'];
