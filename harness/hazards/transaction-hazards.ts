/**
 * Transactions: what each isolation level lets through, judged by the level above, which is what an application relied on that
 * did not know; planted bugs of the engine; and the levels that hold.
 */
import { everyFaultAndMembership } from './every-fault.ts';
import type { Hazard, SoundConfiguration } from './hazard.ts';

/** Showing without any fault: two clients are enough. */
const unprovoked = { target: 'store', faults: [] } as const;

const weakLevels: readonly Hazard[] = [
  {
    ...unprovoked,
    name: 'dirty-write',
    title: 'two transactions overwrite each other’s writes, and each keeps half',
    explanation:
      'Without write locks a transaction may overwrite what another has written and not committed. If both write the same ' +
      'two rows in opposite orders, one row ends up with the first transaction’s value and the other with the second’s.',
    source: 'Berenson et al. 1995, P0; Kleppmann, "Designing Data-Intensive Applications", chapter 7 (no dirty writes)',
    set: { isolation: 'none' },
    workload: 'list-append',
    model: 'read-uncommitted',
    mendedBy: { isolation: 'read-uncommitted' },
  },
  {
    ...unprovoked,
    name: 'dirty-read',
    title: 'a transaction reads what another wrote and never committed',
    explanation:
      'At read uncommitted, writers wait for each other but readers wait for nobody. They see values that are rolled back ' +
      'later, or that are only half of what a transaction is going to write.',
    source: 'Berenson et al. 1995, P1; Adya 1999, G1',
    set: { isolation: 'read-uncommitted' },
    workload: 'list-append',
    model: 'read-committed',
    mendedBy: { isolation: 'read-committed' },
  },
  {
    ...unprovoked,
    name: 'read-skew',
    title: 'a transaction reads one row before a transfer and the other after it',
    explanation:
      'At read committed each step sees what is committed by then. A transaction that adds up all accounts, while money moves ' +
      'between two that it has and has not read yet, finds money missing.',
    source: 'Berenson et al. 1995, A5A; Kleppmann, chapter 7 (snapshot isolation and repeatable read)',
    set: { isolation: 'read-committed' },
    workload: 'bank',
    model: 'snapshot-isolation',
    mendedBy: { isolation: 'snapshot' },
  },
  {
    ...unprovoked,
    name: 'lost-update',
    title: 'two transactions read a number, add one, and write: one addition is lost',
    explanation:
      'Read committed does not protect a row between reading and writing it. The later of two writers overwrites what the ' +
      'earlier one wrote without having seen it.',
    source: 'Berenson et al. 1995, P4; Kleppmann, chapter 7 (preventing lost updates)',
    set: { isolation: 'read-committed' },
    workload: 'lost-update',
    model: 'snapshot-isolation',
    mendedBy: { isolation: 'snapshot' },
  },
  {
    ...unprovoked,
    name: 'last-committer-wins',
    title: 'snapshots without first-committer-wins: the last of two writers erases the other',
    explanation:
      'Reading from a snapshot gives a consistent view, but nothing more: unless a commit is refused when somebody else has ' +
      'committed the same row meanwhile, updates computed from the old value overwrite newer ones.',
    source: 'Berenson et al. 1995, section 4.2 (first committer wins)',
    set: { isolation: 'snapshot-last-committer-wins' },
    workload: 'lost-update',
    model: 'snapshot-isolation',
    mendedBy: { isolation: 'snapshot' },
  },
  {
    ...unprovoked,
    name: 'write-skew',
    title: 'two transactions each check a condition that the other is about to break',
    explanation:
      'Under snapshot isolation both doctors on call see that the other one is on call, and both go off. They write ' +
      'different rows, so neither is told of the other; run one after the other, the second would have stayed.',
    source: 'Berenson et al. 1995, A5B; Cahill, Röhm and Fekete 2008, section 2.2',
    set: { isolation: 'snapshot' },
    workload: 'write-skew',
    model: 'serializable',
    mendedBy: { isolation: 'serializable-snapshot' },
  },
  {
    ...unprovoked,
    name: 'phantom',
    title: 'a row that nobody locked, because it was not there, appears in a query’s answer',
    explanation:
      'Locks on the rows that a query returned do not keep new rows from matching it. Two transactions that both count the ' +
      'bookings of a room and find none may both insert one.',
    source: 'Eswaran, Gray, Lorie and Traiger 1976; Berenson et al. 1995, P3',
    set: { isolation: 'repeatable-read' },
    workload: 'closed-predicate',
    model: 'serializable',
    mendedBy: { isolation: 'two-phase-locking' },
  },
  {
    ...unprovoked,
    name: 'predicate-write-skew',
    title: 'two transactions each find no row that forbids theirs, and both insert one',
    explanation:
      'Two people ask for the bookings of a room, find none, and book it. They insert different rows and read none, so under ' +
      'snapshot isolation there is nothing that the two could be seen to disagree about.',
    source: 'Adya 1999, section 3.1 (G2); Kleppmann, chapter 7 (phantoms causing write skew)',
    set: { isolation: 'snapshot' },
    workload: 'adya',
    model: 'serializable',
    mendedBy: { isolation: 'serializable-snapshot' },
  },
];

const mended = { mendedBy: { bug: 'none' } } as const;

const bugs: readonly Hazard[] = [
  {
    ...unprovoked,
    ...mended,
    name: 'ssi-misses-write-skew',
    title: 'serializable snapshot isolation forgets reads at commit, and lets write skew through',
    explanation:
      'What a transaction read must be remembered for as long as others run that began before it committed: one of them may ' +
      'still overwrite it. An engine that forgets at commit finds only half of the conflicts.',
    source: 'Cahill, Röhm and Fekete 2008, section 3.3',
    set: { isolation: 'serializable-snapshot', bug: 'ssi-misses-write-skew' },
    workload: 'write-skew',
  },
  {
    ...unprovoked,
    ...mended,
    name: 'read-only-anomaly-ignored',
    title: 'a transaction that only reads sees a state that no serial order explains',
    explanation:
      'Two updates may be serializable by themselves and still not together with somebody who only looked: who sees the ' +
      'second but not the first pins down an order that the first contradicts.',
    source: 'Fekete, O’Neil and O’Neil 2004',
    set: { isolation: 'serializable-snapshot', bug: 'read-only-anomaly-ignored' },
    workload: 'list-append',
    workloadSet: { keys: '3', maxLength: '3', readPercent: '65' },
  },
  {
    ...unprovoked,
    ...mended,
    name: 'lost-update-under-snapshot',
    title: 'first-committer-wins compares the wrong times, and loses updates',
    explanation:
      'Whether another transaction overtook this one depends on when it committed. One that began earlier and committed ' +
      'later is missed by a check of when it began.',
    source: 'Berenson et al. 1995, section 4.2',
    set: { isolation: 'snapshot', bug: 'lost-update-under-snapshot' },
    workload: 'lost-update',
  },
  {
    ...unprovoked,
    ...mended,
    name: 'snapshot-too-new',
    title: 'the snapshot moves while the transaction reads',
    explanation:
      'A snapshot is taken once, at the beginning. An engine that takes a new one for each step shows one account before a ' +
      'transfer and the other after it.',
    source: 'Jepsen, "MySQL 8.0.34", 2023',
    set: { isolation: 'snapshot', bug: 'snapshot-too-new' },
    workload: 'bank',
  },
  {
    ...unprovoked,
    ...mended,
    name: 'predicate-not-locked',
    title: 'two-phase locking without predicate locks: phantoms under a serializable claim',
    explanation:
      'The rows that a query returned are locked; those that it would have returned, had they been there, are not.',
    source: 'Eswaran, Gray, Lorie and Traiger 1976, section 4',
    set: { isolation: 'two-phase-locking', bug: 'predicate-not-locked' },
    workload: 'adya',
  },
  {
    ...unprovoked,
    ...mended,
    name: 'upgrade-lock-race',
    title: 'a lock is let go on the way from shared to exclusive',
    explanation:
      'A transaction that read a row and now writes it must not let go in between. Another one that waited for the row ' +
      'writes it first, and its update is overwritten by one that was computed before.',
    source: 'Gray and Reuter 1993, section 7.8',
    set: { isolation: 'two-phase-locking', bug: 'upgrade-lock-race' },
    workload: 'lost-update',
  },
  {
    ...unprovoked,
    ...mended,
    name: 'lock-released-early',
    title: 'locks are let go when the commit is asked for, before it is in force',
    explanation:
      'Between asking for a commit and its being durable and applied, the rows still hold the old values. Whoever is let in ' +
      'then computes from them.',
    source: 'Bernstein, Hadzilacos and Goodman 1987, section 3.5',
    set: { isolation: 'two-phase-locking', bug: 'lock-released-early' },
    workload: 'lost-update',
  },
  {
    ...unprovoked,
    ...mended,
    name: 'dirty-read-after-abort',
    title: 'an aborted transaction’s writes stay visible',
    explanation:
      'Rolling back has to restore what was there before. If the aborted versions stay in the table, everybody reads them, ' +
      'and the next update makes them durable.',
    source: 'Jepsen, "MongoDB 4.2.6", 2020; Adya 1999, G1a',
    set: { isolation: 'two-phase-locking', bug: 'dirty-read-after-abort' },
    workload: 'list-append',
  },
  {
    ...unprovoked,
    ...mended,
    name: 'index-entry-left-behind',
    title: 'a row changes, and the index still has it under its old value',
    explanation:
      'An index is a second copy of the data, kept by somebody else’s code. If a change adds the new entry and forgets the old ' +
      'one, queries find the row twice, once as it was.',
    source: 'Kleppmann, chapter 7 (multi-object transactions: secondary indexes)',
    set: { isolation: 'two-phase-locking', index: 'local', bug: 'index-entry-left-behind' },
    workload: 'closed-predicate',
  },
  {
    ...unprovoked,
    ...mended,
    name: 'index-outside-transaction',
    title: 'the index changes at once, whatever becomes of the transaction',
    explanation:
      'A transaction that is rolled back must take its entries along. If the index is changed apart from the transaction, ' +
      'queries find rows that never were.',
    source: 'Kleppmann, chapter 7 (multi-object transactions: secondary indexes)',
    set: { isolation: 'two-phase-locking', index: 'local', bug: 'index-outside-transaction' },
    workload: 'closed-predicate',
  },
  {
    ...mended,
    name: 'commit-acknowledged-before-log',
    title: 'a commit is acknowledged from memory, and a failover undoes it',
    explanation:
      'The log comes first: a leader that tells the client before a majority has the entry on disk takes the transaction ' +
      'with it when it falls.',
    source: 'Mohan et al. 1992 (write-ahead logging)',
    target: 'store',
    faults: ['kill', 'partition'],
    set: { isolation: 'two-phase-locking', bug: 'commit-acknowledged-before-log' },
    workload: 'list-append',
  },
];

export const transactionHazards: readonly Hazard[] = [...weakLevels, ...bugs];

function sound(isolation: string, workload: string): SoundConfiguration {
  return {
    name: `${isolation}-${workload}`,
    target: 'store',
    set: { isolation },
    workload,
    faults: everyFaultAndMembership,
  };
}

function indexed(isolation: string): SoundConfiguration {
  const sameWithout = sound(isolation, 'closed-predicate');
  return { ...sameWithout, name: `${isolation}-index`, set: { isolation, index: 'local' } };
}

export const transactionConfigurations: readonly SoundConfiguration[] = [
  sound('two-phase-locking', 'list-append'),
  sound('two-phase-locking', 'closed-predicate'),
  sound('two-phase-locking', 'adya'),
  sound('serializable-snapshot', 'list-append'),
  sound('serializable-snapshot', 'closed-predicate'),
  sound('serializable-snapshot', 'adya'),
  indexed('two-phase-locking'),
  indexed('serializable-snapshot'),
  indexed('snapshot'),
  sound('serial', 'list-append'),
  sound('serial', 'rw-register'),
  sound('repeatable-read', 'list-append'),
  sound('snapshot', 'list-append'),
  sound('snapshot', 'bank'),
  sound('read-committed', 'list-append'),
  sound('read-uncommitted', 'list-append'),
];
