/**
 * The isolation levels as data: which mechanisms each one uses. A weaker level is a stronger one with a mechanism left out, so
 * what it lets through is what that mechanism is for (Berenson et al., "A Critique of ANSI SQL Isolation Levels", 1995;
 * Adya, 1999; Cahill, Röhm and Fekete, "Serializable Isolation for Snapshot Databases", 2008).
 */
import type { Claim } from '../../contract/target.ts';

export interface IsolationRules {
  /** What a read sees, besides the transaction's own writes. `snapshot`: what was committed when the transaction began. */
  readonly reads: 'uncommitted' | 'committed' | 'snapshot';
  /** Rows that are written stay locked to the end. */
  readonly writeLocks: boolean;
  /** Rows that are read stay locked, shared, to the end. */
  readonly readLocks: boolean;
  /** Predicates that are read stay locked, too: nobody may write a row that they select. */
  readonly predicateLocks: boolean;
  /** A transaction may not overwrite what was committed after its snapshot. */
  readonly firstCommitterWins: boolean;
  /** Reads are remembered, and a pivot of two read-write conflicts is not let through. */
  readonly tracksReads: boolean;
  /** One transaction at a time. */
  readonly serial: boolean;
  /** Every write is carried out for good at once; commit and abort mean nothing. */
  readonly immediate: boolean;
}

const none = {
  reads: 'committed',
  writeLocks: false,
  readLocks: false,
  predicateLocks: false,
  firstCommitterWins: false,
  tracksReads: false,
  serial: false,
  immediate: false,
} as const satisfies IsolationRules;

const snapshot = { ...none, reads: 'snapshot' } as const;
const writeLocks = { ...none, writeLocks: true } as const;

export const isolationLevels = {
  'two-phase-locking': { ...writeLocks, readLocks: true, predicateLocks: true },
  'serializable-snapshot': { ...snapshot, firstCommitterWins: true, tracksReads: true },
  serial: { ...none, serial: true },
  'repeatable-read': { ...writeLocks, readLocks: true },
  snapshot: { ...snapshot, firstCommitterWins: true },
  'snapshot-last-committer-wins': snapshot,
  'read-committed': writeLocks,
  'read-uncommitted': { ...writeLocks, reads: 'uncommitted' },
  none: { ...none, reads: 'uncommitted', immediate: true },
} as const satisfies Readonly<Record<string, IsolationRules>>;

export type IsolationLevel = keyof typeof isolationLevels;

const promises: Readonly<Record<IsolationLevel, readonly [model: string, note: string]>> = {
  'two-phase-locking': ['strict-serializable', 'Rows and predicates stay locked until the commit is applied.'],
  'serializable-snapshot': ['strict-serializable', 'Snapshot isolation that lets no pivot of two conflicts commit.'],
  serial: ['strict-serializable', 'One transaction after the other.'],
  'repeatable-read': [
    'repeatable-read',
    'Rows stay locked, predicates do not: phantoms are possible, nothing else is.',
  ],
  snapshot: ['strong-snapshot-isolation', 'A snapshot is of everything committed before; the first committer wins.'],
  'snapshot-last-committer-wins': [
    'strong-session-prefix',
    'A snapshot is of everything committed before, but the last committer wins: updates can be lost.',
  ],
  'read-committed': ['strong-read-committed', 'Each step reads what is committed by then; written rows stay locked.'],
  'read-uncommitted': ['strong-read-uncommitted', 'Written rows stay locked, but anybody may read them.'],
  none: [
    'eventual',
    'There are no transactions: each write is carried out at once. No transactional model permits it.',
  ],
};

/** What transactions at this level are promised where one node, known to be the leader, runs them all. */
export function isolationClaim(level: IsolationLevel): Claim {
  const [model, note] = promises[level];
  return { model, basis: 'documented', note };
}
