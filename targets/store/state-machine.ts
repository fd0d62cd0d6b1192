/**
 * What the store stores: registers, grow-only sets and lists, by key. Every replica applies the same commands in the same order
 * and so holds the same state (Schneider, "Implementing Fault-Tolerant Services Using the State Machine Approach", 1990).
 * Each kind is a name space of its own. A transaction on lists is one command: it runs alone, in the order of the log.
 */
import type { Json } from '../../checkers/history/event.ts';
import type { ListOperation } from '../contract/client.ts';

/** Changes the state; travels through the log. */
export type Command =
  /** Changes nothing: a new leader's first entry. */
  | { readonly type: 'nothing' }
  | { readonly type: 'write'; readonly key: string; readonly value: number }
  | { readonly type: 'compare-and-set'; readonly key: string; readonly from: number; readonly to: number }
  | { readonly type: 'add'; readonly key: string; readonly element: number }
  | { readonly type: 'lists'; readonly operations: readonly ListOperation[] };

/** Asks for state. */
export type Query =
  { readonly type: 'register'; readonly key: string } | { readonly type: 'elements'; readonly key: string };

export class StateMachine {
  readonly #registers = new Map<string, number>();
  readonly #sets = new Map<string, Set<number>>();
  readonly #lists = new Map<string, readonly number[]>();

  /** Answers what the client is told: whether a compare-and-set set, a transaction's operations as carried out, or null. */
  apply(command: Command): Json {
    switch (command.type) {
      case 'nothing':
        return null;
      case 'write':
        this.#registers.set(command.key, command.value);
        return null;
      case 'compare-and-set': {
        const matches = this.#registers.get(command.key) === command.from;
        if (matches) this.#registers.set(command.key, command.to);
        return matches;
      }
      case 'add': {
        const elements = this.#sets.get(command.key) ?? new Set<number>();
        elements.add(command.element);
        this.#sets.set(command.key, elements);
        return null;
      }
      case 'lists':
        return command.operations.map((operation) => this.#carryOut(operation));
    }
  }

  #carryOut(operation: ListOperation): ListOperation {
    const [kind, key, element] = operation;
    const list = this.#lists.get(key) ?? [];
    if (kind === 'r') return ['r', key, list];
    // A new list each time: those that were read stay as they were.
    this.#lists.set(key, [...list, element]);
    return operation;
  }

  /** A register's value, null if it was never written; or a set's elements in the order of their first addition. */
  query(query: Query): Json {
    switch (query.type) {
      case 'register':
        return this.#registers.get(query.key) ?? null;
      case 'elements':
        return [...(this.#sets.get(query.key) ?? [])];
    }
  }

  /** Back to the empty state, for a replay from the beginning of a log. */
  reset(): void {
    this.#registers.clear();
    this.#sets.clear();
    this.#lists.clear();
  }
}
