/** Mistakes in leaderless replication. */
import { plantBugs } from '../../contract/planted-bug.ts';

export const leaderlessBugs = plantBugs([
  {
    name: 'write-quorum-one-short',
    sentence: 'A write is acknowledged one copy early: a read quorum need not meet it.',
    source:
      'Gifford 1979, section 2 (r + w > n); Cassandra: reads at a quorum that missed writes at a quorum (Jepsen, 2013)',
    set: { replication: 'leaderless', conflicts: 'crdt' },
  },
  {
    name: 'hint-lost',
    sentence: 'A hint is deleted when it was sent once, whether or not it arrived.',
    source: 'DeCandia et al. 2007 (Dynamo), section 4.6: a hint may be deleted once the transfer succeeds',
    set: { replication: 'leaderless', conflicts: 'crdt', copies: '1', writeQuorum: '1', sloppyQuorum: 'true' },
  },
  {
    name: 'resurrected-deletes',
    sentence:
      'The mark of a deleted register is dropped after a while although a copy that was away never had it: that copy brings the old value back.',
    source:
      'Cassandra manual, "Tombstones": deletes that a node missed for gc_grace_seconds come back ("zombies"); DeCandia et al. 2007, section 4.7',
    set: {
      replication: 'leaderless',
      timestamps: 'quorum',
      readRepair: 'blocking',
      tombstoneGraceMs: '3000',
    },
  },
  {
    name: 'read-repair-writes-stale',
    sentence:
      'Read repair writes an outdated answer back as if it were a new write, with a new timestamp: the older value wins.',
    source:
      'DeCandia et al. 2007 (Dynamo), section 5: read repair brings the latest version to stale copies; DDIA, chapter 5',
    set: { replication: 'leaderless', timestamps: 'quorum', readRepair: 'blocking' },
  },
  {
    name: 'anti-entropy-skips-range',
    sentence: 'The comparison of two Merkle trees stops one branch early: keys in the last range are never repaired.',
    source: 'Demers et al. 1987; DeCandia et al. 2007 (Dynamo), section 4.7: every branch that differs must be walked',
    set: { replication: 'leaderless', readRepair: 'none', hintedHandoff: 'false' },
  },
]);
