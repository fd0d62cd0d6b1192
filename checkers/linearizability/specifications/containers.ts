/**
 * Objects that elements are put into and taken from (Herlihy and Wing 1990, section 2; the names are Jepsen's and
 * Knossos'). A removal or look that is ok with null found the object empty; its value is null when invoked.
 */
import type { Json } from '../../history/event.ts';
import { canonicalJson } from '../../history/interner.ts';
import { quote } from '../../history/quote.ts';
import { defineSpecification } from '../define-specification.ts';
import type { Effect, Specification } from '../specification.ts';
import { precedes } from './priority.ts';

type Contents = readonly Json[];

function listOf(given: Json): Contents {
  return Array.isArray(given) ? (given as Contents) : [];
}

function notAList(given: Json): string | undefined {
  return Array.isArray(given) ? undefined : 'it must be the list of its elements';
}

function same(left: Json, right: Json | undefined): boolean {
  if (left === right) return true;
  return right !== undefined && typeof left === 'object' && canonicalJson(left) === canonicalJson(right);
}

interface Container {
  readonly name: string;
  readonly puts: readonly string[];
  readonly takes: readonly string[];
  /** Where a new element goes. */
  readonly put: (contents: Contents, element: Json) => Contents;
  /** Position of the element that goes next. */
  readonly next: (contents: Contents) => number;
  /** What is said of the element that goes next, when another one was got: `in front of it`. */
  readonly place: string;
}

const past: Readonly<Record<string, string>> = {
  enqueue: 'enqueued',
  push: 'pushed',
  insert: 'inserted',
  dequeue: 'dequeued',
  pop: 'popped',
  poll: 'polled',
  peek: 'peeked at',
};

function describeTransfer(name: string, puts: readonly string[]): (effect: Effect, object: string) => string {
  return ({ f, argument, result }, object) => {
    const did = past[f] ?? f;
    if (puts.includes(f)) return `${did} ${quote(argument)}${object === '' ? '' : ` on ${object}`}`;
    if (result === undefined) return `called ${f}${object === '' ? '' : ` on ${object}`}`;
    if (result === null) return `found ${object === '' ? `the ${name}` : object} empty (${f})`;
    return `${did} ${quote(result)}${object === '' ? '' : ` from ${object}`}`;
  };
}

function holds(contents: Contents, element: Json): boolean {
  return contents.some((one) => same(one, element));
}

/** Null stands for an empty container, so it cannot be an element. */
function missingElement(puts: readonly string[], f: string, argument: Json): string | undefined {
  return puts.includes(f) && argument === null ? `${quote(f)} has no element` : undefined;
}

/** Containers whose next element is settled by their contents. */
function container({ name, puts, takes, put, next, place }: Container): Specification {
  const spoken = name.replaceAll('-', ' ');
  return defineSpecification<Contents>({
    name,
    functions: [...puts, ...takes, 'peek'],
    initial: listOf,
    initialFault: notAList,
    step(contents, { f, argument, result }) {
      if (puts.includes(f)) return put(contents, argument);
      if (contents.length === 0) return result === null || result === undefined ? contents : undefined;
      const position = next(contents);
      if (result !== undefined && !same(contents[position] as Json, result)) return undefined;
      return f === 'peek' ? contents : contents.toSpliced(position, 1);
    },
    readOnly: ({ f, result }) => f === 'peek' || (takes.includes(f) && result === null),
    fault: ({ f, argument }) => missingElement(puts, f, argument),
    elementOf: ({ f, argument, result }) => (puts.includes(f) ? argument : (result ?? undefined)),
    describe: describeTransfer(spoken, puts),
    refusal(contents, { result = null }) {
      const first = contents[next(contents)];
      // What is said must hold if others are in it too: elements that have nothing to do with it may have been left out.
      if (result === null) return `${quote(first)} was in it`;
      return holds(contents, result) ? `${quote(first)} was ${place}` : `${quote(result)} was not in it`;
    },
  });
}

const atEnd = (contents: Contents, element: Json): Contents => [...contents, element];

/** FIFO: `enqueue`, `dequeue`, `peek`. */
export const queueSpecification = container({
  name: 'queue',
  puts: ['enqueue'],
  takes: ['dequeue'],
  put: atEnd,
  next: () => 0,
  place: 'in front of it',
});

/** LIFO: `push`, `pop`, `peek`. */
export const stackSpecification = container({
  name: 'stack',
  puts: ['push'],
  takes: ['pop'],
  put: atEnd,
  next: (contents) => contents.length - 1,
  place: 'on top of it',
});

/** `insert`, `poll` (takes the largest), `peek`. Numbers by size, texts by code units, texts above numbers. */
export const priorityQueueSpecification = container({
  name: 'priority-queue',
  puts: ['insert', 'enqueue'],
  takes: ['poll', 'dequeue'],
  put(contents, element) {
    const after = contents.findIndex((one) => precedes(element, one));
    return contents.toSpliced(after < 0 ? contents.length : after, 0, element);
  },
  next: (contents) => contents.length - 1,
  place: 'in it, which goes first',
});

/** The contents in one order, so that equal bags have equal identities. */
function bag(contents: Contents): Contents {
  return contents.toSorted((left, right) => (canonicalJson(left) < canonicalJson(right) ? -1 : 1));
}

function distinct(bags: readonly Contents[]): readonly Contents[] {
  return [...new Map(bags.map((contents) => [canonicalJson(contents), contents])).entries()]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, contents]) => contents);
}

/**
 * A bag: `enqueue`, and `dequeue` that takes any element. Which one a dequeue of unknown outcome took, nobody knows: a
 * state is the list of all bags that it may have left.
 */
export const unorderedQueueSpecification = defineSpecification<readonly Contents[]>({
  name: 'unordered-queue',
  functions: ['enqueue', 'dequeue'],
  initial: (given) => [bag(listOf(given))],
  initialFault: notAList,
  step(bags, { f, argument, result }) {
    const after = bags.flatMap((contents): Contents[] => {
      if (f === 'enqueue') return [bag([...contents, argument])];
      if (result === null) return contents.length === 0 ? [contents] : [];
      const positions = [...contents.keys()].filter(
        (position) => result === undefined || same(contents[position] as Json, result),
      );
      const taken = positions.map((position) => contents.toSpliced(position, 1));
      return result === undefined ? [contents, ...taken] : taken.slice(0, 1);
    });
    return after.length === 0 ? undefined : distinct(after);
  },
  fault: ({ f, argument }) => missingElement(['enqueue'], f, argument),
  elementOf: ({ f, argument, result }) => (f === 'enqueue' ? argument : (result ?? undefined)),
  describe: describeTransfer('queue', ['enqueue']),
  refusal: (bags, { result = null }) =>
    result === null ? `${quote(bags[0]?.[0] ?? null)} was in it` : `${quote(result)} was not in it`,
});
