/** Grow-only sets of whole numbers, by key. */
import type { Json } from '../../../checkers/history/event.ts';
import { isInteger, isIntegers, isKey } from '../protocol/fields.ts';
import { entriesOf, type Kind, type KindState } from './kind.ts';

export type SetCommand = { readonly type: 'add'; readonly key: string; readonly element: number };

/** In the order of their first addition. */
export type SetQuery = { readonly type: 'elements'; readonly key: string };

class Sets implements KindState<SetCommand, SetQuery> {
  #sets = new Map<string, Set<number>>();

  apply({ key, element }: SetCommand): Json {
    const elements = this.#sets.get(key) ?? new Set<number>();
    elements.add(element);
    this.#sets.set(key, elements);
    return null;
  }

  query({ key }: SetQuery): Json {
    return [...(this.#sets.get(key) ?? [])];
  }

  snapshot(): Json {
    return [...this.#sets].map(([key, elements]) => [key, [...elements]]);
  }

  restore(snapshot: Json): void {
    this.#sets = new Map(entriesOf(snapshot, isIntegers).map(([key, elements]) => [key, new Set(elements)]));
  }
}

export const sets: Kind<SetCommand, SetQuery> = {
  commands: { add: ({ key, element }) => isKey(key) && isInteger(element) },
  queries: { elements: ({ key }) => isKey(key) },
  start: () => new Sets(),
};
