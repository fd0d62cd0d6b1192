/**
 * Hinted handoff (Dynamo, section 4.6): writes kept for nodes that did not answer, on disk, and delivered to them again and
 * again until they say that they have them. Hints for the same key of the same node are merged into one.
 */
import type { Message } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { Journal } from '../versions/journal.ts';
import { mergeStates } from '../versions/key-state.ts';
import type { KeyState } from '../versions/key-state.ts';

/** Time between two attempts to deliver. */
const attemptMs = 250;
/** Hints kept at most, and delivered in one attempt at most. */
const maxHints = 10_000;
const maxDeliveries = 50;

type HintRecord = {
  readonly kind: 'hint';
  readonly meantFor: string;
  readonly key: string;
  readonly state: KeyState;
};
type HandedRecord = { readonly kind: 'handed'; readonly meantFor: string; readonly key: string };

interface Hint {
  readonly meantFor: string;
  readonly key: string;
  readonly state: KeyState;
}

const placeOf = (meantFor: string, key: string): string => `${meantFor} ${key}`;

export interface HintHost {
  setTimer(delayMs: number, callback: () => void): unknown;
  /** Puts a copy on a node; calls back if the node says that it is durable there. */
  deliver(to: string, key: string, state: KeyState, done: () => void): void;
}

export class Hints {
  readonly #host: HintHost;
  readonly #journal: Journal;
  readonly #bug: StoreConfiguration['bug'];
  readonly #hints = new Map<string, Hint>();

  /** Recovers from the journal. With `handsOff` false nothing is ever delivered. */
  constructor(host: HintHost, journal: Journal, handsOff: boolean, bug: StoreConfiguration['bug']) {
    this.#host = host;
    this.#journal = journal;
    this.#bug = bug;
    for (const record of journal.recovered) this.#recover(record);
    if (handsOff) this.#deliverLater();
  }

  get count(): number {
    return this.#hints.size;
  }

  /** Nodes that hints are meant for. */
  get absent(): readonly string[] {
    return [...new Set([...this.#hints.values()].map(({ meantFor }) => meantFor))];
  }

  /** Calls back when the hint would survive a crash; never, if there are too many. */
  keep(meantFor: string, key: string, state: KeyState, done: () => void): void {
    if (this.#hints.size >= maxHints && !this.#hints.has(placeOf(meantFor, key))) return;
    this.#merge({ meantFor, key, state });
    this.#journal.append({ kind: 'hint', meantFor, key, state } satisfies HintRecord);
    this.#journal.flush(done);
  }

  #merge({ meantFor, key, state }: Hint): void {
    const place = placeOf(meantFor, key);
    this.#hints.set(place, { meantFor, key, state: mergeStates(this.#hints.get(place)?.state, state, this.#bug) });
  }

  #recover(record: Message): void {
    const known = record as HintRecord | HandedRecord | { readonly kind: 'state' };
    if (known.kind === 'hint') this.#merge(known);
    else if (known.kind === 'handed') this.#hints.delete(placeOf(known.meantFor, known.key));
  }

  #deliverLater(): void {
    this.#host.setTimer(attemptMs, () => {
      for (const [place, hint] of [...this.#hints].slice(0, maxDeliveries)) this.#deliver(place, hint);
      this.#deliverLater();
    });
  }

  #deliver(place: string, hint: Hint): void {
    const { meantFor, key, state } = hint;
    const forget = (): void => {
      // What was merged into it meanwhile has not been delivered.
      if (this.#hints.get(place) !== hint) return;
      this.#hints.delete(place);
      this.#journal.append({ kind: 'handed', meantFor, key } satisfies HandedRecord);
    };
    this.#host.deliver(meantFor, key, state, forget);
    if (this.#bug === 'hint-lost') forget();
    // Undelivered hints go to the end, so that a node that stays away does not hold up the others.
    else if (this.#hints.get(place) === hint) {
      this.#hints.delete(place);
      this.#hints.set(place, hint);
    }
  }
}
