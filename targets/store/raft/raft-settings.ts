/** Settings of the Raft family alone. */
import type { Settings } from '../setting.ts';

export const raftSettings = {} satisfies Settings;
