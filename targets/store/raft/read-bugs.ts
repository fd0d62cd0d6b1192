/** Mistakes in answering reads that real systems shipped. */
import { plantBugs } from '../../contract/planted-bug.ts';

export const readBugs = plantBugs([
  {
    name: 'stale-leader-reads',
    sentence:
      'A leader answers reads from its own state without asking whether it still leads: a deposed one answers too.',
    source: 'Ongaro 2014 (thesis), section 6.4; Jepsen: etcd and Consul, 2014 (stale reads from a leader cut off)',
    set: { replication: 'raft', electionTimeoutMs: '1000' },
  },
  {
    name: 'read-index-before-first-commit',
    sentence:
      'A new leader takes its election for the confirmation and answers reads before an entry of its term is committed: it ' +
      'does not know yet what the last leader committed.',
    source: 'Ongaro 2014 (thesis), section 6.4, step 1: the leader must first commit an entry of its term',
    set: { replication: 'raft' },
  },
  {
    name: 'lease-outlives-election',
    sentence: "The leader's lease lasts longer than its followers wait before they elect another.",
    source: 'Ongaro 2014 (thesis), section 6.4.1; Gray and Cheriton 1989 (Leases)',
    set: { replication: 'raft', reads: 'lease', electionTimeoutMs: '1000' },
  },
  {
    name: 'token-compared-with-log-end',
    sentence:
      'A node compares the token of a session with the end of its log instead of what it has applied, and answers from a ' +
      'state that lacks what the client has seen.',
    source:
      'Ongaro 2014 (thesis), section 6.4, step 4: wait until the state machine has advanced as far as the read index',
    set: { replication: 'raft', reads: 'local', sessions: 'token' },
  },
  {
    name: 'token-forgotten-on-redirect',
    sentence: 'A client that is told to turn to another leader forgets its token, and goes back in time.',
    source: 'Terry et al. 1994, section 4: the session keeps its vectors, whichever server it turns to',
    set: { replication: 'raft', reads: 'local', sessions: 'token' },
  },
  {
    name: 'reads-before-catching-up',
    sentence:
      'A node that restarts answers from what it has replayed so far, which is older than what it answered before.',
    source: 'Terry et al. 1994 (monotonic reads); Ongaro 2014 (thesis), section 3.8: the commit index is volatile',
    set: { replication: 'raft', reads: 'local', sessions: 'sticky' },
  },
]);
