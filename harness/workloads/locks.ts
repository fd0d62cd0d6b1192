/**
 * Locks by name, which clients acquire, keep for a while, renew and release; judged by mutual exclusion. And the resources that
 * they protect: a client writes under what it holds, and does not look whether its lease is over, because it could not know
 * (Kleppmann, "How to do distributed locking", 2016): the resource has to refuse.
 */
import type { Json } from '../../checkers/history/event.ts';
import type { LockClient, LockGrant } from '../../targets/contract/client.ts';
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

  /**
   * Under the token that the process holds, whatever the script says: a trial must not be shrunk to clients that renew, release or
   * write under tokens that nobody gave them, which no lock service can stand.
   */
  adapt(process: number, { f, value }: Invocation): Invocation | null {
    const [lock, argument] = value as readonly [string, Json];
    if (argument === null) return { f, value };
    const held = this.of(process);
    if (held?.[0] !== lock) return null;
    const token = held[1];
    return { f, value: [lock, typeof argument === 'number' ? token : { ...(argument as object), token }] };
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

async function release(client: LockClient, value: Json): Promise<Outcome> {
  const [lock, token] = value as readonly [string, number];
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
      adapt: (process, scripted) => holders.adapt(process, scripted),
    };
  },
  async execute(connection, { f, value }) {
    const client = clientOf(connection, 'lock');
    if (f === 'release') return release(client, value);
    const [name, token] = value as readonly [string, number | null];
    const grant = token === null ? await client.acquire(name) : await client.renew(name, token);
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
      adapt: (process, scripted) => holders.adapt(process, scripted),
    };
  },
  async execute(connection, { f, value }) {
    const client = clientOf(connection, 'fencing');
    if (f === 'release') return release(client.lock, value);
    const [name, write] = value as unknown as readonly [
      string,
      { readonly token: number; readonly value: number } | null,
    ];
    if (write !== null) {
      if (await client.write(name, write.token, write.value)) return { type: 'ok', value };
      return { type: 'fail', value, error: ['refused', `the resource refused token ${write.token}`] };
    }
    const grant = await client.lock.acquire(name);
    // Whether leases exclude is not the question here: none of them is counted on.
    return granted(name, value, grant === null ? null : { ...grant, leaseMs: 0 });
  },
};
