/**
 * What can go wrong, and the weakest models that forbid it. A phenomenon that the judged model permits is information,
 * not a finding. An anomaly of a checker is one phenomenon or, by its circumstances, one of several.
 */
import { findModel, implies } from './lattice.ts';

export interface Phenomenon {
  readonly name: string;
  readonly summary: string;
  /** The weakest models that forbid it; `every` if no model permits it. */
  readonly forbiddenBy: 'every' | readonly string[];
  /** Why, or who says so. */
  readonly source: string;
}

const singleCycle = 'Adya, chapters 3 and 4: G-single and G2-item; an order of whole operations also excludes it';

const phenomena = {
  nonlinearizable: {
    name: 'nonlinearizable',
    summary: 'no order of the operations respects both real time and what the object does',
    forbiddenBy: ['linearizable'],
    source: 'Herlihy and Wing 1990',
  },
  nonsequential: {
    name: 'nonsequential',
    summary: 'no order of the operations respects both the order of each process and what the objects do',
    forbiddenBy: ['sequential'],
    source: 'Lamport 1979',
  },
  'stale-read': {
    name: 'stale-read',
    summary: 'a read misses what was acknowledged before it began',
    forbiddenBy: ['linearizable'],
    source: 'Herlihy and Wing 1990: only real-time order forbids it',
  },
  'lost-element': {
    name: 'lost-element',
    summary: 'what was acknowledged is gone for good',
    forbiddenBy: 'every',
    source: 'durability: an acknowledged write stays, in every model here',
  },
  'unexpected-element': {
    name: 'unexpected-element',
    summary: 'a read returns what nobody had written',
    forbiddenBy: 'every',
    source: 'a value must come from a write',
  },
  'aborted-read': {
    name: 'aborted-read',
    summary: 'a read returns what was written by an operation that failed (G1a)',
    forbiddenBy: ['read-committed', 'pram', 'eventual'],
    source: 'Adya, chapter 3: PL-2 forbids G1a, PL-1 does not; elsewhere what failed did not happen',
  },
  'duplicated-element': {
    name: 'duplicated-element',
    summary: 'one read returns an element more often than it was added',
    forbiddenBy: 'every',
    source: 'a set holds an element once',
  },
  'wrong-total': {
    name: 'wrong-total',
    summary: 'a read of all balances does not add up: it saw part of a transfer, or an update was lost',
    forbiddenBy: ['repeatable-read', 'consistent-view', 'sequential'],
    source: singleCycle,
  },
  'negative-balance': {
    name: 'negative-balance',
    summary: 'a balance went below zero: two transfers spent the same money',
    forbiddenBy: ['repeatable-read', 'consistent-view', 'sequential'],
    source: singleCycle,
  },
  'missing-account': {
    name: 'missing-account',
    summary: 'a read of all accounts misses some of them',
    forbiddenBy: ['repeatable-read', 'consistent-view', 'sequential'],
    source: singleCycle,
  },
  'unexpected-account': {
    name: 'unexpected-account',
    summary: 'a read returns an account that nobody had made',
    forbiddenBy: 'every',
    source: 'a value must come from a write',
  },
} as const satisfies Readonly<Record<string, Phenomenon>>;

export type PhenomenonName = keyof typeof phenomena;

export function findPhenomenon(name: PhenomenonName): Phenomenon {
  return phenomena[name];
}

/** True if a history that keeps the model may show the phenomenon. An unknown model is an InputError. */
export function permits(model: string, name: PhenomenonName): boolean {
  findModel(model);
  const { forbiddenBy } = findPhenomenon(name);
  return forbiddenBy !== 'every' && !forbiddenBy.some((weakest) => implies(model, weakest));
}
