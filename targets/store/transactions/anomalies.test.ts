/**
 * Each anomaly, by the two transactions and the order of their steps in which the literature describes it (Berenson et al., "A
 * Critique of ANSI SQL Isolation Levels", 1995, and Kleppmann's Hermitage): it happens exactly below the level that forbids it.
 */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../checkers/history/event.ts';
import { isolationLevels } from './isolation-level.ts';
import type { IsolationLevel } from './isolation-level.ts';
import type { DataStep, RowName } from './row.ts';
import { TransactionEngine } from './transaction-engine.ts';
import type { StepOutcome } from './transaction-engine.ts';
import type { Transaction } from './transaction.ts';
import { VersionedTable } from './versioned-table.ts';

type Step = DataStep | 'commit' | 'abort';

const read = (row: RowName): Step => ({ type: 'read', row });
const write = (row: RowName, value: number): Step => ({ type: 'write', row, value });
const append = (row: RowName, value: number): Step => ({ type: 'append', row, value });
const insert = (row: RowName): Step => ({ type: 'insert', row, value: 1 });
const query: Step = { type: 'select', predicate: 'true' };
const [x, y] = ['registers/x', 'registers/y'] as const;

interface Client {
  readonly steps: Step[];
  readonly seen: Json[];
  transaction: Transaction | null;
  state: 'ready' | 'waiting' | 'committed' | 'aborted';
}

/** Two transactions at one level. Who has to wait goes on when it may; its steps that come later in the order wait with it. */
class Meeting {
  readonly table = new VersionedTable();
  readonly clients: readonly Client[];
  readonly #engine: TransactionEngine;
  readonly #isImmediate: boolean;

  constructor(isolation: IsolationLevel, transactions: readonly (readonly Step[])[]) {
    this.table.install([
      [x, 0],
      [y, 0],
    ]);
    this.#engine = new TransactionEngine(this.table, { isolation, index: 'none', bug: 'none' });
    this.#isImmediate = isolationLevels[isolation].immediate;
    this.clients = transactions.map((steps) => ({ steps: [...steps], seen: [], transaction: null, state: 'ready' }));
  }

  /** By the numbers of the transactions, 1 or 2, a step each; then whatever is left. */
  run(order: string): void {
    for (const number of order) this.#advance(this.clients[Number(number) - 1] as Client);
    while (this.clients.some((client) => client.state === 'ready'))
      for (const client of this.clients) this.#advance(client);
  }

  saw(number: 1 | 2): readonly Json[] {
    return this.clients[number - 1]?.seen ?? [];
  }

  get bothCommitted(): boolean {
    return this.clients.every(({ state }) => state === 'committed');
  }

  #advance(client: Client): void {
    if (client.state !== 'ready') return;
    client.state = 'waiting';
    if (client.transaction !== null) this.#perform(client, client.transaction);
    else {
      const transaction = this.#engine.begin();
      client.transaction = transaction;
      this.#engine.awaitTurn(transaction, () => this.#perform(client, transaction));
    }
  }

  #perform(client: Client, transaction: Transaction): void {
    const step = client.steps.shift();
    if (step === 'abort') {
      this.#engine.abort(transaction);
      client.state = 'aborted';
    } else if (step === undefined || step === 'commit') {
      client.state = this.#isCommitted(transaction) ? 'committed' : 'aborted';
    } else this.#engine.perform(transaction, step, (outcome) => this.#onAnswer(client, transaction, outcome));
  }

  #onAnswer(client: Client, transaction: Transaction, outcome: StepOutcome): void {
    client.state = 'value' in outcome ? 'ready' : 'aborted';
    if ('value' in outcome) client.seen.push(outcome.value);
    if (!this.#isImmediate) return;
    this.#isCommitted(transaction);
    client.transaction = null;
  }

  #isCommitted(transaction: Transaction): boolean {
    if (this.#engine.prepare(transaction) !== null) return false;
    this.table.install(transaction.writeList);
    this.#engine.committed(transaction);
    return true;
  }
}

interface Anomaly {
  readonly transactions: readonly (readonly Step[])[];
  readonly order: string;
  happened(meeting: Meeting): boolean;
}

const anomalies = {
  // P0: each of two that append to both lists comes first in one of them.
  'dirty write': {
    transactions: [
      [append('lists/x', 1), append('lists/y', 1), 'commit'],
      [append('lists/x', 2), append('lists/y', 2), 'commit'],
    ],
    order: '122211',
    happened: ({ table }) => JSON.stringify(table.latest('lists/x')) !== JSON.stringify(table.latest('lists/y')),
  },
  // P1: what was read is rolled back.
  'dirty read': {
    transactions: [
      [write(x, 1), 'abort'],
      [read(x), 'commit'],
    ],
    order: '1212',
    happened: (meeting) => meeting.saw(2)[0] === 1,
  },
  // A5A: one row as it was before the other transaction, and one as after.
  'read skew': {
    transactions: [
      [read(x), read(y), 'commit'],
      [write(x, 1), write(y, 1), 'commit'],
    ],
    order: '122211',
    happened: (meeting) => meeting.bothCommitted && meeting.saw(1)[0] !== meeting.saw(1)[1],
  },
  // P4: both compute from the same value.
  'lost update': {
    transactions: [
      [read(x), write(x, 1), 'commit'],
      [read(x), write(x, 2), 'commit'],
    ],
    order: '121122',
    happened: (meeting) => meeting.bothCommitted && meeting.saw(1)[0] === 0 && meeting.saw(2)[0] === 0,
  },
  // A5B: each writes what the other has read.
  'write skew': {
    transactions: [
      [read(x), read(y), write(x, 1), 'commit'],
      [read(x), read(y), write(y, 1), 'commit'],
    ],
    order: '11221212',
    happened: (meeting) =>
      meeting.bothCommitted && [meeting.saw(1), meeting.saw(2)].every((seen) => seen[0] === 0 && seen[1] === 0),
  },
  // P3, A3: a query finds something else the second time.
  phantom: {
    transactions: [
      [query, query, 'commit'],
      [insert('rows/a'), 'commit'],
    ],
    order: '12211',
    happened: (meeting) =>
      meeting.bothCommitted && JSON.stringify(meeting.saw(1)[0]) !== JSON.stringify(meeting.saw(1)[1]),
  },
  // G2: each inserts what the other’s query would have found.
  'write skew by predicate': {
    transactions: [
      [query, insert('rows/a'), 'commit'],
      [query, insert('rows/b'), 'commit'],
    ],
    order: '121212',
    happened: (meeting) =>
      meeting.bothCommitted && [meeting.saw(1), meeting.saw(2)].every(([found]) => JSON.stringify(found) === '[]'),
  },
} as const satisfies Readonly<Record<string, Anomaly>>;

type AnomalyName = keyof typeof anomalies;

const belowSerializable: readonly AnomalyName[] = ['write skew', 'write skew by predicate'];
const belowSnapshot: readonly AnomalyName[] = [
  'read skew',
  'lost update',
  'write skew',
  'phantom',
  'write skew by predicate',
];

/** What each level lets through, in the order of `anomalies`. */
const expected: Readonly<Record<IsolationLevel, readonly AnomalyName[]>> = {
  'two-phase-locking': [],
  'serializable-snapshot': [],
  serial: [],
  'repeatable-read': ['phantom', 'write skew by predicate'],
  snapshot: belowSerializable,
  'snapshot-last-committer-wins': ['lost update', ...belowSerializable],
  'read-committed': belowSnapshot,
  'read-uncommitted': ['dirty read', ...belowSnapshot],
  none: ['dirty write', 'dirty read', ...belowSnapshot],
};

describe('anomalies', () => {
  it.each(Object.keys(expected) as IsolationLevel[])('%s lets through what it permits, and nothing else', (level) => {
    const happened = (Object.keys(anomalies) as AnomalyName[]).filter((name) => {
      const { transactions, order, happened: shows } = anomalies[name];
      const meeting = new Meeting(level, transactions);
      meeting.run(order);
      return shows(meeting);
    });
    expect(happened).toEqual(expected[level]);
  });
});
