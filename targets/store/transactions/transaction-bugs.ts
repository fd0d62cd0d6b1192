/** Mistakes in transactions that real systems shipped, or that papers warn of. */
import { plantBugs } from '../../contract/planted-bug.ts';

export const transactionBugs = plantBugs([
  {
    name: 'ssi-misses-write-skew',
    sentence:
      'Serializable snapshot isolation forgets what a transaction read when it commits, although others still run beside it: ' +
      'write skew gets through.',
    source: 'Cahill, Röhm and Fekete 2008, section 3.3 (SIREAD locks outlive the commit)',
    set: { isolation: 'serializable-snapshot' },
  },
  {
    name: 'read-only-anomaly-ignored',
    sentence:
      'Serializable snapshot isolation does not track transactions that only read: one of them sees a state that no serial ' +
      'order explains.',
    source: 'Fekete, O’Neil and O’Neil, "A Read-Only Transaction Anomaly Under Snapshot Isolation", 2004',
    set: { isolation: 'serializable-snapshot' },
  },
  {
    name: 'lost-update-under-snapshot',
    sentence:
      'The first-committer check compares when the other transaction began, not when it committed: of two that began ' +
      'together both may commit, and an update is lost.',
    source: 'Berenson et al. 1995, section 4.2 (first committer wins)',
    set: { isolation: 'snapshot' },
  },
  {
    name: 'snapshot-too-new',
    sentence:
      'Each step reads from a snapshot of its own instead of the transaction’s: read skew under snapshot isolation.',
    source: 'Jepsen, "MySQL 8.0.34", 2023 (repeatable read whose snapshot moves)',
    set: { isolation: 'snapshot' },
  },
  {
    name: 'predicate-not-locked',
    sentence: 'Two-phase locking locks the rows that a query returned, not its predicate: phantoms.',
    source: 'Eswaran, Gray, Lorie and Traiger 1976, section 4 (phantoms)',
    set: { isolation: 'two-phase-locking' },
  },
  {
    name: 'upgrade-lock-race',
    sentence:
      'A shared lock is made exclusive by letting it go and asking anew: whoever gets in between has his update overwritten.',
    source: 'Gray and Reuter, "Transaction Processing", 1993, section 7.8 (lock conversion)',
    set: { isolation: 'two-phase-locking' },
  },
  {
    name: 'lock-released-early',
    sentence:
      'Locks are let go when the commit is asked for, not when it is in force: others still read what was before.',
    source: 'Bernstein, Hadzilacos and Goodman, "Concurrency Control and Recovery", 1987, section 3.5 (strict locking)',
    set: { isolation: 'two-phase-locking' },
  },
  {
    name: 'dirty-read-after-abort',
    sentence: 'Rolling back leaves the versions of the aborted transaction in the table, where everybody reads them.',
    source: 'Jepsen, "MongoDB 4.2.6", 2020 (reads of aborted transactions)',
    set: { isolation: 'two-phase-locking' },
  },
  {
    name: 'index-entry-left-behind',
    sentence: 'When a row changes, its new value is entered in the index and the old entry stays: queries find both.',
    source:
      'Kleppmann, "Designing Data-Intensive Applications", chapter 7 (multi-object transactions: secondary indexes)',
    set: { isolation: 'two-phase-locking', index: 'local' },
  },
  {
    name: 'index-outside-transaction',
    sentence:
      'Entries of the index are in force at once, not with the transaction that makes them: queries find what is not ' +
      'committed, and what is rolled back stays in the index.',
    source:
      'Kleppmann, "Designing Data-Intensive Applications", chapter 7 (multi-object transactions: secondary indexes)',
    set: { isolation: 'two-phase-locking', index: 'local' },
  },
  {
    name: 'commit-acknowledged-before-log',
    sentence: 'The client is told of the commit while it is in the leader’s memory alone: a failover undoes it.',
    source: 'Mohan et al., "ARIES", 1992, section 1.1 (write-ahead logging); Jepsen, "Galera Cluster 12.1.2", 2026',
    set: { isolation: 'two-phase-locking' },
  },
]);
