/**
 * A stream of changes, each of which is to have its effect exactly once, whatever becomes of the consumers. Judged like a list that
 * is appended to (by whoever makes the change) and read (by whoever lets the consumer catch up and looks at the effects).
 */
import { chance } from '../../targets/contract/random.ts';
import { clientOf, type Workload } from './workload.ts';

const stream = 'changes';

export const exactlyOnce: Workload = {
  name: 'exactly-once',
  summary: 'appends changes and consumes them; each must have its effect once, in order, and none may be skipped',
  capability: 'effects',
  keyed: true,
  options: [
    { name: 'consumePercent', default: 20, minimum: 1, maximum: 95, description: 'readings in a hundred operations' },
  ],
  needs: ['append', 'read'],
  generator(random, options) {
    const consumeShare = (options['consumePercent'] as number) / 100;
    let nextChange = 0;
    return {
      next: () =>
        chance(random, consumeShare)
          ? { f: 'read', value: [stream, null] }
          : { f: 'append', value: [stream, nextChange++] },
      observe() {
        // Changes are distinct whatever happened to them.
      },
      finalReads: () => [{ f: 'read', value: [stream, null] }],
    };
  },
  async execute(connection, { f, value }) {
    const client = clientOf(connection, 'effects');
    if (f === 'read') return { type: 'ok', value: [stream, await client.consume(stream)] };
    const [, change] = value as readonly [string, number];
    await client.append(stream, change);
    return { type: 'ok', value };
  },
};
