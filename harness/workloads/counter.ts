/**
 * One counter: additions that must all be in it, and reads that must not go back or run ahead. Judged as one object, or by
 * its bounds alone, which says something of counters whose reads may be stale too.
 */
import { between, chance } from '../../targets/contract/random.ts';
import { clientOf, type Workload } from './workload.ts';

const key = 'total';

export const counter: Workload = {
  name: 'counter',
  summary: 'adds to one counter and reads it; no addition may be lost or counted twice',
  capability: 'counter',
  keyed: false,
  options: [
    { name: 'maxAmount', default: 3, minimum: 1, maximum: 1_000_000, description: 'largest amount of one addition' },
    { name: 'readPercent', default: 30, minimum: 1, maximum: 99, description: 'reads in a hundred operations' },
  ],
  needs: ['add', 'read'],
  generator(random, options) {
    const readShare = (options['readPercent'] as number) / 100;
    return {
      next: () =>
        chance(random, readShare)
          ? { f: 'read', value: null }
          : { f: 'add', value: between(random, 1, options['maxAmount'] as number) },
      observe() {
        // What is asked does not depend on what came back.
      },
      finalReads: () => [{ f: 'read', value: null }],
    };
  },
  async execute(connection, invocation) {
    const client = clientOf(connection, 'counter');
    if (invocation.f === 'read') return { type: 'ok', value: await client.read(key) };
    await client.add(key, invocation.value as number);
    return { type: 'ok', value: invocation.value };
  },
};

export const counterBounds: Workload = {
  ...counter,
  name: 'counter-bounds',
  summary: 'adds to one counter and reads it; judged by bounds, so that reads may be stale but nothing may be lost',
};
