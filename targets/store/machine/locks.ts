/**
 * Locks with leases (Gray and Cheriton, "Leases", 1989), and for each a resource that only its holder should write to. A state
 * machine has no clock: the leader writes the time into each command (`lease-clock.ts`), and a lease is over once a
 * later command says so. A lease cannot protect what a holder does that does not know that it is over: the resource checks tokens,
 * which grow with every grant (Kleppmann, "How to do distributed locking", 2016).
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { isInteger, isKey, isRecord } from '../protocol/fields.ts';
import { entriesOf, type Kind, type KindState } from './kind.ts';

/** `atMs`: the lease clock's time, as the leader writes it in. */
export type LockCommand =
  /** Answers the token, or null if somebody holds the lock. */
  | { readonly type: 'acquire'; readonly key: string; readonly atMs: number }
  /** Answers whether the lease is prolonged. */
  | { readonly type: 'renew'; readonly key: string; readonly token: number; readonly atMs: number }
  /** Answers whether it was held under this token. */
  | { readonly type: 'release'; readonly key: string; readonly token: number }
  /** Answers whether the resource took the write. */
  | { readonly type: 'guarded-write'; readonly key: string; readonly token: number; readonly value: number };

/** The largest time that any command has brought. */
export type LockQuery = { readonly type: 'lease-time' };

type Lock = {
  /** The last that was granted. */
  readonly token: number;
  /** When it was granted or last renewed; null if it was released. */
  readonly sinceMs: number | null;
  /** Of the resource: the token and value of the last write that it took. */
  readonly writtenUnder: number;
  readonly value: number | null;
};

/**
 * Leases are kept for longer than they are granted for: the leader's clock, by which they are measured, may run faster than the
 * holder's (Gray and Cheriton allow for it in the same way), by half at most.
 */
const clockAllowance = 1.5;

const fresh: Lock = { token: 0, sinceMs: null, writtenUnder: 0, value: null };

function isLock(value: Json | undefined): value is Lock {
  if (!isRecord(value)) return false;
  const { token, sinceMs, writtenUnder, value: written } = value;
  const isOptional = (one: Json | undefined): boolean => one === null || isInteger(one);
  return isInteger(token) && isInteger(writtenUnder) && isOptional(sinceMs) && isOptional(written);
}

class Locks implements KindState<LockCommand, LockQuery> {
  readonly #configuration: StoreConfiguration;
  #locks = new Map<string, Lock>();
  #timeMs = 0;

  constructor(configuration: StoreConfiguration) {
    this.#configuration = configuration;
  }

  apply(command: LockCommand): Json {
    const lock = this.#locks.get(command.key) ?? fresh;
    switch (command.type) {
      case 'acquire':
        return this.#acquire(command.key, lock, command.atMs);
      case 'renew':
        return this.#renew(command.key, lock, command.token, command.atMs);
      case 'release':
        return this.#release(command.key, lock, command.token);
      case 'guarded-write':
        return this.#write(command.key, lock, command.token, command.value);
    }
  }

  query(): Json {
    return this.#timeMs;
  }

  #isHeld(lock: Lock, atMs: number): boolean {
    this.#timeMs = Math.max(this.#timeMs, atMs);
    return lock.sinceMs !== null && atMs <= lock.sinceMs + clockAllowance * this.#configuration.lockLeaseMs;
  }

  #acquire(key: string, lock: Lock, atMs: number): Json {
    if (this.#isHeld(lock, atMs)) return null;
    const token = lock.token + 1;
    this.#locks.set(key, { ...lock, token, sinceMs: atMs });
    return token;
  }

  #renew(key: string, lock: Lock, token: number, atMs: number): Json {
    const isHeld = this.#isHeld(lock, atMs) && lock.token === token;
    const wasHeld = this.#configuration.bug === 'lease-renewed-after-expiry' && token <= lock.token;
    if (isHeld) this.#locks.set(key, { ...lock, sinceMs: atMs });
    return isHeld || wasHeld;
  }

  #release(key: string, lock: Lock, token: number): Json {
    const isHolder = lock.token === token || this.#configuration.bug === 'lock-released-by-anyone';
    if (!isHolder || lock.sinceMs === null) return false;
    this.#locks.set(key, { ...lock, sinceMs: null });
    return true;
  }

  #write(key: string, lock: Lock, token: number, value: number): Json {
    const { locks, bug } = this.#configuration;
    const checksTokens = locks === 'fenced' && bug !== 'fencing-not-checked';
    if (checksTokens && token < lock.writtenUnder) return false;
    this.#locks.set(key, { ...lock, writtenUnder: token, value });
    return true;
  }

  snapshot(): Json {
    return { timeMs: this.#timeMs, locks: [...this.#locks] };
  }

  restore(snapshot: Json): void {
    if (!isRecord(snapshot) || !isInteger(snapshot['timeMs'])) throw new TypeError('a snapshot of locks has a time');
    this.#timeMs = snapshot['timeMs'];
    this.#locks = new Map(entriesOf(snapshot['locks'] ?? null, isLock));
  }
}

export const locks: Kind<LockCommand, LockQuery> = {
  commands: {
    acquire: ({ key, atMs }) => isKey(key) && isInteger(atMs),
    renew: ({ key, token, atMs }) => isKey(key) && isInteger(token) && isInteger(atMs),
    release: ({ key, token }) => isKey(key) && isInteger(token),
    'guarded-write': ({ key, token, value }) => isKey(key) && isInteger(token) && isInteger(value),
  },
  queries: { 'lease-time': () => true },
  start: (configuration) => new Locks(configuration),
};
