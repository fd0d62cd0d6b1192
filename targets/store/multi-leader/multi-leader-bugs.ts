/** Mistakes in replication between nodes that all accept writes. */
import { plantBugs } from '../../contract/planted-bug.ts';

export const multiLeaderBugs = plantBugs([
  {
    name: 'replicated-before-fsync',
    sentence:
      'A node sends changes that are not on its own disk yet: after a crash it gives their numbers to other changes, which its peers take for old ones.',
    source:
      'MySQL manual, sync_binlog: with 0, replicas may hold transactions that the source lost; Pillai et al., OSDI 2014',
    set: { replication: 'multi-leader', conflicts: 'crdt' },
  },
  {
    name: 'retransmission-forgotten',
    sentence: 'A change counts as replicated once it was sent: what the network loses never arrives.',
    source: 'Demers et al. 1987, section 1.2: direct mail loses messages when queues overflow or destinations are down',
    set: { replication: 'multi-leader', conflicts: 'crdt' },
  },
  {
    name: 'causes-not-awaited',
    sentence:
      'A change is applied as soon as it arrives, before the changes that its writer had seen: an answer without its question.',
    source: 'Lloyd et al. 2011 (COPS), section 3; Kleppmann, DDIA, chapter 5, "Consistent prefix reads"',
    set: { replication: 'multi-leader', timestamps: 'hybrid', heartbeatMs: '1000' },
  },
]);
