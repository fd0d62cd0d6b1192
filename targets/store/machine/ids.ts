/** Identifiers by counting: each is one more than the last in the order of the log. */
import type { Json } from '../../../checkers/history/event.ts';
import { isInteger } from '../protocol/fields.ts';
import type { Kind, KindState } from './kind.ts';

/** Answers an identifier that no other gets. */
export type IdCommand = { readonly type: 'generate' };

class Ids implements KindState<IdCommand, never> {
  #last = 0;

  apply(): Json {
    return ++this.#last;
  }

  query(): Json {
    throw new TypeError('identifiers are handed out by commands only');
  }

  snapshot(): Json {
    return this.#last;
  }

  restore(snapshot: Json): void {
    if (!isInteger(snapshot)) throw new TypeError('a snapshot of identifiers is the last one');
    this.#last = snapshot;
  }
}

export const ids: Kind<IdCommand, never> = {
  commands: { generate: () => true },
  queries: {},
  start: () => new Ids(),
};
