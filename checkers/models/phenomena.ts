/**
 * What can go wrong, and the weakest models that forbid it. A phenomenon that the judged model permits is information,
 * not a finding. An anomaly of a checker is one phenomenon or, by its circumstances, one of several.
 */
import { findModel, implies, weakestModels } from './lattice.ts';
import { cyclePhenomena } from './cycle-phenomena.ts';
import { decidedPhenomena } from './decided-phenomena.ts';
import { invariantPhenomena } from './invariant-phenomena.ts';
import type { Phenomenon } from './phenomenon.ts';
import { transactionPhenomena } from './transaction-phenomena.ts';

const singleCycle = 'Adya, chapters 3 and 4: G-single and G2-item; an order of whole operations also excludes it';

/** Of single operations, and of invariants. */
const objectPhenomena = {
  nonlinearizable: {
    name: 'nonlinearizable',
    summary: 'no order of the operations respects both real time and what the object does',
    forbiddenBy: ['linearizable'],
    source: 'Herlihy & Wing',
  },
  nonsequential: {
    name: 'nonsequential',
    summary: 'no order of the operations respects both the order of each process and what the objects do',
    forbiddenBy: ['sequential'],
    source: 'Lamport',
  },
  'stale-read': {
    name: 'stale-read',
    summary: 'a read misses what was acknowledged before it began',
    forbiddenBy: ['linearizable'],
    source: 'Herlihy & Wing: only real-time order forbids it',
  },
  'diverged-copies': {
    name: 'diverged-copies',
    summary: 'long after the last write, reads of one object still return different things',
    forbiddenBy: ['eventual'],
    source: 'Viotti & Vukolic, section 3.2: copies that have heard of the same writes agree',
  },
  'lost-element': {
    name: 'lost-element',
    summary: 'what was acknowledged is gone for good',
    forbiddenBy: 'every',
    source: 'by definition: durability: an acknowledged write stays, in every model here',
  },
  'unexpected-element': {
    name: 'unexpected-element',
    summary: 'a read returns what nobody had written',
    forbiddenBy: 'every',
    source: 'by definition: a value must come from a write',
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
    source: 'by definition: a set holds an element once',
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
    source: 'by definition: a value must come from a write',
  },
} as const satisfies Readonly<Record<string, Phenomenon>>;

const phenomena = {
  ...cyclePhenomena,
  ...transactionPhenomena,
  ...decidedPhenomena,
  ...objectPhenomena,
  ...invariantPhenomena,
};

export type PhenomenonName = keyof typeof phenomena;

export const phenomenonNames = Object.keys(phenomena) as readonly PhenomenonName[];

const byName: ReadonlyMap<string, Phenomenon> = new Map(Object.entries<Phenomenon>(phenomena));

export function isPhenomenon(name: string): name is PhenomenonName {
  return byName.has(name);
}

/** Throws a RangeError for a name that is none: names come from checkers, not from users. */
export function findPhenomenon(name: string): Phenomenon {
  const phenomenon = byName.get(name);
  if (phenomenon === undefined) throw new RangeError(`no phenomenon ${JSON.stringify(name)}`);
  return phenomenon;
}

function collect(name: string, reached: Set<string>): void {
  if (reached.has(name)) return;
  reached.add(name);
  for (const larger of findPhenomenon(name).isA ?? []) collect(larger, reached);
}

/** The phenomenon and all that it is a case of. */
export function phenomenonAndLarger(name: string): ReadonlySet<string> {
  const reached = new Set<string>();
  collect(name, reached);
  return reached;
}

function forbiddenBy(name: string): 'every' | readonly string[] {
  const all = Array.from(phenomenonAndLarger(name), (one) => findPhenomenon(one).forbiddenBy);
  return all.includes('every') ? 'every' : weakestModels([...new Set(all.flat())]);
}

const weakest: ReadonlyMap<string, 'every' | readonly string[]> = new Map(
  Array.from(byName.keys(), (name) => [name, forbiddenBy(name)]),
);

/** The weakest models that forbid it, itself or as a case of something larger; `every` if no model permits it. */
export function weakestForbidding(name: string): 'every' | readonly string[] {
  return weakest.get(findPhenomenon(name).name) ?? 'every';
}

/** True if a history that keeps the model may show the phenomenon. An unknown model is an InputError. */
export function permits(model: string, name: string): boolean {
  findModel(model);
  const forbidding = weakestForbidding(name);
  return forbidding !== 'every' && !forbidding.some((one) => implies(model, one));
}
