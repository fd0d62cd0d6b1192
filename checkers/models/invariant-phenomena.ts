/**
 * What the checkers of invariants find, beside the anomalies of transactions by their own names. Where an invariant's
 * anomaly is a cycle of dependencies in disguise, `isA` names that cycle, and the comment argues it.
 */
import type { Phenomenon } from './phenomenon.ts';

const guarded = 'Adya, section 3.2.4: each guard missed what the other inserted, two anti-dependencies in a circle';
const wholeOrder = 'Lamport: one order of all operations excludes it';

export const invariantPhenomena = {
  'predicate-skew': {
    name: 'predicate-skew',
    summary: 'two transactions inserted, though each inserts only if its predicate finds nothing',
    isA: ['G2'],
    forbiddenBy: ['serializable', 'sequential'],
    source: guarded,
  },
  'predicate-skew-process': {
    name: 'predicate-skew-process',
    summary: 'the same by one process, one after the other',
    isA: ['predicate-skew', 'G-single-process'],
    forbiddenBy: ['strict-serializable'],
    source: 'Adya, section 3.2.4; with the order of the process one anti-dependency closes the circle',
  },
  'predicate-skew-realtime': {
    name: 'predicate-skew-realtime',
    summary: 'the same, and one had completed before the other began',
    isA: ['predicate-skew', 'G-single-realtime'],
    forbiddenBy: ['strict-serializable'],
    source: 'Adya, section 3.2.4; with real time one anti-dependency closes the circle',
  },
  'item-skew': {
    name: 'item-skew',
    summary: 'two transactions wrote, though each writes only if the item of the other is not written',
    isA: ['G2-item'],
    forbiddenBy: ['serializable', 'sequential'],
    source: guarded,
  },
  'item-skew-process': {
    name: 'item-skew-process',
    summary: 'the same by one process, one after the other',
    isA: ['item-skew', 'G-single-item-process'],
    forbiddenBy: ['strict-serializable'],
    source: 'Adya, section 3.2.4; with the order of the process one anti-dependency closes the circle',
  },
  'item-skew-realtime': {
    name: 'item-skew-realtime',
    summary: 'the same, and one had completed before the other began',
    isA: ['item-skew', 'G-single-item-realtime'],
    forbiddenBy: ['strict-serializable'],
    source: 'Adya, section 3.2.4; with real time one anti-dependency closes the circle',
  },
  'duplicate-id': {
    name: 'duplicate-id',
    summary: 'one identifier, token or offset was given out twice',
    forbiddenBy: 'every',
    source: 'by definition: it exists to tell things apart',
  },
  // reader -rw-> first write -realtime-> second write -wr-> reader.
  'causal-reverse': {
    name: 'causal-reverse',
    summary: 'a read saw a write and missed one that had completed before that write began',
    isA: ['G-single-item-realtime'],
    forbiddenBy: ['linearizable'],
    source: 'Adya, section 4.2 (G-single), with real time; Herlihy & Wing, if the whole is one object',
  },
  'timestamp-inversion': {
    name: 'timestamp-inversion',
    summary: 'a transaction with a later timestamp has the smaller number',
    forbiddenBy: 'every',
    source: 'by definition: who offers timestamps of transactions offers them as their order',
  },
  // later read -rw-> writer -wr-> earlier read -process-> later read.
  'nonmonotonic-read': {
    name: 'nonmonotonic-read',
    summary: 'a process read what is older than what it had read before',
    isA: ['G-single-item-process'],
    forbiddenBy: ['monotonic-reads'],
    source: 'Terry: monotonic reads',
  },
  'nonmonotonic-read-realtime': {
    name: 'nonmonotonic-read-realtime',
    summary: 'a read returned what is older than what another had returned before it began',
    isA: ['G-single-item-realtime'],
    forbiddenBy: ['linearizable'],
    source: 'Herlihy & Wing; with real time one anti-dependency closes the circle',
  },
  // read -rw-> own write -process-> read.
  'missed-own-write': {
    name: 'missed-own-write',
    summary: 'a process read a key as never written, though it had written it itself',
    isA: ['G-single-item-process'],
    forbiddenBy: ['read-your-writes'],
    source: 'Terry: read your writes',
  },
  // Either the versions are in the order of the process, and it is a read dependency and an anti-dependency; or they are
  // not, and the write dependency and the order of the process close a circle. Alone, no guarantee of a session forbids it.
  'unordered-session': {
    name: 'unordered-session',
    summary: 'a process read what is older than its own write, or than what it had seen of another process',
    isA: ['G-single-item-process'],
    forbiddenBy: ['pram'],
    source: 'Brzezinski: it takes monotonic writes, and monotonic reads or read your writes',
  },
  'unordered-causes': {
    name: 'unordered-causes',
    summary: 'a process saw an effect and then not its cause',
    isA: ['G-single-item-process'],
    forbiddenBy: ['causal'],
    source: 'Ahamad et al. 1995; Bouajjani et al. 2017: a write between is in the causal past of the read',
  },
  // reader -rw-> first append -process-> second append -wr-> reader; or, in the wrong order, G0 with the process.
  'reordered-writes': {
    name: 'reordered-writes',
    summary: 'one read shows a later write of a process without an earlier one, or before it',
    isA: ['G-single-item-process'],
    forbiddenBy: ['monotonic-writes'],
    source: 'Terry: monotonic writes',
  },
  'diverging-reads': {
    name: 'diverging-reads',
    summary: 'of two reads of a list neither is the beginning of the other',
    isA: ['incompatible-order'],
    forbiddenBy: ['prefix', 'sequential'],
    source: wholeOrder,
  },
  'redelivered-element': {
    name: 'redelivered-element',
    summary: 'an element was delivered more often than it was enqueued',
    isA: ['lost-update'],
    forbiddenBy: ['sequential'],
    source: wholeOrder,
  },
  'repeated-append': {
    name: 'repeated-append',
    summary: 'a log holds a record twice that was sent once',
    forbiddenBy: ['sequential', 'read-uncommitted'],
    source: wholeOrder,
  },
  'skipped-record': {
    name: 'skipped-record',
    summary: 'a consumer passed over records of the log',
    forbiddenBy: ['prefix', 'sequential'],
    source: 'Terry 2013: a consistent prefix leaves nothing out',
  },
  'overlapping-holds': {
    name: 'overlapping-holds',
    summary: 'two clients certainly held a lock at the same time',
    forbiddenBy: ['linearizable'],
    source: 'Herlihy & Wing: only real time puts holders of a lock side by side',
  },
  'token-inversion': {
    name: 'token-inversion',
    summary: 'a later holder of a lock got a smaller fencing token',
    forbiddenBy: ['linearizable'],
    source: 'Kleppmann 2016 (How to do distributed locking): tokens grow with every acquisition',
  },
  'stale-token-accepted': {
    name: 'stale-token-accepted',
    summary: 'a fenced resource accepted a token older than one that it had accepted before',
    forbiddenBy: ['linearizable'],
    source: 'Kleppmann 2016 (How to do distributed locking): the resource rejects tokens that went backwards',
  },
} as const satisfies Readonly<Record<string, Phenomenon>>;
