/**
 * Consistency models and which implies which, as data with sources. A history that keeps a model keeps every model that
 * it implies; an anomaly that a model forbids is forbidden by every model that implies it.
 *
 * [Adya] A. Adya, "Weak consistency: a generalized theory and optimistic implementations for distributed
 * transactions", PhD thesis, MIT 1999. [Bailis] P. Bailis et al., "Highly available transactions: virtues and
 * limitations", VLDB 2014, figure 2. [Cerone] A. Cerone, G. Bernardi, A. Gotsman, "A framework for transactional
 * consistency models with atomic visibility", CONCUR 2015. [Viotti] P. Viotti, M. Vukolic, "Consistency in
 * non-transactional distributed storage systems", ACM Computing Surveys 2016. [Herlihy] M. Herlihy, J. Wing,
 * "Linearizability: a correctness condition for concurrent objects", TOPLAS 1990.
 */
export interface Implication {
  /** The weaker model. */
  readonly model: string;
  /** Who says so. */
  readonly source: string;
}

export interface ConsistencyModel {
  /** Kebab-case. */
  readonly name: string;
  /** What it promises, in a sentence. */
  readonly summary: string;
  /** The models directly below it. */
  readonly implies: readonly Implication[];
}

export const models: readonly ConsistencyModel[] = [
  {
    name: 'strict-serializable',
    summary: 'transactions appear to run one after the other, in an order that respects real time',
    implies: [
      { model: 'serializable', source: 'Bailis, figure 2' },
      { model: 'linearizable', source: 'Herlihy: linearizability is its case of one operation on one object' },
    ],
  },
  {
    name: 'serializable',
    summary: 'transactions appear to run one after the other',
    implies: [
      { model: 'repeatable-read', source: 'Adya, chapter 3: PL-3 is stronger than PL-2.99' },
      { model: 'snapshot-isolation', source: 'Cerone: every serializable execution is one of snapshot isolation' },
    ],
  },
  {
    name: 'snapshot-isolation',
    summary: 'a transaction reads one consistent snapshot, and no two that overlap write the same item',
    implies: [
      { model: 'consistent-view', source: 'Adya, chapter 4: PL-SI is stronger than PL-2+' },
      { model: 'monotonic-atomic-view', source: 'Bailis, figure 2' },
    ],
  },
  {
    name: 'repeatable-read',
    summary: 'items that a transaction has read do not change until it ends; predicates may',
    implies: [
      { model: 'cursor-stability', source: 'Adya, chapter 4: PL-CS lies below PL-2.99' },
      { model: 'monotonic-atomic-view', source: 'Bailis, figure 2' },
    ],
  },
  {
    name: 'consistent-view',
    summary: 'a transaction sees a consistent state (PL-2+): no read skew, no lost update',
    implies: [{ model: 'read-committed', source: 'Adya, chapter 4: PL-2+ is stronger than PL-2' }],
  },
  {
    name: 'cursor-stability',
    summary: 'read committed, and no update is lost to another of the same item',
    implies: [{ model: 'read-committed', source: 'Adya, chapter 4: PL-CS is stronger than PL-2' }],
  },
  {
    name: 'monotonic-atomic-view',
    summary: 'once a transaction sees one effect of another, it sees all of them',
    implies: [{ model: 'read-committed', source: 'Bailis, figure 2' }],
  },
  {
    name: 'read-committed',
    summary: 'a transaction reads only what was committed, and only final values',
    implies: [{ model: 'read-uncommitted', source: 'Adya, chapter 3: PL-2 is stronger than PL-1' }],
  },
  {
    name: 'read-uncommitted',
    summary: 'writes of transactions are ordered the same way on every item',
    implies: [],
  },
  {
    name: 'linearizable',
    summary: 'each operation appears to take effect at one instant between its call and its return',
    implies: [
      { model: 'sequential', source: 'Herlihy: sequential consistency leaves out real time' },
      { model: 'eventual', source: 'by definition: a read that begins after the last write completed sees it' },
    ],
  },
  {
    name: 'sequential',
    summary: 'operations appear in one order that respects the order of each process',
    implies: [{ model: 'causal', source: 'Viotti' }],
  },
  {
    name: 'causal',
    summary: 'what an operation could have been caused by is seen before it',
    implies: [{ model: 'pram', source: 'Viotti' }],
  },
  {
    name: 'pram',
    summary: 'the writes of one process are seen by all in the order in which it made them',
    implies: [],
  },
  {
    name: 'eventual',
    summary: 'once writes stop, every copy comes to hold all of them',
    implies: [],
  },
];
