/**
 * One grow-only set: clients add distinct elements and now and then read them all. An element whose addition was
 * acknowledged must be in every later read: the simplest way to see an acknowledged write lost.
 */
import { chance } from '../../targets/contract/random.ts';
import { clientOf, type Workload } from './workload.ts';

const key = 'elements';

export const set: Workload = {
  name: 'set',
  summary: 'adds distinct elements to one set and reads it; nothing acknowledged may be lost',
  capability: 'set',
  keyed: false,
  options: [
    { name: 'readPercent', default: 10, minimum: 0, maximum: 90, description: 'reads in a hundred operations' },
  ],
  needs: ['add', 'read'],
  generator(random, options) {
    let nextElement = 0;
    const readShare = (options['readPercent'] as number) / 100;
    return {
      next: () => (chance(random, readShare) ? { f: 'read', value: null } : { f: 'add', value: nextElement++ }),
      observe() {
        // Elements are distinct whatever happened to them: nothing to learn.
      },
      finalReads: () => [{ f: 'read', value: null }],
    };
  },
  async execute(connection, invocation) {
    const client = clientOf(connection, 'set');
    if (invocation.f === 'read') return { type: 'ok', value: [...(await client.read(key))] };
    await client.add(key, invocation.value as number);
    return { type: 'ok', value: invocation.value };
  },
};
