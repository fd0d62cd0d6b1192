/** Mistakes in Raft that real systems shipped. */
import { plantBugs } from '../../contract/planted-bug.ts';

export const raftBugs = plantBugs([
  {
    name: 'vote-not-persisted',
    sentence: 'A node keeps its vote in memory only: after a restart it votes a second time in the same term.',
    source: 'Ongaro and Ousterhout 2014, figure 2 (persistent state: votedFor); section 5.2',
    set: { replication: 'raft' },
  },
]);
