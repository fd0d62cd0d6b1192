/** Counters by key: sums of what was added. */
import type { Json } from '../../../checkers/history/event.ts';
import { isInteger, isKey } from '../protocol/fields.ts';
import { entriesOf, type Kind, type KindState } from './kind.ts';

export type CounterCommand = { readonly type: 'increase'; readonly key: string; readonly amount: number };

/** 0 if nothing was ever added. */
export type CounterQuery = { readonly type: 'counter'; readonly key: string };

class Counters implements KindState<CounterCommand, CounterQuery> {
  #sums = new Map<string, number>();

  apply({ key, amount }: CounterCommand): Json {
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + amount);
    return null;
  }

  query({ key }: CounterQuery): Json {
    return this.#sums.get(key) ?? 0;
  }

  snapshot(): Json {
    return [...this.#sums];
  }

  restore(snapshot: Json): void {
    this.#sums = new Map(entriesOf(snapshot, isInteger));
  }
}

export const counters: Kind<CounterCommand, CounterQuery> = {
  commands: { increase: ({ key, amount }) => isKey(key) && isInteger(amount) },
  queries: { counter: ({ key }) => isKey(key) },
  start: () => new Counters(),
};
