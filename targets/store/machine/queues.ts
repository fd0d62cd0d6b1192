/** Queues of whole numbers by key, first in first out. Taking an element is a command: it goes through the log. */
import type { Json } from '../../../checkers/history/event.ts';
import { isInteger, isIntegers, isKey } from '../protocol/fields.ts';
import { entriesOf, type Kind, type KindState } from './kind.ts';

export type QueueCommand =
  | { readonly type: 'enqueue'; readonly key: string; readonly element: number }
  /** Answers the oldest element, which is in the queue no longer; null if it is empty. */
  | { readonly type: 'dequeue'; readonly key: string };

class Queues implements KindState<QueueCommand, never> {
  #queues = new Map<string, number[]>();

  apply(command: QueueCommand): Json {
    const { key } = command;
    const queue = this.#queues.get(key) ?? [];
    if (command.type === 'dequeue') return queue.shift() ?? null;
    queue.push(command.element);
    this.#queues.set(key, queue);
    return null;
  }

  query(): Json {
    throw new TypeError('queues are read by taking elements only');
  }

  snapshot(): Json {
    return [...this.#queues].map(([key, elements]) => [key, [...elements]]);
  }

  restore(snapshot: Json): void {
    this.#queues = new Map(entriesOf(snapshot, isIntegers).map(([key, elements]) => [key, [...elements]]));
  }
}

export const queues: Kind<QueueCommand, never> = {
  commands: {
    enqueue: ({ key, element }) => isKey(key) && isInteger(element),
    dequeue: ({ key }) => isKey(key),
  },
  queries: {},
  start: () => new Queues(),
};
