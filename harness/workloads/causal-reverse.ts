/**
 * Distinct values written to one set, and reads of all: a read that has a value must have every value whose write had
 * completed before that one began. Serializable systems that ignore real time may break it.
 */
import { chance } from '../../targets/contract/random.ts';
import { clientOf, type Workload } from './workload.ts';

const key = 'causes';

export const causalReverse: Workload = {
  name: 'causal-reverse',
  summary: 'writes distinct values and reads them all; none without those written before it began',
  capability: 'set',
  keyed: false,
  options: [
    { name: 'readPercent', default: 20, minimum: 1, maximum: 90, description: 'reads in a hundred operations' },
  ],
  needs: ['write', 'read'],
  generator(random, options) {
    const readShare = (options['readPercent'] as number) / 100;
    let nextValue = 0;
    return {
      next: () => (chance(random, readShare) ? { f: 'read', value: null } : { f: 'write', value: nextValue++ }),
      observe() {
        // Values are distinct whatever happened to them.
      },
      finalReads: () => [{ f: 'read', value: null }],
    };
  },
  async execute(connection, { f, value }) {
    const client = clientOf(connection, 'set');
    if (f === 'read') return { type: 'ok', value: [...(await client.read(key))] };
    await client.add(key, value as number);
    return { type: 'ok', value };
  },
};
