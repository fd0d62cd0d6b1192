/** What transactions show without a cycle. The names are Adya's and Elle's. */
import type { Phenomenon } from './phenomenon.ts';

const totalOrder = 'Elle: the versions of an item are in one order, and each is written once (Adya, section 3.1.2)';

export const transactionPhenomena = {
  G1a: {
    name: 'G1a',
    summary: 'aborted read: a transaction read what an aborted one had written',
    isA: ['G1'],
    forbiddenBy: ['read-committed'],
    source: 'Adya, section 3.2.2 (PL-2)',
  },
  G1b: {
    name: 'G1b',
    summary: 'intermediate read: a transaction read what another had written and overwritten itself',
    isA: ['G1'],
    forbiddenBy: ['read-committed'],
    source: 'Adya, section 3.2.2 (PL-2)',
  },
  'dirty-update': {
    name: 'dirty-update',
    summary: 'a committed transaction built upon what an aborted one had written',
    isA: ['G1a'],
    forbiddenBy: ['read-committed'],
    source: 'Elle: an aborted read that a write rests on',
  },
  internal: {
    name: 'internal',
    summary: 'a transaction did not read what it had itself read or written before',
    forbiddenBy: ['read-atomic'],
    source: 'Cerone, Bernardi, Gotsman: axiom INT',
  },
  'future-read': {
    name: 'future-read',
    summary: 'a transaction read what it wrote only later',
    isA: ['G1c'],
    forbiddenBy: ['read-committed'],
    source: 'Elle: circular information flow within one transaction',
  },
  'lost-update': {
    name: 'lost-update',
    summary: 'two transactions read the same version of an item and both overwrote it',
    isA: ['write-skew', 'G2-item'],
    forbiddenBy: ['cursor-stability', 'update-atomic'],
    source: 'Berenson (P4); Adya, chapter 4 (PL-CS); Liu',
  },
  'write-skew': {
    name: 'write-skew',
    summary: 'two transactions each read what the other then overwrote',
    isA: ['G2'],
    forbiddenBy: ['serializable'],
    source: 'Berenson (A5B)',
  },
  'long-fork': {
    name: 'long-fork',
    summary: 'two reads saw two writes that do not depend on each other in opposite orders',
    isA: ['G2'],
    forbiddenBy: ['prefix', 'repeatable-read', 'sequential'],
    source:
      'Cerone, Bernardi, Gotsman: prefix forbids it; Adya, section 3.2.4: as a cycle through items, PL-2.99; ' +
      'Lamport: one order of all operations',
  },
  'fractured-read': {
    name: 'fractured-read',
    summary: 'a transaction saw one write of another and missed a second one',
    forbiddenBy: ['read-atomic'],
    source: 'Cerone, Bernardi, Gotsman: axiom EXT (atomic visibility)',
  },
  'incompatible-order': {
    name: 'incompatible-order',
    summary: 'two reads of an item cannot come from one order of its versions',
    isA: ['G1a'],
    forbiddenBy: ['read-committed'],
    source: 'Elle: one of them read what was not committed',
  },
  'cyclic-versions': {
    name: 'cyclic-versions',
    summary: 'the versions of an item follow each other in a circle',
    forbiddenBy: ['read-uncommitted'],
    source: totalOrder,
  },
  'duplicate-elements': {
    name: 'duplicate-elements',
    summary: 'a read of a list returned an element twice that was appended once',
    forbiddenBy: ['read-uncommitted'],
    source: totalOrder,
  },
  'garbage-read': {
    name: 'garbage-read',
    summary: 'a transaction read what nobody had written',
    forbiddenBy: 'every',
    source: 'Elle: a value must come from a write',
  },
  'predicate-read-miss': {
    name: 'predicate-read-miss',
    summary: 'a read by predicate missed an item of which every version matches',
    forbiddenBy: ['serializable'],
    source: 'Elle; Adya, section 3.1.3 (predicates)',
  },
} as const satisfies Readonly<Record<string, Phenomenon>>;
