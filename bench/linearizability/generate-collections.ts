/** Histories of queues, stacks, priority queues and sets whose elements are unique. */
import { EventTable, type Json } from '../../checkers/history/index.ts';
import type { HistoryOptions } from './generate-history.ts';
import type { Random } from './random.ts';
import { okCode, simulateClients, type Call } from './simulated-clients.ts';

/** The element that the planted error is about. */
const marker = 1_000_000_007;
const plantAtPart = 0.9;
/** A set's calls are about one of so many newest elements. */
const knownElements = 30;

type Outcome = ReturnType<Call['effect']>;

/** A max-heap, a list by its end, or a list by its beginning. */
interface Store {
  put(element: number): void;
  take(): number | undefined;
}

class QueueStore implements Store {
  readonly #elements: number[] = [];
  #first = 0;

  put(element: number): void {
    this.#elements.push(element);
  }

  take(): number | undefined {
    return this.#first < this.#elements.length ? this.#elements[this.#first++] : undefined;
  }
}

class StackStore implements Store {
  readonly #elements: number[] = [];

  put(element: number): void {
    this.#elements.push(element);
  }

  take(): number | undefined {
    return this.#elements.pop();
  }
}

class HeapStore implements Store {
  readonly #elements: number[] = [];

  put(element: number): void {
    const elements = this.#elements;
    let at = elements.push(element) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && (elements[parent] as number) < element; parent = (at - 1) >> 1) {
      elements[at] = elements[parent] as number;
      at = parent;
    }
    elements[at] = element;
  }

  take(): number | undefined {
    const elements = this.#elements;
    const [first] = elements;
    const last = elements.pop();
    if (last === undefined || elements.length === 0) return first;
    let at = 0;
    for (let child = 1; child < elements.length; child = at * 2 + 1) {
      if (child + 1 < elements.length && (elements[child + 1] as number) > (elements[child] as number)) child++;
      if ((elements[child] as number) <= last) break;
      elements[at] = elements[child] as number;
      at = child;
    }
    elements[at] = last;
    return first;
  }
}

const kinds: Readonly<Record<string, { readonly put: string; readonly take: string; readonly store: () => Store }>> = {
  queue: { put: 'enqueue', take: 'dequeue', store: () => new QueueStore() },
  stack: { put: 'push', take: 'pop', store: () => new StackStore() },
  'priority-queue': { put: 'insert', take: 'poll', store: () => new HeapStore() },
};

/** Puts and takes in equal parts. Planted: a take answers what another take had answered before it began. */
function collectionCalls(options: HistoryOptions, random: Random, table: EventTable): (begun: number) => Call {
  const kind = kinds[options.workload];
  if (kind === undefined) throw new RangeError(`no collection ${options.workload}`);
  const store = kind.store();
  const id = (value: Json): number => table.values.internPrimitive(value as number | null);
  // Priorities in random order, each once: multiplying by an odd number permutes the 30-bit numbers.
  const isHeap = options.workload === 'priority-queue';
  let fresh = 0;
  let taken: number | undefined;
  let isPlanted = false;
  const put = (): Call => {
    const element = isHeap ? Math.imul(++fresh, 0x9e37_79b1) & (2 ** 30 - 1) : ++fresh;
    const effect = (): Outcome => {
      store.put(element);
      return { type: okCode, value: id(element) };
    };
    return { f: kind.put, invoked: id(element), changes: true, effect };
  };
  const take = (begun: number): Call => {
    const again = options.planted && !isPlanted && begun > options.operations * plantAtPart ? taken : undefined;
    if (again !== undefined) isPlanted = true;
    let element: number | undefined;
    return {
      f: kind.take,
      invoked: id(null),
      changes: true,
      forced: again !== undefined,
      effect() {
        element = again ?? store.take();
        return { type: okCode, value: id(element ?? null) };
      },
      returned: () => (taken = element ?? taken),
    };
  };
  return (begun) => (random.real() < 0.5 ? put() : take(begun));
}

/** Inserts, removals and looks in equal parts. Planted: a look misses an element that is never removed. */
function setCalls(options: HistoryOptions, random: Random, table: EventTable): (begun: number) => Call {
  const held = new Set<number>();
  const { values } = table;
  let fresh = 0;
  let stage: 'before' | 'inserting' | 'inserted' | 'done' = 'before';
  const call = (f: string, element: number, act: () => boolean): Call => ({
    f,
    invoked: values.internWhole(element),
    changes: f !== 'contains',
    effect: () => ({ type: okCode, value: values.internPrimitive(act()) }),
  });
  const insert = (element: number): Call =>
    call('insert', element, () => {
      const isNew = !held.has(element);
      held.add(element);
      return isNew;
    });
  return (begun) => {
    if (options.planted && stage === 'before' && begun > options.operations * plantAtPart) {
      stage = 'inserting';
      return { ...insert(marker), forced: true, returned: () => (stage = 'inserted') };
    }
    if (stage === 'inserted') {
      stage = 'done';
      return { ...call('contains', marker, () => false), forced: true };
    }
    const kind = random.whole(3);
    if (kind === 0) return insert(++fresh);
    const element = 1 + random.whole(Math.min(knownElements, fresh + 1)) + Math.max(0, fresh - knownElements);
    return kind === 1
      ? call('remove', element, () => held.delete(element))
      : call('contains', element, () => held.has(element));
  };
}

export function generateCollection(options: HistoryOptions, random: Random): EventTable {
  const table = new EventTable();
  const { operations, clients, infoPart, workload } = options;
  const isSet = workload === 'set';
  const nextCall = isSet ? setCalls(options, random, table) : collectionCalls(options, random, table);
  simulateClients(table, random, { operations, clients, infoPart, changingPart: isSet ? 2 / 3 : 1 }, nextCall);
  return table;
}
