/** Every kind of object, with calls and answers from which random histories are made, for tests. */
import type { Json } from '../history/event.ts';
import type { Call, Subject } from './specification-histories.testing.ts';
import type { Specification } from './specification.ts';
import * as known from './specifications/index.ts';

/** Every number as a text. */
function named(value: Json): Json {
  if (typeof value === 'number') return `v${value}`;
  return Array.isArray(value) ? (value as readonly Json[]).map(named) : value;
}

function same(value: Json): Json {
  return value;
}

/** Kinds of objects to which a value is more than a name. */
const renaming: Readonly<Record<string, (value: Json) => Json>> = {
  counter: same,
  mutex: same,
  'reentrant-lock': same,
  'fenced-lock': same,
  semaphore: same,
  'priority-queue': (value) => (typeof value === 'number' ? value * 10 + 3 : value),
  'kv-append': (value) => (typeof value === 'string' ? value.replaceAll('a', 'c').replaceAll('b', 'a') : value),
  'multi-register': (value) =>
    JSON.parse(JSON.stringify(value).replaceAll('"x"', '"the first"').replaceAll('0', '"zero"')) as Json,
  // An append may answer [offset, entry], and these entries are alike; reads would be hard to tell from that.
  log: same,
};

function calls(f: string, args: readonly Json[], results?: readonly Json[]): Call[] {
  return args.map((argument) => ({ f, argument, results: results ?? [argument] }));
}

function subject(specification: Specification, all: readonly Call[][], initial: Json = null): Subject {
  const { name } = specification;
  return {
    name,
    specification,
    calls: all.flat(),
    initial,
    failuresObserve: false,
    monitored: 0,
    renamed: renaming[name] ?? named,
  };
}

/** Calls after which the monitor of this kind of object decides at least this share. */
function monitoredSubject(
  specification: Specification,
  name: string,
  monitored: number,
  all: readonly Call[][],
): Subject {
  return { ...subject(specification, all), name: `${specification.name} ${name}`, monitored };
}

const values = [0, 1, 2];
const maybe = [null, ...values];
/** So many that few are drawn twice. */
const manyValues = Array.from({ length: 24 }, (_, value) => value);
const maybeMany = [null, ...manyValues];
const distinctWrites = calls('write', manyValues);
const distinctPairs = manyValues.map((to): Json => [to % 4, to]);
/** As many removals as insertions. */
const removals = manyValues.map(() => null);
const pairs = values.flatMap((from) => values.map((to): Json => [from, to]));
const registerCalls = [calls('read', [null], maybe), calls('read', [null], maybe), calls('write', values)];
const answers = [true, false];
const subsets: Json[] = [[], [0], [1], [0, 1]];
const texts = ['', 'a', 'b', 'aa', 'ab', 'ba', 'bb', 'aab', 'aba', 'bab', 'bba', 'abb', 'baa'];
const entries: Json[] = [[], [0], [1], [0, 0], [0, 1], [1, 0], [1, 1], [0, 1, 0], [1, 0, 1], [0, 0, 1], [1, 1, 0]];

const reading = (key: string): Call => ({
  f: 'txn',
  argument: [['r', key, null]],
  results: [null, 0, 1].map((value) => [['r', key, value]]),
});
const both: Call = {
  f: 'txn',
  argument: [
    ['r', 'x', null],
    ['w', 'y', 1],
  ],
  results: [null, 0, 1].map((value) => [
    ['r', 'x', value],
    ['w', 'y', 1],
  ]),
};

export const subjects: readonly Subject[] = [
  subject(known.registerSpecification, registerCalls),
  subject(known.casRegisterSpecification, [...registerCalls, calls('cas', pairs), calls('cas', pairs)]),
  {
    ...subject(known.casRegisterSpecification, [...registerCalls, calls('cas', pairs)]),
    name: 'cas-register whose failures observe',
    failuresObserve: true,
  },
  {
    // Few states and long ways between them: what is placed late, or behind an earlier write, matters most here.
    ...subject(known.casRegisterSpecification, [
      calls('write', [1, 1, 3]),
      calls('cas', [
        [1, 2],
        [1, 2],
        [2, 1],
        [2, 3],
        [3, 1],
      ]),
      calls('read', [null], [1, 2, 3, null]),
    ]),
    name: 'cas-register with long chains',
  },
  subject(known.multiRegisterSpecification, [
    [reading('x'), reading('y'), both],
    calls('txn', [[['w', 'x', 0]], [['w', 'x', 1]], [['w', 'y', 0]]]),
  ]),
  subject(known.kvAppendSpecification, [
    calls('get', [null], texts),
    calls('get', [null], texts),
    calls('append', ['a', 'b']),
    calls('put', ['a', 'b']),
  ]),
  subject(known.counterSpecification, [
    calls('read', [null], [-2, -1, 0, 1, 2, 3, 4, 5, 6]),
    calls('add', [1, 2, -1]),
    calls('read', [null], [0, 1, 2, 3]),
  ]),
  subject(known.setSpecification, [
    calls('add', [0, 1], answers),
    calls('remove', [0, 1], answers),
    calls('contains', [0, 1], answers),
    calls('read', [null], subsets),
  ]),
  subject(known.growOnlySetSpecification, [
    calls('add', [0, 1], [null]),
    calls('contains', [0, 1], answers),
    calls('read', [null], subsets),
  ]),
  subject(known.queueSpecification, [
    calls('enqueue', values),
    calls('dequeue', [null, null, null], maybe),
    calls('peek', [null], maybe),
  ]),
  subject(known.unorderedQueueSpecification, [calls('enqueue', values), calls('dequeue', [null, null, null], maybe)]),
  subject(known.stackSpecification, [
    calls('push', values),
    calls('pop', [null, null, null], maybe),
    calls('peek', [null], maybe),
  ]),
  subject(known.priorityQueueSpecification, [
    calls('insert', values),
    calls('poll', [null, null, null], maybe),
    calls('peek', [null], maybe),
  ]),
  subject(known.mutexSpecification, [calls('acquire', [null]), calls('release', [null])]),
  subject(known.reentrantLockSpecification, [calls('acquire', [null]), calls('release', [null])]),
  subject(known.fencedLockSpecification, [calls('acquire', [null], [1, 2, 3, 4, 5]), calls('release', [null])]),
  subject(known.semaphoreSpecification, [calls('acquire', [null, 2]), calls('release', [null])], 2),
  subject(known.logSpecification, [
    calls('append', [0, 1]),
    calls(
      'append',
      [0],
      [
        [0, 0],
        [1, 0],
        [2, 0],
      ],
    ),
    calls('read', [null], entries),
  ]),
  monitoredSubject(known.registerSpecification, 'with distinct values', 0.3, [
    distinctWrites,
    calls('read', removals, maybeMany),
  ]),
  monitoredSubject(known.casRegisterSpecification, 'with distinct values', 0.3, [
    distinctWrites,
    calls('read', removals, maybeMany),
    calls('cas', distinctPairs),
  ]),
  {
    ...monitoredSubject(known.casRegisterSpecification, 'with distinct values whose failures observe', 0.2, [
      distinctWrites,
      calls('read', removals, maybeMany),
      calls('cas', distinctPairs),
    ]),
    failuresObserve: true,
  },
  monitoredSubject(known.queueSpecification, 'with distinct elements', 0.3, [
    calls('enqueue', manyValues),
    calls('dequeue', removals, maybeMany),
    calls('peek', [null, null], maybeMany),
  ]),
  monitoredSubject(known.unorderedQueueSpecification, 'with distinct elements', 0.3, [
    calls('enqueue', manyValues),
    calls('dequeue', removals, maybeMany),
  ]),
  monitoredSubject(known.stackSpecification, 'with distinct elements', 0.3, [
    calls('push', manyValues),
    calls('pop', removals, maybeMany),
    calls('peek', [null, null], maybeMany),
  ]),
  monitoredSubject(known.priorityQueueSpecification, 'with distinct elements', 0.3, [
    calls('insert', manyValues),
    calls('poll', removals, maybeMany),
    calls('peek', [null, null], maybeMany),
  ]),
  monitoredSubject(known.setSpecification, 'by element', 0.3, [
    calls('add', [0, 1], answers),
    calls('remove', [0, 1], answers),
    calls('contains', [0, 1], answers),
    calls('add', [0, 1], [null]),
    calls('remove', [0, 1], [null]),
  ]),
  monitoredSubject(known.growOnlySetSpecification, 'read as a whole', 0.1, [
    calls('add', [0, 1, 2, 3], [null]),
    calls(
      'read',
      [null, null, null],
      [
        [],
        [0],
        [1],
        [2],
        [3],
        [0, 1],
        [0, 2],
        [1, 2],
        [2, 0],
        [0, 1, 2],
        [0, 1, 2, 3],
        [1, 1],
        [2, 3],
        [1, 3],
        [0, 3],
        [0, 1, 3],
        [0, 2, 3],
        [1, 2, 3],
      ],
    ),
  ]),
];
