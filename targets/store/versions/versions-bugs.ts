/** Mistakes in telling versions apart and bringing them together, in either family whose nodes all accept writes. */
import { plantBugs } from '../../contract/planted-bug.ts';

export const versionsBugs = plantBugs([
  {
    name: 'copy-acknowledged-before-fsync',
    sentence:
      'A change is acknowledged once it is handed to the operating system, and nobody ever syncs it: a loss of power takes it back.',
    source:
      'Jepsen: Elasticsearch 1.5.0, 2015, and etcd 3.4.3, 2020 (what is acknowledged must be on disk); Pillai et al., OSDI 2014',
    set: { replication: 'multi-leader', conflicts: 'crdt' },
  },
  {
    name: 'clock-ordered-writes',
    sentence: 'Versions that should be kept side by side are ordered by timestamp, and all but the latest are dropped.',
    source: 'Jepsen: Riak, 2013, and Cassandra, 2013 (last write wins); Kleppmann, DDIA, chapter 5, "Last write wins"',
    set: { replication: 'multi-leader', conflicts: 'siblings' },
  },
  {
    name: 'dot-reused-after-restart',
    sentence:
      'A restarted node counts its writes from one again, and copies take the new write for one that was replaced.',
    source:
      'Riak KV 2.1: per-key actor epochs, made because a vnode that forgot its counter lost writes; Preguiça et al. 2010',
    set: { replication: 'leaderless', conflicts: 'siblings' },
  },
  {
    name: 'counter-merged-by-maximum',
    sentence: 'Two copies of a counter are merged by keeping the larger number: increments made apart are lost.',
    source:
      'Shapiro et al. 2011, "A comprehensive study of Convergent and Commutative Replicated Data Types", section 3.1',
    set: { replication: 'multi-leader', conflicts: 'crdt' },
  },
  {
    name: 'counter-merge-adds',
    sentence:
      "Merging adds each node's total to the one already held instead of keeping the larger: increments count twice.",
    source:
      'Cassandra before 2.1: replayed counter updates overcounted (CASSANDRA-4775, CASSANDRA-6504); Shapiro et al. 2011',
    set: { replication: 'multi-leader', conflicts: 'crdt' },
  },
  {
    name: 'compaction-drops-tombstone',
    sentence:
      'When tables are merged, the note that a key was removed is dropped although an older table still has the key: what was removed is there again.',
    source:
      'O\'Neil et al. 1996, section 2 (deletes in an LSM-tree); RocksDB issues on single deletes dropped in compaction; LevelDB, "Implementation": a marker goes only if no deeper level has the key',
    set: { replication: 'leaderless', timestamps: 'quorum', readRepair: 'blocking' },
  },
  {
    name: 'manifest-before-tables',
    sentence:
      'The manifest names a table, and the log of its writes is removed, before the table is on disk: a loss of power takes both.',
    source:
      'Pillai et al., OSDI 2014, section 4.3 (LevelDB: tables that were not synced before the manifest named them)',
    set: { replication: 'leaderless', timestamps: 'quorum', readRepair: 'blocking' },
  },
]);
