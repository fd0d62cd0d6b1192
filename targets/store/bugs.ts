/** Every planted bug. Each is described beside the code that it breaks. */
import { serviceBugs } from './machine/service-bugs.ts';
import { raftBugs } from './raft/raft-bugs.ts';

export const bugs = [...raftBugs, ...serviceBugs] as const;

export type BugName = (typeof bugs)[number]['name'];
