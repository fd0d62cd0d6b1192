/** Mistakes in Raft that real systems shipped, or that its authors warn of. */
import { plantBugs } from '../../contract/planted-bug.ts';

const paper = 'Ongaro and Ousterhout 2014';
const set = { replication: 'raft' };

export const raftBugs = plantBugs([
  {
    name: 'vote-not-persisted',
    sentence: 'A node keeps its vote in memory only: after a restart it votes a second time in the same term.',
    source: `${paper}, figure 2 (persistent state: votedFor); section 5.2`,
    set,
  },
  {
    name: 'term-not-persisted',
    sentence: 'A node keeps its term in memory only: after a restart it takes part in terms that are over.',
    source: `${paper}, figure 2 (persistent state: currentTerm)`,
    set,
  },
  {
    name: 'acknowledges-before-fsync',
    sentence: 'A follower says that it holds entries which a loss of power would still take from it.',
    source: `${paper}, figure 2 ("updated on stable storage before responding to RPCs"); Jepsen: Redis-Raft, 2020`,
    set,
  },
  {
    name: 'leader-counts-itself-before-fsync',
    sentence: 'A leader counts its own copy of an entry that a loss of power would still take from it.',
    source: "Ongaro's thesis, section 10.2.1 (writing to the leader's disk in parallel)",
    set,
  },
  {
    name: 'checksum-ignored',
    sentence: 'A node takes what it reads from its log for what it wrote, whatever the checksum says.',
    source:
      'Ganesan et al., "Redundancy Does Not Imply Fault Tolerance", FAST 2017; Alagappan et al., "Protocol-Aware Recovery", FAST 2018',
    set,
  },
  {
    name: 'commits-old-term-by-counting',
    sentence:
      "A leader commits an older term's entry because a majority holds it, without one of its own; a later leader replaces it.",
    source: `${paper}, section 5.4.2 and figure 8`,
    set,
  },
  {
    name: 'skips-prefix-check',
    sentence: 'A follower accepts entries behind an entry that it has from another leader: the logs part for good.',
    source: `${paper}, section 5.3 (consistency check of AppendEntries)`,
    set,
  },
  {
    name: 'truncates-always',
    sentence: 'A follower cuts its log to what a message brings: one that comes late takes acknowledged entries away.',
    source: `${paper}, figure 2 ("if an existing entry conflicts"); raft-dev and student labs name it the commonest mistake`,
    set,
  },
  {
    name: 'votes-without-log-check',
    sentence: 'A node votes for whoever asks first: the next leader may lack what was acknowledged.',
    source: `${paper}, section 5.4.1 (election restriction)`,
    set,
  },
  {
    name: 'off-by-one-quorum',
    sentence: 'A leader takes one copy fewer than a majority for enough.',
    source: `${paper}, section 5.3 (committed: on a majority of the servers)`,
    set,
  },
  {
    name: 'accepts-old-term-messages',
    sentence: 'A follower obeys a leader whose term is over, and lets it replace what the new leader had acknowledged.',
    source: `${paper}, figure 2 (AppendEntries: "reply false if term < currentTerm")`,
    set,
  },
  {
    name: 'takes-next-for-match',
    sentence: 'A new leader believes that every follower holds its whole log, and commits what only it has.',
    source: `${paper}, figure 2 (matchIndex is initialized to 0)`,
    set,
  },
  {
    name: 'acknowledges-own-tail',
    sentence: 'A follower acknowledges its whole log, with the tail that it has from another leader.',
    source: `${paper}, figure 2 (matchIndex: known to be replicated), section 5.3`,
    set,
  },
  {
    name: 'commits-past-the-match',
    sentence: 'A follower applies up to the commit index of the leader, also entries that are not those of the leader.',
    source: `${paper}, figure 2 ("min(leaderCommit, index of last new entry)")`,
    set,
  },
  {
    name: 'restores-stale-snapshot',
    sentence: 'A follower takes over a snapshot that comes late, and so an older state than it had.',
    source: `${paper}, section 7 and figure 13; hashicorp/raft and etcd discard such snapshots`,
    set,
  },
  {
    name: 'snapshot-claims-too-much',
    sentence:
      'A snapshot is labelled with the end of the log, not with the last entry that was applied: what is between is lost.',
    source: `${paper}, section 7 (lastIncludedIndex: the last entry that the state machine had applied)`,
    set,
  },
  {
    name: 'snapshot-drops-tail',
    sentence:
      'A follower that is sent a snapshot, however late, throws its whole log away, also the entries behind the snapshot, ' +
      'which it has acknowledged.',
    source: `${paper}, extended version, section 7 and figure 13 (rules 6 and 7: what follows the snapshot's last entry is kept)`,
    set,
  },
  {
    name: 'two-changes-at-once',
    sentence:
      'A leader begins a change of members before the last one is committed: two majorities need not share a node.',
    source: "Ongaro's thesis, section 4.1 (one change at a time)",
    set,
  },
  {
    name: 'changes-members-before-own-entry',
    sentence:
      'A leader changes the members before it has committed anything in its term, unaware of a change by another.',
    source: 'Ongaro, "bug in single-server membership changes", raft-dev, July 2015',
    set,
  },
  {
    name: 'applies-retry-twice',
    sentence:
      'A command that comes again under the number of one that was carried out is carried out again: the session table is not ' +
      'consulted.',
    source:
      'Ongaro 2014 (thesis), section 6.3; Ongaro and Ousterhout 2014, section 8 (a command executed a second time)',
    set: { replication: 'raft', retries: 'true' },
  },
  {
    name: 'session-table-lost-in-snapshot',
    sentence:
      'The session table is left out of snapshots: a node that begins with one no longer knows what was carried out, and for whom.',
    source: 'Ongaro 2014 (thesis), section 6.3: sessions are part of the replicated state, the same on every server',
    set: { replication: 'raft', retries: 'true' },
  },
]);
