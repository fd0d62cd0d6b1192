/**
 * Locks by name, which clients acquire, keep for a while, renew and release; judged by mutual exclusion. And the resources that
 * they protect: a client writes under what it holds, and does not look whether its lease is over, because it could not know
 * (Kleppmann, "How to do distributed locking", 2016): the resource has to refuse.
 */
import type { Json } from '../../checkers/history/event.ts';
import type { Connection, LockClient, LockGrant } from '../../targets/contract/client.ts';
import { chance, pick, type Random } from '../../targets/contract/random.ts';
import {
  clientOf,
  type Generator,
  type Invocation,
  type Outcome,
  type Workload,
  type WorkloadOption,
} from './workload.ts';

const locksOption: WorkloadOption = {
  name: 'locks',
  default: 2,
  minimum: 1,
  maximum: 1000,
  description: 'locks; fewer means more contention',
};

/** Who holds what, as far as the clients were told. A process holds one lock at a time. */
class Holders {
  readonly #locks: readonly string[];
  readonly #held = new Map<number | string, readonly [lock: string, token: number]>();

  constructor(options: Readonly<Record<string, number>>) {
    this.#locks = Array.from({ length: options['locks'] as number }, (_, index) => `l${index}`);
  }

  of(process: number): readonly [lock: string, token: number] | undefined {
    return this.#held.get(process);
  }

  acquire(random: Random): Invocation {
    return { f: 'acquire', value: [pick(random, this.#locks), null] };
  }

  observe(...[{ type, process, f, value }]: Parameters<Generator['observe']>): void {
    if (type === 'info' || f === 'release') this.#held.delete(process);
    else if (f === 'acquire' && type === 'ok') {
      const [lock, grant] = value as unknown as readonly [string, { readonly token: number }];
      this.#held.set(process, [lock, grant.token]);
    }
  }

  /** The process learned that it does not hold its lock any more. */
  forget(process: number | string): void {
    this.#held.delete(process);
  }
}

function granted(lock: string, asked: Json, grant: LockGrant | null): Outcome {
  if (grant === null) return { type: 'fail', value: asked, error: ['held', `${lock} is not to be had`] };
  return { type: 'ok', value: [lock, { token: grant.token, leaseMs: grant.leaseMs }] };
}

/**
 * By connection and lock: the token that it was granted last. A client uses no other: without this rule a trial could be
 * shrunk to clients that renew, release or write under tokens that nobody gave them, which no lock service can stand.
 */
const grants = new WeakMap<Connection, Map<string, number>>();

function rememberGrant(connection: Connection, name: string, grant: LockGrant | null): void {
  if (grant === null) return;
  const tokens = grants.get(connection) ?? new Map<string, number>();
  grants.set(connection, tokens.set(name, grant.token));
}

/** Null if the token was granted to this client; else what becomes of an operation under it. */
function notGranted(connection: Connection, name: string, token: number, value: Json): Outcome | null {
  if (grants.get(connection)?.get(name) === token) return null;
  return { type: 'fail', value, error: ['not-granted', `${name} was not granted to this client under token ${token}`] };
}

async function release(connection: Connection, client: LockClient, value: Json): Promise<Outcome> {
  const [lock, token] = value as readonly [string, number];
  const refused = notGranted(connection, lock, token, value);
  if (refused !== null) return refused;
  if (await client.release(lock, token)) return { type: 'ok', value };
  return { type: 'fail', value, error: ['not-held', `${lock} was not held under token ${token} any more`] };
}

export const lock: Workload = {
  name: 'lock',
  summary: 'acquires locks, renews and releases them; nobody may get what another certainly holds',
  capability: 'lock',
  keyed: true,
  options: [
    locksOption,
    { name: 'renewPercent', default: 50, minimum: 0, maximum: 95, description: 'renewals in a hundred uses of a lock' },
  ],
  needs: ['acquire'],
  generator(random, options) {
    const holders = new Holders(options);
    const renewShare = (options['renewPercent'] as number) / 100;
    return {
      next(process) {
        const held = holders.of(process);
        if (held === undefined) return holders.acquire(random);
        return { f: chance(random, renewShare) ? 'acquire' : 'release', value: held };
      },
      observe(completion) {
        holders.observe(completion);
        // A renewal that was refused.
        if (completion.f === 'acquire' && completion.type === 'fail') holders.forget(completion.process);
      },
      finalReads: () => [],
    };
  },
  async execute(connection, { f, value }) {
    const client = clientOf(connection, 'lock');
    if (f === 'release') return release(connection, client, value);
    const [name, token] = value as readonly [string, number | null];
    const refused = token === null ? null : notGranted(connection, name, token, value);
    if (refused !== null) return refused;
    const grant = token === null ? await client.acquire(name) : await client.renew(name, token);
    rememberGrant(connection, name, grant);
    return granted(name, value, grant);
  },
};

export const fencedResource: Workload = {
  name: 'fenced-resource',
  summary: 'writes under locks, also when the lease is over; the resource must refuse whoever comes too late',
  capability: 'fencing',
  keyed: true,
  options: [
    locksOption,
    { name: 'writePercent', default: 75, minimum: 1, maximum: 99, description: 'writes in a hundred uses of a lock' },
  ],
  needs: ['acquire', 'write'],
  generator(random, options) {
    const holders = new Holders(options);
    const writeShare = (options['writePercent'] as number) / 100;
    let nextValue = 1;
    return {
      next(process) {
        const held = holders.of(process);
        if (held === undefined) return holders.acquire(random);
        const [name, token] = held;
        if (!chance(random, writeShare)) return { f: 'release', value: held };
        return { f: 'write', value: [name, { token, value: nextValue++ }] };
      },
      observe(completion) {
        holders.observe(completion);
        if (completion.f === 'write' && completion.type === 'fail') holders.forget(completion.process);
      },
      finalReads: () => [],
    };
  },
  async execute(connection, { f, value }) {
    const client = clientOf(connection, 'fencing');
    if (f === 'release') return release(connection, client.lock, value);
    const [name, write] = value as unknown as readonly [
      string,
      { readonly token: number; readonly value: number } | null,
    ];
    if (write !== null) {
      const refused = notGranted(connection, name, write.token, value);
      if (refused !== null) return refused;
      if (await client.write(name, write.token, write.value)) return { type: 'ok', value };
      return { type: 'fail', value, error: ['refused', `the resource refused token ${write.token}`] };
    }
    const grant = await client.lock.acquire(name);
    rememberGrant(connection, name, grant);
    // Whether leases exclude is not the question here: none of them is counted on.
    return granted(name, value, grant === null ? null : { ...grant, leaseMs: 0 });
  },
};
