/**
 * Counters raised as applications do it: read the number, write one more, in one transaction. Two that read the same number
 * lose an update (Berenson et al. 1995, P4).
 */
import { chance, pick } from '../../targets/contract/random.ts';
import { clientOf, type Invocation, type Workload } from './workload.ts';

function keyNames(options: Readonly<Record<string, number>>): string[] {
  return Array.from({ length: options['keys'] as number }, (_, index) => `count${index}`);
}

export const lostUpdate: Workload = {
  name: 'lost-update',
  summary: 'raises numbers by reading and writing them in a transaction; no two may write the same number',
  capability: 'transactions',
  keyed: true,
  options: [
    { name: 'keys', default: 3, minimum: 1, maximum: 10_000, description: 'numbers; fewer means more contention' },
    { name: 'readPercent', default: 20, minimum: 1, maximum: 95, description: 'reads in a hundred operations' },
  ],
  needs: ['increment', 'read'],
  generator(random, options) {
    const keys = keyNames(options);
    const readShare = (options['readPercent'] as number) / 100;
    return {
      next() {
        const key = pick(random, keys);
        return chance(random, readShare) ? { f: 'read', value: [key, null] } : { f: 'increment', value: key };
      },
      observe() {
        // What is asked does not depend on what came back.
      },
      finalReads: () => keys.map((key): Invocation => ({ f: 'read', value: [key, null] })),
    };
  },
  async execute(connection, invocation) {
    const client = clientOf(connection, 'transactions');
    if (invocation.f === 'read') {
      const [key] = invocation.value as readonly [string, null];
      return { type: 'ok', value: [key, await client.transact((transaction) => transaction.read(key))] };
    }
    const key = invocation.value as string;
    const written = await client.transact(async (transaction) => {
      const next = ((await transaction.read(key)) ?? 0) + 1;
      await transaction.write(key, next);
      return next;
    });
    return { type: 'ok', value: [key, written] };
  },
};
