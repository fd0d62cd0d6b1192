/**
 * Whether cycles alone suffice where they are said to: tables and registers against every serial order. Here nothing but the
 * cycles answers (`decisionLimit` 0, and tables have no complete decision), so `valid` rests on the order of versions being
 * complete as far as it matters.
 */
import { expect, it } from 'vitest';
import type { HistoryEvent, Json, Operation } from '../history/event.ts';
import { checkIsolation } from './check-isolation.ts';
import { pairOperations } from '../history/pairing.ts';
import { serialOrderExists } from './oracles/serial-replay.testing.ts';
import { simulateTable, type TableLevel } from './predicate/simulated-table.testing.ts';
import { seededBelow, simulateTransactions, type SimulatedLevel } from './random-transactions.testing.ts';

const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 2500);

type Below = (limit: number) => number;
type MicroOp = readonly [f: string, target: Json, value?: Json];

/** Another answer to a read: an older or newer value, nothing, or a search that misses one or finds one more. */
function stray([f, target, seen]: MicroOp, below: Below): Json {
  if (f === 'r') return [f, target, below(3) === 0 ? null : 1 + below(3)];
  if (f !== 'rp') return [f, target, ...(seen === undefined ? [] : [seen])];
  const found = seen as readonly Json[];
  const missed = below(found.length + 1);
  return [f, target, found.filter((_, at) => at !== missed)];
}

/** The history with some answers replaced, so that it need not be at any level. */
function withStrays(operations: readonly Operation[], below: Below): Operation[] {
  return operations.map((operation) => {
    if (operation.type !== 'ok' || operation.f !== 'txn' || below(4) > 0) return operation;
    const value = (operation.value as unknown as readonly MicroOp[]).map((microOp) => stray(microOp, below));
    return { ...operation, value };
  });
}

type Workload = 'predicate' | 'rw-register';

interface Tally {
  /** Disagreements, as texts. */
  readonly wrong: string[];
  readonly seen: Map<string, number>;
}

function judge(operations: readonly Operation[], workload: Workload, { wrong, seen }: Tally): void {
  const options = { decisionLimit: 0 };
  const result = checkIsolation({ operations, workload, model: 'serializable', initial: null, options });
  const { verdict, assumptions = [], anomalies } = result;
  seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
  if (verdict === 'unknown') return;
  const assumes = (name: string): boolean => verdict === 'valid' || assumptions.some((each) => each.startsWith(name));
  const rules = { strictInserts: assumes('inserts'), initFirst: verdict === 'invalid' && assumes('init:') };
  const expected = serialOrderExists(operations, rules) ? 'valid' : 'invalid';
  if (verdict === expected) return;
  const history = operations.map(({ f, type, value }) => `${f} ${type} ${JSON.stringify(value)}`);
  wrong.push([verdict, ...assumptions, ...history, ...anomalies.map(({ summary }) => summary)].join('\n  '));
}

function judgeAll(workload: Workload, history: (seed: number, below: Below) => readonly Operation[]): Tally {
  const tally: Tally = { wrong: [], seen: new Map() };
  for (let seed = 0; seed < runs && tally.wrong.length < 3; seed++) {
    const below = seededBelow(seed * 7919 + 1);
    const operations = history(seed, below);
    judge(seed % 2 === 0 ? operations : withStrays(operations, below), workload, tally);
  }
  return tally;
}

const verdicts = ['valid', 'invalid', 'unknown'];

/** What is wrong, and the verdicts that hardly came. */
function complaints({ wrong, seen }: Tally): string[] {
  return [...wrong, ...verdicts.filter((verdict) => (seen.get(verdict) ?? 0) <= runs / 100)];
}

type Line = readonly [type: 'ok' | 'info' | 'init', ...microOps: readonly MicroOp[]];

/** One transaction after another, each of a process of its own. */
function operationsOf(lines: readonly Line[]): Operation[] {
  const events = lines.flatMap(([type, ...value], process): HistoryEvent[] => {
    const event = { f: type === 'init' ? 'init' : 'txn', process, value: value as unknown as Json };
    return [
      { ...event, type: 'invoke', index: process * 2, time: process * 2 },
      { ...event, type: type === 'init' ? 'ok' : type, index: process * 2 + 1, time: process * 2 + 1 },
    ];
  });
  return pairOperations(events);
}

const cases: readonly (readonly [name: string, workload: Workload, verdict: string, lines: readonly Line[]])[] = [
  [
    'nil of a key that its transaction deleted',
    'predicate',
    'valid',
    [
      ['ok', ['delete', 0], ['r', 0, null]],
      ['ok', ['w', 2, 1]],
      ['ok', ['r', 2, 1]],
    ],
  ],
  [
    'an insert where something is',
    'predicate',
    'unknown',
    [
      ['ok', ['delete', 2], ['insert', 2, 1]],
      ['ok', ['r', 2, 1], ['insert', 2, 3]],
    ],
  ],
  [
    'a second insert of one transaction',
    'predicate',
    'unknown',
    [
      ['ok', ['insert', 2, 1], ['insert', 2, 2]],
      ['ok', ['r', 2, 2]],
    ],
  ],
  [
    'a search that misses what its transaction wrote and will overwrite',
    'predicate',
    'invalid',
    [['ok', ['insert', 2, 1], ['rp', ['<', 4], []], ['w', 2, 2]]],
  ],
  [
    'writers of unknown outcome that were both seen',
    'rw-register',
    'unknown',
    [
      ['info', ['w', 1, 1], ['w', 2, 1]],
      ['info', ['w', 1, 2], ['w', 2, 2]],
      ['ok', ['r', 1, 1], ['r', 2, 2]],
      ['ok', ['r', 1, 2], ['r', 2, 1]],
    ],
  ],
];

it.each(cases)('%s', (_, workload, expected, lines) => {
  const operations = operationsOf(lines);
  const tally: Tally = { wrong: [], seen: new Map() };
  judge(operations, workload, tally);
  expect(tally).toEqual({ wrong: [], seen: new Map([[expected, 1]]) });
});

it.each<TableLevel>(['serial', 'snapshot-isolation', 'read-committed'])(`tables at %s: ${runs} histories`, (level) => {
  const tally = judgeAll('predicate', (seed, below) => simulateTable(level, seed, 2 + below(6)).operations);
  expect(complaints(tally)).toEqual([]);
});

it.each<SimulatedLevel>(['serial', 'stale-serial', 'snapshot-isolation', 'lost-updates', 'read-uncommitted'])(
  `registers at %s: ${runs} histories`,
  (level) => {
    const shape = { workload: 'rw-register', level, abortPercent: 15, unknownPercent: 15 } as const;
    const tally = judgeAll('rw-register', (seed, below) => {
      const [transactions, mostMicroOps] = [2 + below(6), 2 + below(4)];
      return simulateTransactions({ ...shape, seed, transactions, mostMicroOps, keys: 1 + below(3) }).operations;
    });
    expect(complaints(tally)).toEqual([]);
  },
);
