/** Witnesses against the definitions by enumeration, on simulated databases, and where there is none. */
import { describe, expect, it } from 'vitest';
import { draftColumns } from '../oracles/draft-transactions.testing.ts';
import { oracle } from '../oracles/oracle.testing.ts';
import { randomDrafts, seededRandom, type DraftShape } from '../oracles/random-drafts.testing.ts';
import { simulateTransactions, type SimulatedLevel, type SimulatedShape } from '../random-transactions.testing.ts';
import { readTransactions } from '../read-transactions.ts';
import { neverCompletes, type TransactionColumns } from '../transaction-columns.ts';
import { findWitness, type Witness, type WitnessedModel } from './find-witness.ts';
import { witnessFault } from './witness-fault.ts';

const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 2000);
const models: readonly WitnessedModel[] = ['strict-serializable', 'strong-snapshot-isolation'];

const shapes: readonly (DraftShape & { readonly name: string })[] = [
  { name: 'registers', transactions: 6, keys: 3, sessions: 3, opsEach: 4, strayInTen: 1 },
  { name: 'few keys', transactions: 6, keys: 2, sessions: 6, opsEach: 3, strayInTen: 1 },
  { name: 'last writes', transactions: 6, keys: 2, sessions: 5, opsEach: 3, strayInTen: 1, lastWritesOnly: true },
  { name: 'uncertain registers', transactions: 6, keys: 2, sessions: 4, opsEach: 3, strayInTen: 1, uncertainInTen: 3 },
  { name: 'lists', transactions: 6, keys: 2, sessions: 3, opsEach: 4, strayInTen: 1, lists: true },
  {
    name: 'uncertain lists',
    transactions: 6,
    keys: 2,
    sessions: 5,
    opsEach: 3,
    strayInTen: 0,
    lists: true,
    uncertainInTen: 3,
  },
];

describe.each(shapes)('$name', (shape) => {
  it.each(models)('%s: an order is found if and only if there is one', (model) => {
    const wrong: string[] = [];
    const seen = { found: 0, none: 0 };
    for (let seed = 0; seed < runs; seed++) {
      const drafts = randomDrafts(seededRandom(seed * 17 + shape.sessions), shape);
      const columns = draftColumns(drafts);
      const witness = findWitness(columns, model);
      seen[witness.found ? 'found' : 'none']++;
      if (witness.found !== oracle(columns, model))
        wrong.push(`${seed}: ${witness.found ? 'found' : witness.reason}: ${JSON.stringify(drafts)}`);
    }
    expect(wrong).toEqual([]);
    expect(Math.min(seen.found, seen.none)).toBeGreaterThan(runs / 30);
  });
});

function simulated(level: SimulatedLevel, seed: number, shape: Partial<SimulatedShape>): TransactionColumns {
  const workload = shape.workload ?? 'rw-register';
  return readTransactions(simulateTransactions({ ...shape, workload, level, seed }).operations, workload);
}

const sizes: readonly Partial<SimulatedShape>[] = [
  { transactions: 200, clients: 2, keys: 3 },
  { transactions: 500, clients: 5, keys: 4, writesPerKey: 16, mostMicroOps: 4 },
  { transactions: 1000, clients: 12, keys: 5, writesPerKey: 64, mostMicroOps: 4, unknownPercent: 15 },
  { transactions: 2000, clients: 20, keys: 10, writesPerKey: 32, mostMicroOps: 4 },
  { transactions: 1000, clients: 10, keys: 5, writesPerKey: 16, workload: 'list-append' },
];

const kept: readonly (readonly [SimulatedLevel, WitnessedModel])[] = [
  ['serial', 'strict-serializable'],
  ['snapshot-isolation', 'strong-snapshot-isolation'],
  ['serial', 'strong-snapshot-isolation'],
];

describe('simulated databases', () => {
  it.each(kept)('%s, as %s: an order is found for 98 of 100, and few mistakes are made', (level, model) => {
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const witnesses = sizes.flatMap((shape) => seeds.map((seed) => findWitness(simulated(level, seed, shape), model)));
    expect(witnesses.filter(({ found }) => found).length).toBeGreaterThanOrEqual(witnesses.length * 0.98);
    const repairs = witnesses.reduce((sum, witness) => sum + (witness.found ? witness.repairs : 0), 0);
    expect(repairs).toBeLessThan(witnesses.length * 50);
  });

  it.each([
    ['snapshot-isolation', 'strict-serializable'],
    ['lost-updates', 'strong-snapshot-isolation'],
    ['read-committed', 'strong-snapshot-isolation'],
    ['stale-serial', 'strict-serializable'],
  ] as const)('%s breaks %s: no order is found, and the search ends', (level, model) => {
    const shape = { transactions: 300, clients: 8, keys: 3, writesPerKey: 30, mostMicroOps: 4 };
    for (let seed = 0; seed < 20; seed++) expect(findWitness(simulated(level, seed, shape), model).found).toBe(false);
  });
});

function reasonOf(witness: Witness): string {
  return witness.found ? '' : witness.reason;
}

describe('limits', () => {
  it('a spent budget ends the search', () => {
    const columns = simulated('serial', 1, { transactions: 20_000, clients: 5, keys: 20, writesPerKey: 32 });
    let asked = 0;
    const shouldStop = (): boolean => ++asked >= 2;
    expect(reasonOf(findWitness(columns, 'strict-serializable', { shouldStop }))).toContain('the limit was reached');
    expect(asked).toBe(2);
  });

  it('without real time nothing is said', () => {
    const columns = simulated('serial', 1, { transactions: 50 });
    const timeless = {
      ...columns,
      complete: columns.complete.map(() => neverCompletes),
      operation: (transaction: number) => columns.operation(transaction),
    };
    expect(reasonOf(findWitness(timeless, 'strict-serializable'))).toBe('some transactions have no end in real time');
  });
});

const columns = draftColumns([
  { session: 0, ops: [['w', 1, 1]], invoke: 0, complete: 5 },
  {
    session: 1,
    ops: [
      ['r', 1, 1],
      ['w', 1, 3],
      ['r', 1, 3],
    ],
    invoke: 6,
    complete: 10,
  },
  {
    session: 2,
    ops: [
      ['w', 1, 2],
      ['w', 2, 1],
    ],
    invoke: 8,
    complete: 9,
  },
  { session: 3, ops: [['w', 2, 2]], status: 'aborted', invoke: 11 },
  { session: 3, ops: [['w', 3, 1]], status: 'indeterminate', invoke: 12 },
]);

/** `0` runs at once, `s0` starts, `c0` commits. */
function steps(text: string): Int32Array {
  const numbers = text.split(' ').flatMap((word) => {
    const transaction = Number(word.replace(/^[sc]/, '')) * 2;
    if (word.startsWith('s')) return [transaction];
    return word.startsWith('c') ? [transaction + 1] : [transaction, transaction + 1];
  });
  return Int32Array.from(numbers);
}

describe('the check of a witness', () => {
  it.each([
    ['0 1 2', true, undefined],
    ['0 1 2 4', true, undefined],
    ['0 2 1', true, 'T1 reads something else'],
    ['0 1', true, 'T2 is missing'],
    ['0 1 2 0', true, 'T0 starts twice'],
    ['c0', true, 'T0 commits without having started'],
    ['0 c0', true, 'T0 commits without having started'],
    ['0 1 2 3', true, 'T3 aborted'],
    ['0 1 2 7', true, 'there is no T7'],
    ['0 s1 2 c1', false, 'T1 overwrites a concurrent write'],
    ['0 s1 s4 c1 2 c4', false, 'T4 starts before one commits that had completed'],
    ['0 1 s2 4 c2', false, 'T4 starts before one commits that had completed'],
    ['0 s1 s2 c2 c1', true, 'T1 overwrites a concurrent write'],
  ] as const)('%s', (text, isSerial, fault) => {
    expect(witnessFault(columns, steps(text), isSerial)).toBe(fault);
  });

  it('a serial order has nobody beside others; snapshots may', () => {
    const skew = draftColumns([
      {
        session: 0,
        ops: [
          ['r', 1, null],
          ['w', 2, 1],
        ],
        invoke: 0,
        complete: 9,
      },
      {
        session: 1,
        ops: [
          ['r', 2, null],
          ['w', 1, 1],
        ],
        invoke: 1,
        complete: 8,
      },
    ]);
    expect(witnessFault(skew, steps('s0 s1 c0 c1'), false)).toBeUndefined();
    expect(witnessFault(skew, steps('s0 s1 c0 c1'), true)).toBe('T0 runs beside others');
  });

  it('lists are compared whole, with what the transaction appended itself', () => {
    const lists = draftColumns([
      { session: 0, ops: [['append', 1, 1]] },
      {
        session: 1,
        ops: [
          ['append', 1, 2],
          ['r', 1, [1, 2]],
        ],
      },
      { session: 2, ops: [['r', 1, [2]]] },
      { session: 3, ops: [['r', 1, [2, 1]]] },
      { session: 4, ops: [['r', 1, [1, 2, 3]]] },
    ]);
    const fault = (text: string): string | undefined => witnessFault(lists, steps(text), true);
    expect(fault('0 1')).toBe('T2 is missing');
    expect(fault('1 0')).toBe('T1 reads something else');
    expect(fault('0 1 2')).toBe('T2 reads something else');
    expect(fault('0 1 3')).toBe('T3 reads something else');
    expect(fault('0 1 4')).toBe('T4 reads something else');
  });

  it('the order of a process counts even without real time', () => {
    const session = draftColumns([
      { session: 0, ops: [['w', 1, 1]], invoke: 0, complete: 9 },
      { session: 0, ops: [['w', 2, 1]], invoke: 1, complete: 8 },
    ]);
    expect(witnessFault(session, steps('0 1'), true)).toBeUndefined();
    expect(witnessFault(session, steps('1 0'), true)).toBe('T1 starts before one of its process commits');
  });
});
