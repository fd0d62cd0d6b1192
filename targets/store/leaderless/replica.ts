/** A node's own copies of keys, in memory and in its journal. */
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';
import type { Copies } from '../versions/copies.ts';
import type { Journal } from '../versions/journal.ts';
import type { KeyState } from '../versions/key-state.ts';
import { hashOf } from './hash.ts';

type StateRecord = { readonly kind: 'state'; readonly key: string; readonly state: KeyState };

export class Replica {
  readonly #copies: Copies;
  readonly #journal: Journal;
  /** Of the states as they are; missing where one changed since. */
  readonly #hashes = new Map<string, number>();

  /** Recovers from the journal. */
  constructor(copies: Copies, journal: Journal) {
    this.#copies = copies;
    this.#journal = journal;
    for (const record of journal.recovered) if (record['kind'] === 'state') this.#recover(record);
  }

  get keys(): Iterable<string> {
    return this.#copies.keys;
  }

  get size(): number {
    return this.#copies.size;
  }

  /** The copy, once it would survive a crash. */
  get(key: string, done: (state: KeyState | undefined) => void): void {
    const state = this.#copies.get(key);
    this.#journal.flush(() => done(state));
  }

  /** The copy as it is now. */
  peek(key: string): KeyState | undefined {
    return this.#copies.get(key);
  }

  /** Merges; calls back when that would survive a crash. */
  put(key: string, state: KeyState, done: () => void): void {
    if (this.#copies.merge(key, state)) {
      this.#hashes.delete(key);
      this.#journal.append({ kind: 'state', key, state } satisfies StateRecord);
    }
    this.#journal.flush(done);
  }

  /** The same for copies that hold the same, whatever the order in which they heard it. */
  hash(key: string): number {
    const known = this.#hashes.get(key);
    if (known !== undefined) return known;
    const hash = hashOf(`${key} ${canonical(this.#copies.get(key) ?? null)}`);
    this.#hashes.set(key, hash);
    return hash;
  }

  #recover(record: Message): void {
    const { key, state } = record as StateRecord;
    this.#copies.merge(key, state);
  }
}

/** JSON with fields in order, and siblings too: their order says nothing. */
function canonical(value: Json): string {
  if (Array.isArray(value)) {
    const parts = (value as readonly Json[]).map(canonical);
    const isSiblings = value.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
    return `[${(isSiblings ? parts.toSorted() : parts).join()}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${fields.map(([name, field]) => `${name}:${canonical(field)}`).join()}}`;
}
