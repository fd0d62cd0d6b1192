/** Unique names: whoever claims one first, in the order of the log, has it for ever. */
import type { Json } from '../../../checkers/history/event.ts';
import { isInteger, isKey } from '../protocol/fields.ts';
import { entriesOf, type Kind, type KindState } from './kind.ts';

/** Answers whether the name is this owner's. */
export type NameCommand = { readonly type: 'claim'; readonly key: string; readonly owner: number };

/** Null if nobody has claimed it. */
export type NameQuery = { readonly type: 'owner'; readonly key: string };

class Names implements KindState<NameCommand, NameQuery> {
  #owners = new Map<string, number>();

  apply({ key, owner }: NameCommand): Json {
    if (!this.#owners.has(key)) this.#owners.set(key, owner);
    return this.#owners.get(key) === owner;
  }

  query({ key }: NameQuery): Json {
    return this.#owners.get(key) ?? null;
  }

  snapshot(): Json {
    return [...this.#owners];
  }

  restore(snapshot: Json): void {
    this.#owners = new Map(entriesOf(snapshot, isInteger));
  }
}

export const names: Kind<NameCommand, NameQuery> = {
  commands: { claim: ({ key, owner }) => isKey(key) && isInteger(owner) },
  queries: { owner: ({ key }) => isKey(key) },
  start: () => new Names(),
};
