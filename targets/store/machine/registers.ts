/** Registers by key, each holding a whole number once it was written. */
import type { Json } from '../../../checkers/history/event.ts';
import { isInteger, isKey } from '../protocol/fields.ts';
import { entriesOf, type Kind, type KindState } from './kind.ts';

/** Writing null deletes. */
export type RegisterCommand =
  | { readonly type: 'write'; readonly key: string; readonly value: number | null }
  | { readonly type: 'compare-and-set'; readonly key: string; readonly from: number; readonly to: number };

/** Null if it was never written, or deleted. */
export type RegisterQuery = { readonly type: 'register'; readonly key: string };

class Registers implements KindState<RegisterCommand, RegisterQuery> {
  #values = new Map<string, number>();

  /** A compare-and-set answers whether it set. */
  apply(command: RegisterCommand): Json {
    if (command.type === 'write') {
      if (command.value === null) this.#values.delete(command.key);
      else this.#values.set(command.key, command.value);
      return null;
    }
    const matches = this.#values.get(command.key) === command.from;
    if (matches) this.#values.set(command.key, command.to);
    return matches;
  }

  query({ key }: RegisterQuery): Json {
    return this.#values.get(key) ?? null;
  }

  snapshot(): Json {
    return [...this.#values];
  }

  restore(snapshot: Json): void {
    this.#values = new Map(entriesOf(snapshot, isInteger));
  }
}

export const registers: Kind<RegisterCommand, RegisterQuery> = {
  commands: {
    write: ({ key, value }) => isKey(key) && (value === null || isInteger(value)),
    'compare-and-set': ({ key, from, to }) => isKey(key) && isInteger(from) && isInteger(to),
  },
  queries: { register: ({ key }) => isKey(key) },
  start: () => new Registers(),
};
