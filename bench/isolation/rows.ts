/** What is measured, with the peer's figures (Elle 0.2.7 on a JVM, two cores: first run cold, then warm) and the reach. */
import type { TransactionOptions } from './simulate-transactions.ts';

export interface PeerFigures {
  readonly coldMs: number;
  readonly warmMs?: number;
  readonly memory: string;
  /** True if it was killed. */
  readonly unfinished?: boolean;
}

export interface IsolationRow {
  readonly name: string;
  readonly history: TransactionOptions;
  readonly model: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Infer and search only, cold, with the history in columns; or reading it into columns. */
  readonly reachMs: number;
  readonly reachesBy: 'check' | 'reading';
  /** What the verdict must be. */
  readonly verdicts: readonly string[];
  readonly peer?: PeerFigures;
}

const shape = { clients: 20, writesPerKey: 32, seed: 1 } as const;
const lists = { ...shape, workload: 'list-append', isolation: 'serial' } as const;
const registers = { ...shape, workload: 'rw-register', isolation: 'serial' } as const;
const strict = 'strict-serializable';

export const isolationRows: readonly IsolationRow[] = [
  {
    name: 'list-append 100,000',
    history: { ...lists, transactions: 100_000 },
    model: strict,
    reachMs: 300,
    reachesBy: 'check',
    verdicts: ['valid'],
    peer: { coldMs: 5400, warmMs: 3000, memory: '1.6 GB' },
  },
  {
    name: 'list-append 1,000,000',
    history: { ...lists, transactions: 1_000_000 },
    model: strict,
    reachMs: 3000,
    reachesBy: 'check',
    verdicts: ['valid'],
    peer: { coldMs: 41_000, warmMs: 28_000, memory: '10.3 GB' },
  },
  {
    name: 'list-append 1,000,000',
    history: { ...lists, transactions: 1_000_000 },
    model: 'serializable',
    reachMs: 2500,
    reachesBy: 'check',
    verdicts: ['valid'],
    peer: { coldMs: 42_000, warmMs: 32_000, memory: '9.4 GB' },
  },
  {
    name: 'list-append 100,000, 256 writes a key, 30 clients',
    history: { ...lists, transactions: 100_000, clients: 30, writesPerKey: 256 },
    model: strict,
    reachMs: 600,
    reachesBy: 'check',
    verdicts: ['valid'],
    peer: { coldMs: 9100, warmMs: 3600, memory: '3.1 GB' },
  },
  {
    name: 'list-append 100,000, snapshot isolation',
    history: { ...lists, transactions: 100_000, isolation: 'snapshot-isolation' },
    model: strict,
    reachMs: 600,
    reachesBy: 'check',
    verdicts: ['invalid'],
    peer: { coldMs: 5400, warmMs: 2500, memory: '1.2 GB' },
  },
  {
    name: 'rw-register 1,000,000',
    history: { ...registers, transactions: 1_000_000 },
    model: strict,
    reachMs: 4000,
    reachesBy: 'check',
    verdicts: ['valid', 'unknown'],
    peer: { coldMs: 47_000, warmMs: 31_000, memory: '14.3 GB' },
  },
  {
    name: 'rw-register 100,000, snapshot isolation, sequential keys',
    history: { ...registers, transactions: 100_000, isolation: 'snapshot-isolation' },
    model: strict,
    options: { sequentialKeys: true },
    reachMs: 2000,
    reachesBy: 'check',
    verdicts: ['invalid'],
    peer: { coldMs: 306_000, memory: '11.7 GB', unfinished: true },
  },
  {
    name: 'reading list-append 1,000,000',
    history: { ...lists, transactions: 1_000_000 },
    model: strict,
    reachMs: 8000,
    reachesBy: 'reading',
    verdicts: ['valid'],
  },
];

/** A component of all transactions may cost three times the clean history of its size. */
export const giantRows: readonly IsolationRow[] = (['serial', 'time-warp', 'none'] as const).map((isolation) => ({
  name: `list-append 20,000, ${isolation}`,
  history: { ...lists, transactions: 20_000, isolation },
  model: strict,
  reachMs: Infinity,
  reachesBy: 'check',
  verdicts: isolation === 'serial' ? ['valid'] : ['invalid'],
}));

/** Sizes for the exponent of growth: 1 is linear. */
export const growthRows: readonly IsolationRow[] = [10_000, 30_000, 100_000, 300_000].flatMap((transactions) => [
  {
    name: 'list-append, serial',
    history: { ...lists, transactions },
    model: strict,
    reachMs: Infinity,
    reachesBy: 'check',
    verdicts: ['valid'],
  },
  {
    name: 'list-append, snapshot isolation',
    history: { ...lists, transactions, isolation: 'snapshot-isolation' },
    model: strict,
    reachMs: Infinity,
    reachesBy: 'check',
    verdicts: ['invalid'],
  },
  {
    name: 'rw-register, serial',
    history: { ...registers, transactions },
    model: strict,
    reachMs: Infinity,
    reachesBy: 'check',
    verdicts: ['valid', 'unknown'],
  },
]);
