/**
 * A log in partitions: clients append, and each reads every partition from where it was. Everybody must see the same records at
 * the same offsets, each once, and none that was acknowledged may be missing. In the end everybody reads all from the beginning.
 */
import type { Json } from '../../checkers/history/event.ts';
import type { LogClient, LogRecord } from '../../targets/contract/client.ts';
import { chance, pick } from '../../targets/contract/random.ts';
import { clientOf, type Workload } from './workload.ts';

type Positions = Readonly<Record<string, number>>;
type Batches = Readonly<Record<string, readonly LogRecord[]>>;

/** Everything from this offset on. */
async function readOn(client: LogClient, partition: string, from: number): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  for (;;) {
    const batch = await client.read(partition, (records.at(-1)?.[0] ?? from - 1) + 1);
    if (batch.length === 0) return records;
    records.push(...batch);
  }
}

async function poll(client: LogClient, positions: Positions): Promise<Json> {
  const batches: Record<string, readonly LogRecord[]> = {};
  for (const [partition, from] of Object.entries(positions)) batches[partition] = await readOn(client, partition, from);
  return [['poll', batches]];
}

function advanced(positions: Positions, batches: Batches): Positions {
  const ends = Object.entries(batches).flatMap(([partition, records]) => {
    const last = records.at(-1);
    return last === undefined ? [] : [[partition, last[0] + 1] as const];
  });
  return { ...positions, ...Object.fromEntries(ends) };
}

export const partitionedLog: Workload = {
  name: 'partitioned-log',
  summary: 'appends to partitions and reads on; every reader finds the same, once, and nothing acknowledged is missing',
  capability: 'log',
  keyed: false,
  options: [
    {
      name: 'partitions',
      default: 2,
      minimum: 1,
      maximum: 100,
      description: 'partitions; fewer means more contention',
    },
    { name: 'pollPercent', default: 40, minimum: 1, maximum: 95, description: 'polls in a hundred operations' },
  ],
  needs: ['send', 'poll'],
  generator(random, options) {
    const partitions = Array.from({ length: options['partitions'] as number }, (_, index) => `p${index}`);
    const beginning: Positions = Object.fromEntries(partitions.map((partition) => [partition, 0]));
    const pollShare = (options['pollPercent'] as number) / 100;
    const positions = new Map<number | string, Positions>();
    let nextValue = 0;
    return {
      next(process) {
        if (!chance(random, pollShare)) return { f: 'send', value: [['send', pick(random, partitions), nextValue++]] };
        return { f: 'poll', value: [['poll', positions.get(process) ?? beginning]] };
      },
      observe({ type, process, f, value }) {
        if (type !== 'ok' || f !== 'poll') return;
        const [[, batches]] = value as unknown as readonly [readonly ['poll', Batches]];
        positions.set(process, advanced(positions.get(process) ?? beginning, batches));
      },
      finalReads: () => [
        { f: 'assign', value: partitions },
        { f: 'poll', value: [['poll', beginning]] },
      ],
    };
  },
  async execute(connection, { f, value }) {
    const client = clientOf(connection, 'log');
    // Where a reader is, is its own affair: to begin anew asks nothing of the system.
    if (f === 'assign') return { type: 'ok', value };
    const [[, partition, sent]] = value as unknown as readonly [readonly ['send', string, number]];
    if (f === 'send') {
      return { type: 'ok', value: [['send', partition, [await client.append(partition, sent), sent]]] };
    }
    return { type: 'ok', value: await poll(client, partition as unknown as Positions) };
  },
};
