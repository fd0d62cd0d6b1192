/**
 * What is compared with whom. The peers' figures were measured on a machine of two shared cores (2.6 GHz, noisy): Porcupine
 * 1.3.0 on the very same histories (the generator repeats them from their seeds), its model strict about a failed
 * compare-and-set; memory is the peak of the whole process. Where it did not finish, the figure is the limit it reached.
 */
import type { HistoryOptions } from './generate-history.ts';

export interface PeerFigure {
  readonly ms: number;
  /** True if it was stopped then: it needs more. */
  readonly unfinished?: boolean;
  readonly memory?: string;
}

export interface BenchCase {
  readonly label: string;
  readonly history: HistoryOptions;
  readonly peer?: PeerFigure;
}

export interface BenchRow {
  readonly name: string;
  /** What each case of the row is to reach, in ms. */
  readonly reachMs: number;
  readonly cases: readonly BenchCase[];
}

const casRegister = { workload: 'cas-register', infoPart: 0, values: 5, seed: 1, planted: false } as const;

function single(
  operations: number,
  clients: number,
  more: Partial<HistoryOptions>,
  label: string,
  peer?: PeerFigure,
): BenchCase {
  return { label, history: { ...casRegister, operations, clients, ...more }, ...(peer === undefined ? {} : { peer }) };
}

const perKey = { operationsPerKey: 100 } as const;
const unique = { values: 0 } as const;

function uniqueCase(workload: HistoryOptions['workload']): BenchCase {
  return single(1_000_000, 10, { workload, ...unique }, `${workload}, 10 clients`);
}

export const benchRows: readonly BenchRow[] = [
  {
    name: '1,000 keys x 100 ops',
    reachMs: 60,
    cases: [
      single(100_000, 10, perKey, '10 clients', { ms: 129, memory: '87 MB' }),
      single(100_000, 20, perKey, '20 clients', { ms: 157, memory: '85 MB' }),
      single(100_000, 30, perKey, '30 clients', { ms: 183, memory: '95 MB' }),
    ],
  },
  {
    name: '10,000 keys x 100 ops',
    reachMs: 600,
    cases: [
      single(1_000_000, 10, perKey, '10 clients', { ms: 1310, memory: '755 MB' }),
      single(1_000_000, 30, perKey, '30 clients', { ms: 1660, memory: '815 MB' }),
    ],
  },
  {
    name: '10,000 keys x 100 ops, 5 % unknown',
    reachMs: 800,
    cases: [
      single(1_000_000, 10, { ...perKey, infoPart: 0.05 }, '10 clients', { ms: 2370, memory: '842 MB' }),
      single(1_000_000, 30, { ...perKey, infoPart: 0.05 }, '30 clients', { ms: 6730, memory: '1.3 GB' }),
    ],
  },
  {
    name: 'one key, 1,000 ops, 20 clients',
    reachMs: 50,
    cases: [
      single(1000, 20, { seed: 1 }, 'seed 1', { ms: 16_700, memory: '1.5 GB' }),
      single(1000, 20, { seed: 2 }, 'seed 2', { ms: 475, memory: '87 MB' }),
      single(1000, 20, { seed: 3 }, 'seed 3', { ms: 10_700, memory: '1.1 GB' }),
    ],
  },
  {
    name: 'one key, 1,000 ops, 30 clients, 1 % unknown',
    reachMs: 200,
    cases: [single(1000, 30, { infoPart: 0.01 }, 'seed 1', { ms: 60_000, unfinished: true, memory: '5.3 GB' })],
  },
  {
    name: 'one key, 10,000 ops, 10 clients',
    reachMs: 60,
    cases: [single(10_000, 10, {}, 'seed 1', { ms: 288, memory: '248 MB' })],
  },
  {
    name: 'one key, 10,000 ops, 20 clients',
    reachMs: 500,
    cases: [single(10_000, 20, {}, 'seed 1', { ms: 60_000, unfinished: true, memory: '11.8 GB' })],
  },
  {
    name: 'one key, 10,000 ops, 10 clients, 5 % unknown',
    reachMs: 300,
    cases: [single(10_000, 10, { infoPart: 0.05 }, 'seed 1', { ms: 5840, memory: '2.2 GB' })],
  },
  {
    name: 'one key, 100,000 ops, 5 clients',
    reachMs: 100,
    cases: [single(100_000, 5, {}, 'seed 1', { ms: 1460, memory: '2.6 GB' })],
  },
  {
    name: 'one key, 100,000 ops, 10 clients',
    reachMs: 600,
    cases: [single(100_000, 10, {}, 'seed 1', { ms: 55_000, unfinished: true, memory: '18 GB' })],
  },
  {
    name: 'one key, 1,000,000 ops, 5 clients',
    reachMs: 1200,
    cases: [single(1_000_000, 5, {}, 'seed 1', { ms: 52_000, unfinished: true, memory: '18 GB' })],
  },
  {
    name: 'one key, 10,000 ops, 10 clients, one stale read',
    reachMs: 500,
    cases: [
      single(10_000, 10, { planted: true }, 'seed 1', { ms: 25_200, memory: '5.8 GB' }),
      single(10_000, 10, { planted: true, seed: 2 }, 'seed 2'),
      single(10_000, 10, { planted: true, seed: 3 }, 'seed 3'),
    ],
  },
  {
    name: 'the same, 5 % unknown',
    reachMs: 1000,
    cases: [1, 2, 3].flatMap((seed) => [
      single(10_000, 10, { planted: true, infoPart: 0.05, seed }, `10 clients, seed ${seed}`),
      single(10_000, 20, { planted: true, infoPart: 0.05, seed }, `20 clients, seed ${seed}`),
    ]),
  },
  {
    name: '100 ops a key, all 20 clients on one key',
    reachMs: 200,
    cases: [single(10_000, 20, { ...perKey, activeKeys: 1 }, 'seed 1', { ms: 18_000, memory: '1.6 GB' })],
  },
  {
    name: 'unique values, 1,000,000 ops',
    reachMs: 2000,
    cases: [
      uniqueCase('register'),
      uniqueCase('queue'),
      uniqueCase('stack'),
      uniqueCase('set'),
      uniqueCase('priority-queue'),
    ],
  },
];

/** Shapes whose cost is followed as they grow, over all sizes and seeds. */
export interface GrowthSeries {
  readonly label: string;
  readonly history: Omit<HistoryOptions, 'operations' | 'seed'>;
}

const keyChoices = [
  { label: '1 key', options: {} },
  { label: '10 keys', options: { keys: 10 } },
  { label: 'many keys', options: perKey },
] as const;

const objects = [
  { workload: 'register', values: 5 },
  { workload: 'cas-register', values: 5 },
  { workload: 'queue', values: 0 },
  { workload: 'set', values: 0 },
] as const;

/** Every combination for these numbers of clients and parts of unknown outcome; queues and sets are one object. */
export function growthSeries(clientCounts: readonly number[], infoParts: readonly number[]): GrowthSeries[] {
  const series: GrowthSeries[] = [];
  for (const { workload, values } of objects) {
    const isRegister = values !== 0;
    for (const keyed of isRegister ? keyChoices : keyChoices.slice(0, 1)) {
      for (const clients of clientCounts) {
        for (const infoPart of infoParts) {
          for (const planted of [false, true]) {
            const label = `${workload}, ${isRegister ? `${keyed.label}, ` : ''}${clients} clients, ${infoPart * 100} % unknown${planted ? ', one error' : ''}`;
            series.push({ label, history: { workload, values, clients, infoPart, planted, ...keyed.options } });
          }
        }
      }
    }
  }
  return series;
}
