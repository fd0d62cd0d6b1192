/** Lists of whole numbers by key. A transaction on them is one command: it runs alone, in the order of the log. */
import type { Json } from '../../../checkers/history/event.ts';
import type { ListOperation } from '../../contract/client.ts';
import { isInteger, isIntegers, isKey, isList } from '../protocol/fields.ts';
import { entriesOf, type Kind, type KindState } from './kind.ts';

export type ListCommand = { readonly type: 'lists'; readonly operations: readonly ListOperation[] };

/** Keeps a command, and its answer, below the size of a frame. */
const maxOperations = 100;

function isListTransaction(value: Json | undefined): boolean {
  if (!isList(value) || value.length > maxOperations) return false;
  return value.every((operation) => {
    if (!isList(operation) || operation.length !== 3) return false;
    const [kind, key, element] = operation;
    return isKey(key) && (kind === 'append' ? isInteger(element) : kind === 'r' && element === null);
  });
}

class Lists implements KindState<ListCommand, never> {
  #lists = new Map<string, readonly number[]>();

  /** The transaction's operations as carried out. */
  apply(command: ListCommand): Json {
    return command.operations.map((operation) => this.#carryOut(operation));
  }

  query(): Json {
    throw new TypeError('lists are read by transactions only');
  }

  #carryOut(operation: ListOperation): ListOperation {
    const [kind, key, element] = operation;
    const list = this.#lists.get(key) ?? [];
    if (kind === 'r') return ['r', key, list];
    // A new list each time: those that were read stay as they were.
    this.#lists.set(key, [...list, element]);
    return operation;
  }

  snapshot(): Json {
    return [...this.#lists];
  }

  restore(snapshot: Json): void {
    this.#lists = new Map(entriesOf(snapshot, isIntegers));
  }
}

export const lists: Kind<ListCommand, never> = {
  commands: { lists: ({ operations }) => isListTransaction(operations) },
  queries: {},
  start: () => new Lists(),
};
