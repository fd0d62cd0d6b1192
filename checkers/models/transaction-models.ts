/**
 * Models of transactions, strongest first. Where the literature uses one name for several things:
 *
 * `snapshot-isolation` lets each transaction read any earlier snapshot (generalized, Elnikety; Cerone, Bernardi, Gotsman;
 * Crooks), so a serial order is a case of it. Adya's PL-SI is the same if the start points of its start order may be
 * chosen freely; read in real time it is `strong-snapshot-isolation`, which serializable histories may break.
 * `serializable` asks for neither the order of a process nor real time: the strong-session and strong forms do.
 * `read-committed` and `read-atomic` are Adya's and Cerone's. Those of Biswas and Enea (and of AWDIT, which decides them)
 * keep the order of each session too, and their read committed is monotonic: they are `strong-session-...` here.
 */
import type { ConsistencyModel } from './model.ts';

const withoutSessions = 'by definition: it leaves out the order of each process';

const strong: readonly ConsistencyModel[] = [
  {
    name: 'strict-serializable',
    aliases: ['strong-serializable', 'strict-serializability', 'PL-SS'],
    about: 'transactions',
    summary: 'transactions appear to run one after the other, in an order that respects real time',
    source: 'Adya, chapter 3 (PL-SS)',
    implies: [
      { model: 'strong-session-serializable', source: 'Daudjee & Salem 2004: a process waits for its transactions' },
      {
        model: 'strong-snapshot-isolation',
        source: 'by definition: a transaction reads the snapshot of its predecessor',
      },
      { model: 'linearizable', source: 'Herlihy & Wing: linearizability is its case of one operation on one object' },
    ],
  },
  {
    name: 'strong-session-serializable',
    aliases: ['session-serializable'],
    about: 'transactions',
    summary: 'transactions appear to run one after the other, in an order that respects the order of each process',
    source: 'Daudjee & Salem 2004',
    implies: [
      { model: 'serializable', source: 'Daudjee & Salem 2004' },
      { model: 'strong-session-snapshot-isolation', source: 'by definition: a serial order is a case of it' },
      { model: 'sequential', source: 'by definition: sequential consistency is its case of one operation' },
    ],
  },
  {
    name: 'strong-snapshot-isolation',
    aliases: ['strong-SI'],
    about: 'transactions',
    summary: 'snapshot isolation, and a transaction sees all that had committed when it began in real time',
    source: 'Daudjee & Salem 2006',
    implies: [
      { model: 'strong-session-snapshot-isolation', source: 'Daudjee & Salem 2006' },
      { model: 'strong-read-committed', source: 'Elle' },
    ],
  },
  {
    name: 'strong-session-snapshot-isolation',
    aliases: ['strong-session-SI'],
    about: 'transactions',
    summary: 'snapshot isolation, and a transaction sees all that its process had committed before',
    source: 'Daudjee & Salem 2006',
    implies: [
      { model: 'snapshot-isolation', source: 'Daudjee & Salem 2006' },
      { model: 'strong-session-prefix', source: 'Biswas & Enea: snapshot isolation is prefix with conflicts' },
    ],
  },
  {
    name: 'strong-session-prefix',
    aliases: ['biswas-enea-prefix'],
    about: 'transactions',
    summary: 'prefix, and a transaction sees all that its process had committed before',
    source: 'Biswas & Enea',
    implies: [
      { model: 'prefix', source: withoutSessions },
      { model: 'strong-session-causal', source: 'Biswas & Enea' },
    ],
  },
  {
    name: 'strong-session-causal',
    aliases: ['transactional-causal', 'biswas-enea-causal', 'TCC'],
    about: 'transactions',
    summary: 'a transaction sees whole what it could have been caused by, through reads or through its process',
    source: 'Biswas & Enea',
    implies: [
      { model: 'causal-cerone', source: withoutSessions },
      { model: 'strong-session-read-atomic', source: 'Biswas & Enea' },
      { model: 'causal', source: 'by definition: its case of one operation has causal visibility and arbitration' },
    ],
  },
  {
    name: 'strong-session-read-atomic',
    aliases: ['biswas-enea-read-atomic'],
    about: 'transactions',
    summary: 'read atomic, and a transaction sees all that its process had committed before',
    source: 'Biswas & Enea',
    implies: [
      { model: 'read-atomic', source: withoutSessions },
      { model: 'strong-session-monotonic-atomic-view', source: 'Biswas & Enea' },
    ],
  },
  {
    name: 'strong-session-monotonic-atomic-view',
    aliases: ['biswas-enea-read-committed'],
    about: 'transactions',
    summary: 'monotonic atomic view, with versions in an order that respects the order of each process',
    source: 'Biswas & Enea (their read committed)',
    implies: [
      { model: 'monotonic-atomic-view', source: withoutSessions },
      { model: 'strong-session-read-committed', source: 'Biswas & Enea: sessions, reads and versions in one order' },
    ],
  },
  {
    name: 'strong-read-committed',
    aliases: ['strong-PL-2'],
    about: 'transactions',
    summary: 'read committed, and reads and versions never run against real time',
    source: 'Elle',
    implies: [
      { model: 'strong-session-read-committed', source: 'Elle: a process waits for its transactions' },
      { model: 'strong-read-uncommitted', source: 'Elle' },
    ],
  },
  {
    name: 'strong-session-read-committed',
    aliases: ['strong-session-PL-2'],
    about: 'transactions',
    summary: 'read committed, and reads and versions never run against the order of a process',
    source: 'Elle',
    implies: [
      { model: 'read-committed', source: withoutSessions },
      { model: 'strong-session-read-uncommitted', source: 'Elle' },
    ],
  },
  {
    name: 'strong-read-uncommitted',
    aliases: ['strong-PL-1'],
    about: 'transactions',
    summary: 'read uncommitted, and versions never run against real time',
    source: 'Elle',
    implies: [{ model: 'strong-session-read-uncommitted', source: 'Elle: a process waits for its transactions' }],
  },
  {
    name: 'strong-session-read-uncommitted',
    aliases: ['strong-session-PL-1'],
    about: 'transactions',
    summary: 'read uncommitted, and versions never run against the order of a process',
    source: 'Elle',
    implies: [{ model: 'read-uncommitted', source: withoutSessions }],
  },
];

const plain: readonly ConsistencyModel[] = [
  {
    name: 'serializable',
    aliases: ['PL-3', 'conflict-serializable', 'serializability'],
    about: 'transactions',
    summary: 'transactions appear to run one after the other',
    source: 'Adya, chapter 3 (PL-3)',
    implies: [
      { model: 'repeatable-read', source: 'Adya, chapter 3: PL-2.99 allows cycles through predicates' },
      {
        model: 'snapshot-isolation',
        source: 'Cerone, Bernardi, Gotsman: total visibility gives prefix and no conflict; Crooks',
      },
      { model: 'update-serializable', source: 'Adya, chapter 4: PL-3U lets readers disagree' },
    ],
  },
  {
    name: 'snapshot-isolation',
    aliases: ['SI', 'PL-SI', 'generalized-snapshot-isolation'],
    about: 'transactions',
    summary: 'a transaction reads one consistent snapshot, and no two that overlap write the same item',
    source: 'Elnikety; Cerone, Bernardi, Gotsman; Adya, chapter 4 (PL-SI with start points chosen freely)',
    implies: [
      { model: 'forward-consistent-view', source: 'Adya, chapter 4: it forbids G-SIb, PL-SI also G-SIa' },
      { model: 'monotonic-snapshot-read', source: 'Adya, chapter 4: one snapshot is a case of one for each action' },
      { model: 'parallel-snapshot-isolation', source: 'Cerone, Bernardi, Gotsman: prefix gives transitive visibility' },
      { model: 'prefix', source: 'Cerone, Bernardi, Gotsman' },
    ],
  },
  {
    name: 'update-serializable',
    aliases: ['PL-3U'],
    about: 'transactions',
    summary: 'transactions that write are serializable, and each that only reads is so together with them',
    source: 'Adya, chapter 4 (PL-3U)',
    implies: [
      { model: 'consistent-view', source: 'Adya, chapter 4: a cycle with one rw edge has one that only reads' },
    ],
  },
  {
    name: 'repeatable-read',
    aliases: ['PL-2.99'],
    about: 'transactions',
    summary: 'items that a transaction has read do not change until it ends; predicates may',
    source: 'Adya, chapter 3 (PL-2.99)',
    implies: [
      { model: 'cursor-stability', source: 'Adya, chapter 4: what G-cursor forbids is a cycle through items' },
      { model: 'monotonic-atomic-view', source: 'Bailis, figure 2' },
    ],
  },
  {
    name: 'parallel-snapshot-isolation',
    aliases: ['PSI'],
    about: 'transactions',
    summary: 'causal visibility, and of two transactions that write the same item one sees the other',
    source: 'Cerone, Bernardi, Gotsman',
    implies: [
      { model: 'causal-cerone', source: 'Cerone, Bernardi, Gotsman' },
      { model: 'consistent-view', source: 'Cerone & Gotsman: each of its cycles has two rw edges at least' },
      { model: 'update-atomic', source: 'Liu' },
    ],
  },
  {
    name: 'prefix',
    aliases: ['prefix-consistency', 'PC'],
    about: 'transactions',
    summary: 'a transaction that sees another sees all that became visible before that one: no long fork',
    source: 'Cerone, Bernardi, Gotsman',
    implies: [{ model: 'causal-cerone', source: 'Cerone, Bernardi, Gotsman: prefix gives transitive visibility' }],
  },
  {
    name: 'causal-cerone',
    aliases: ['causal-visibility'],
    about: 'transactions',
    summary: 'a transaction sees whole what it could have been caused by through reads; processes play no part',
    source: 'Cerone, Bernardi, Gotsman',
    implies: [{ model: 'read-atomic', source: 'Cerone, Bernardi, Gotsman' }],
  },
  {
    name: 'update-atomic',
    aliases: ['ROLA'],
    about: 'transactions',
    summary: 'read atomic without lost updates',
    source: 'Liu',
    implies: [{ model: 'read-atomic', source: 'Liu' }],
  },
  {
    name: 'read-atomic',
    aliases: ['RA', 'RAMP'],
    about: 'transactions',
    summary: 'a transaction sees all writes of another or none, and its own',
    source: 'Cerone, Bernardi, Gotsman',
    implies: [{ model: 'monotonic-atomic-view', source: 'by definition: what it asks at every read, that asks later' }],
  },
  {
    name: 'forward-consistent-view',
    aliases: ['PL-FCV'],
    about: 'transactions',
    summary: 'a consistent view of all that had committed when the transaction began, or later',
    source: 'Adya, chapter 4 (PL-FCV)',
    implies: [{ model: 'consistent-view', source: 'Adya, chapter 4: G-SIb covers G-single' }],
  },
  {
    name: 'consistent-view',
    aliases: ['PL-2+'],
    about: 'transactions',
    summary: 'a transaction sees a consistent state: no read skew, no lost update',
    source: 'Adya, chapter 4 (PL-2+)',
    implies: [
      { model: 'cursor-stability', source: 'Adya, chapter 4: what G-cursor forbids is a case of G-single' },
      { model: 'monotonic-view', source: 'Adya, chapter 4: what G-monotonic forbids is a case of G-single' },
      { model: 'monotonic-atomic-view', source: 'by definition: to see an effect and then miss another is a G-single' },
    ],
  },
  {
    name: 'monotonic-view',
    aliases: ['PL-2L'],
    about: 'transactions',
    summary: 'what a transaction has seen it does not miss in later reads',
    source: 'Adya, chapter 4 (PL-2L)',
    implies: [{ model: 'read-committed', source: 'Adya, chapter 4' }],
  },
  {
    name: 'monotonic-snapshot-read',
    aliases: ['PL-MSR'],
    about: 'transactions',
    summary: 'each action of a transaction reads one snapshot, and snapshots only move forward',
    source: 'Adya, chapter 4 (PL-MSR)',
    implies: [{ model: 'read-committed', source: 'Adya, chapter 4' }],
  },
  {
    name: 'cursor-stability',
    aliases: ['PL-CS'],
    about: 'transactions',
    summary: 'read committed, and no update is lost to another of the same item',
    source: 'Adya, chapter 4 (PL-CS); Berenson',
    implies: [{ model: 'read-committed', source: 'Adya, chapter 4' }],
  },
  {
    name: 'monotonic-atomic-view',
    aliases: ['MAV'],
    about: 'transactions',
    summary: 'once a transaction sees one effect of another, it sees all of them',
    source: 'Bailis',
    implies: [{ model: 'read-committed', source: 'Bailis, figure 2' }],
  },
  {
    name: 'read-committed',
    aliases: ['PL-2', 'RC'],
    about: 'transactions',
    summary: 'a transaction reads only what was committed, and only final values',
    source: 'Adya, chapter 3 (PL-2)',
    implies: [{ model: 'read-uncommitted', source: 'Adya, chapter 3: PL-1 forbids G0 alone' }],
  },
  {
    name: 'read-uncommitted',
    aliases: ['PL-1', 'RU'],
    about: 'transactions',
    summary: 'writes of transactions are ordered the same way on every item',
    source: 'Adya, chapter 3 (PL-1)',
    implies: [],
  },
];

export const transactionModels: readonly ConsistencyModel[] = [...strong, ...plain];
