/**
 * Hinted handoff (Dynamo, section 4.6): writes kept for nodes that did not answer, on disk, and delivered to them again and
 * again until they say that they have them. Hints for the same key of the same node are merged into one.
 */
import type { StoreConfiguration } from '../configuration.ts';
import { keysBeginningWith } from '../storage/tree/entry.ts';
import { mergeStates } from '../versions/key-state.ts';
import type { KeyState, LatestState } from '../versions/key-state.ts';
import type { LocalStorage } from '../versions/local-storage.ts';

/** Time between two attempts to deliver. */
const attemptMs = 250;
/** Hints kept at most, and delivered in one attempt at most. */
const maxHints = 10_000;
const maxDeliveries = 50;

type Hint = {
  readonly meantFor: string;
  readonly key: string;
  readonly state: KeyState;
};

const prefix = 'hint/';
const placeOf = (meantFor: string, key: string): string => `${prefix}${meantFor} ${key}`;

export interface HintHost {
  setTimer(delayMs: number, callback: () => void): unknown;
  /** Puts a copy on a node; calls back if the node says that it is durable there. */
  deliver(to: string, key: string, state: KeyState, done: () => void): void;
}

export class Hints {
  readonly #host: HintHost;
  readonly #storage: LocalStorage;
  readonly #bug: StoreConfiguration['bug'];
  readonly #hints = new Map<string, Hint>();

  /** Recovers from the disk. With `handsOff` false nothing is ever delivered. */
  constructor(host: HintHost, storage: LocalStorage, handsOff: boolean, bug: StoreConfiguration['bug']) {
    this.#host = host;
    this.#storage = storage;
    this.#bug = bug;
    for (const [place, hint] of storage.tree.scan(keysBeginningWith(prefix))) this.#hints.set(place, hint as Hint);
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
    const place = placeOf(meantFor, key);
    const known = this.#hints.get(place);
    if (known === undefined && this.#hints.size >= maxHints) return;
    const hint = { meantFor, key, state: mergeStates(known?.state, state, this.#bug) };
    this.#hints.set(place, hint);
    this.#storage.tree.write([[place, hint]]);
    this.#storage.flush(done);
  }

  /** The register was deleted, as every node is being told: older hints of it have had their time. */
  supersede(tombstone: LatestState, key: string): void {
    for (const [place, hint] of this.#hints) {
      if (hint.key !== key || mergeStates(hint.state, tombstone, this.#bug) === hint.state) continue;
      this.#hints.delete(place);
      this.#storage.tree.write([[place, null]]);
    }
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
      this.#storage.tree.write([[place, null]]);
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
