/**
 * Lists that are appended to and read, one operation at a time: cheaper to judge than transactions, and readable by
 * anybody. What is asked of them is the name of the workload.
 */
import { chance, pick } from '../../targets/contract/random.ts';
import { clientOf, type Invocation, type Workload } from './workload.ts';

function appendedLists(name: string, summary: string): Workload {
  return {
    name,
    summary,
    capability: 'lists',
    keyed: true,
    options: [
      { name: 'keys', default: 3, minimum: 1, maximum: 1000, description: 'lists; fewer means more contention' },
      { name: 'readPercent', default: 40, minimum: 1, maximum: 95, description: 'reads in a hundred operations' },
    ],
    needs: ['append', 'read'],
    generator(random, options) {
      const keys = Array.from({ length: options['keys'] as number }, (_, index) => `${name}-${index}`);
      const readShare = (options['readPercent'] as number) / 100;
      let nextElement = 0;
      return {
        next() {
          const key = pick(random, keys);
          return chance(random, readShare)
            ? { f: 'read', value: [key, null] }
            : { f: 'append', value: [key, nextElement++] };
        },
        observe() {
          // Elements are distinct whatever happened to them.
        },
        finalReads: () => keys.map((key): Invocation => ({ f: 'read', value: [key, null] })),
      };
    },
    async execute(connection, invocation) {
      const client = clientOf(connection, 'lists');
      const [key, element] = invocation.value as readonly [string, number | null];
      if (element !== null) {
        await client.transact([['append', key, element]]);
        return { type: 'ok', value: invocation.value };
      }
      const [read] = await client.transact([['r', key, null]]);
      return { type: 'ok', value: [key, read?.[2] as readonly number[]] };
    },
  };
}

export const sequentialAppend = appendedLists(
  'sequential-append',
  'appends to lists and reads them; the elements of each client must stay in its order',
);

export const consistentPrefix = appendedLists(
  'consistent-prefix',
  'appends to lists and reads them; of two reads one must be the beginning of the other',
);
