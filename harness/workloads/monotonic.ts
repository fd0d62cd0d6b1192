/**
 * Numbers that only grow, raised in transactions and read in groups: nobody may see one go back, and all must agree on one
 * order in which they grew.
 */
import { chance, pick, shuffle } from '../../targets/contract/random.ts';
import type { Transaction } from '../../targets/contract/client.ts';
import { clientOf, type Workload } from './workload.ts';

async function raise(transaction: Transaction, key: string): Promise<Readonly<Record<string, number>>> {
  const next = ((await transaction.read(key)) ?? 0) + 1;
  await transaction.write(key, next);
  return { [key]: next };
}

async function readAll(
  transaction: Transaction,
  keys: readonly string[],
): Promise<Readonly<Record<string, number | null>>> {
  const seen: Record<string, number | null> = {};
  for (const key of keys) seen[key] = await transaction.read(key);
  return seen;
}

export const monotonic: Workload = {
  name: 'monotonic',
  summary: 'raises numbers and reads several at once; none may go back, and all readers must agree on their order',
  capability: 'transactions',
  keyed: false,
  options: [
    { name: 'keys', default: 4, minimum: 1, maximum: 1000, description: 'numbers; fewer means more contention' },
    { name: 'readPercent', default: 50, minimum: 1, maximum: 95, description: 'reads in a hundred operations' },
  ],
  needs: ['inc', 'read'],
  generator(random, options) {
    const keys = Array.from({ length: options['keys'] as number }, (_, index) => `m${index}`);
    const readShare = (options['readPercent'] as number) / 100;
    return {
      next: () =>
        chance(random, readShare)
          ? { f: 'read', value: shuffle(random, keys).slice(0, 4) }
          : { f: 'inc', value: pick(random, keys) },
      observe() {
        // What is asked does not depend on what came back.
      },
      finalReads: () => [{ f: 'read', value: keys }],
    };
  },
  async execute(connection, { f, value }) {
    const client = clientOf(connection, 'transactions');
    if (f === 'inc') return { type: 'ok', value: await client.transact((open) => raise(open, value as string)) };
    return { type: 'ok', value: await client.transact((open) => readAll(open, value as readonly string[])) };
  },
};
