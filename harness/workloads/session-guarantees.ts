/**
 * Registers by key with unique values, each client a session that goes back and forth between a few keys: read your
 * writes, monotonic reads, monotonic writes, writes follow reads (Terry et al. 1994).
 */
import { chance, pick } from '../../targets/contract/random.ts';
import { clientOf, type Invocation, type Workload } from './workload.ts';

export const sessionGuarantees: Workload = {
  name: 'session-guarantees',
  summary: 'reads and writes of registers by sessions; nobody may see time run backwards',
  capability: 'register',
  keyed: true,
  options: [
    { name: 'keys', default: 3, minimum: 1, maximum: 1000, description: 'registers; fewer means more contention' },
    { name: 'readPercent', default: 60, minimum: 1, maximum: 95, description: 'reads in a hundred operations' },
  ],
  needs: ['read', 'write'],
  generator(random, options) {
    const keys = Array.from({ length: options['keys'] as number }, (_, index) => `s${index}`);
    const readShare = (options['readPercent'] as number) / 100;
    let nextValue = 1;
    return {
      next() {
        const key = pick(random, keys);
        return chance(random, readShare)
          ? { f: 'read', value: [key, null] }
          : { f: 'write', value: [key, nextValue++] };
      },
      observe() {
        // Values are distinct whatever happened to them.
      },
      finalReads: () => keys.map((key): Invocation => ({ f: 'read', value: [key, null] })),
    };
  },
  async execute(connection, invocation) {
    const client = clientOf(connection, 'register');
    const [key, value] = invocation.value as readonly [string, number | null];
    if (invocation.f === 'read') return { type: 'ok', value: [key, await client.read(key)] };
    await client.write(key, value as number);
    return { type: 'ok', value: invocation.value };
  },
};
