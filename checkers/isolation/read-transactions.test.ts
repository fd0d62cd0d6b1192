import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HistoryShapeError } from '../input-error.ts';
import type { EventTable } from '../history/event-table.ts';
import type { HistoryEvent, Json } from '../history/event.ts';
import { formatEvent, parseJsonl } from '../history/jsonl.ts';
import { OperationTable, type OperationList } from '../history/operation-table.ts';
import { pairEvents, pairOperations } from '../history/pairing.ts';
import { randomTransactions } from './random-transactions.testing.ts';
import { readTransactions } from './read-transactions.ts';
import {
  aborted,
  committed,
  indeterminate,
  initialVersion,
  neverCompletes,
  unknownVersion,
  type TransactionColumns,
} from './transaction-columns.ts';

type Workload = TransactionColumns['workload'];

function events(...values: Json[]): HistoryEvent[] {
  return values.flatMap((value, process): HistoryEvent[] => [
    { index: process * 2, type: 'invoke', process, f: 'txn', value, time: process },
    { index: process * 2 + 1, type: 'ok', process, f: 'txn', value, time: process },
  ]);
}

function eventTable(all: readonly HistoryEvent[]): EventTable {
  return parseJsonl(all.map((event) => `${formatEvent(event)}\n`).join(''), { file: 'h' }).table;
}

function tableOf(all: readonly HistoryEvent[]): OperationTable {
  return pairEvents(eventTable(all));
}

/** What columns say, apart from how values are numbered. */
function meaning(columns: TransactionColumns) {
  const { keys, values, versionKey, versionValue } = columns;
  const version = (id: number): unknown =>
    id < 0 ? id : [keys.value(versionKey[id] as number), values.value(versionValue[id] as number)];
  return {
    count: columns.count,
    status: [...columns.status],
    session: [...columns.session],
    sessionCount: columns.sessionCount,
    invoke: [...columns.invoke],
    complete: [...columns.complete],
    first: [...columns.first],
    kind: [...columns.kind],
    key: Array.from(columns.key, (key) => (key < 0 ? key : keys.value(key))),
    version: Array.from(columns.version, (id, op) =>
      (columns.key[op] as number) < 0 ? values.value(id) : version(id),
    ),
    list: [...columns.list],
    listFirst: [...columns.listFirst],
    elements: Array.from(columns.elements, version),
    operations: Array.from({ length: columns.count }, (_, transaction) => columns.operation(transaction)),
  };
}

/** Columns of the three ways in: objects, the table of a file, the table in another thread. */
function everyWay(all: readonly HistoryEvent[], workload: Workload): unknown[] {
  const table = tableOf(all);
  const crossed = OperationTable.unpack(structuredClone(table.pack()));
  return [pairOperations(all), table, crossed].map((operations) => outcome(operations, workload));
}

/** The meaning of the columns, or the message of the error. */
function outcome(operations: OperationList, workload: Workload): unknown {
  try {
    return meaning(readTransactions(operations, workload));
  } catch (error) {
    if (error instanceof HistoryShapeError) return error.message;
    throw error;
  }
}

const scalar = fc.constantFrom<Json>(0, 1, 2, -1, 1.5, 2 ** 40, 'x', ':r', 'é', true, null);
const anything: fc.Arbitrary<Json> = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.constant({ a: 1 }));
const microOp = fc.oneof(
  fc.tuple(fc.constantFrom('append', 'w', 'insert', ':append', ':w'), anything, anything),
  fc.tuple(fc.constantFrom('r', ':r'), anything, anything),
  fc.tuple(fc.constantFrom('delete', 'r'), anything),
  fc.tuple(fc.constant('rp'), anything, fc.array(fc.tuple(anything, anything), { maxLength: 2 })),
);
/** Of one workload and mostly well-formed, or not. */
const transaction: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.tuple(fc.constantFrom('append', 'w'), scalar, scalar), { maxLength: 3 }) },
  {
    weight: 4,
    arbitrary: fc.array(fc.tuple(fc.constant('r'), scalar, fc.option(fc.array(scalar, { maxLength: 3 }))), {
      maxLength: 3,
    }),
  },
  { weight: 3, arbitrary: fc.array(microOp, { maxLength: 3 }) },
  { weight: 1, arbitrary: anything },
);
const histories = fc
  .array(
    fc.record({
      type: fc.constantFrom<HistoryEvent['type'][]>(['ok'], ['ok'], ['fail'], ['info'], []),
      process: fc.nat(2),
      invoked: transaction,
      value: transaction,
    }),
    { maxLength: 4 },
  )
  .map((drafts) => {
    const all: HistoryEvent[] = [];
    for (const [position, { type, process: client, invoked, value }] of drafts.entries()) {
      // A process that never completed is not used again.
      const process = type.length === 0 ? 10 + position : client;
      all.push({ index: all.length, type: 'invoke', process, f: 'txn', value: invoked, time: 0 });
      for (const end of type) all.push({ index: all.length, type: end, process, f: 'txn', value, time: 1 });
    }
    return all;
  });

describe('transactions in columns', () => {
  it('are the same from objects, from a file, and in another thread', () => {
    const kinds = { read: 0, refused: 0 };
    fc.assert(
      fc.property(histories, fc.constantFrom<Workload>('list-append', 'rw-register', 'predicate'), (all, workload) => {
        const [objects, table, crossed] = everyWay(all, workload);
        expect(table).toEqual(objects);
        expect(crossed).toEqual(objects);
        kinds[typeof objects === 'string' ? 'refused' : 'read']++;
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(kinds.read, kinds.refused)).toBeGreaterThan(500);
  });

  it.each(['list-append', 'rw-register'] as const)('are what a database was asked: %s', (workload) => {
    fc.assert(
      fc.property(randomTransactions({ workload, level: 'snapshot-isolation' }), (history) => {
        const [objects, table, crossed] = everyWay(history.events, workload);
        expect(table).toEqual(objects);
        expect(crossed).toEqual(objects);
        expect((objects as ReturnType<typeof meaning>).operations).toEqual(history.operations);
      }),
    );
  });

  it('say what is known of each', () => {
    const all: HistoryEvent[] = [
      {
        index: 0,
        type: 'invoke',
        process: 7,
        f: 'txn',
        value: [
          ['append', 'x', 1],
          ['r', 'x', null],
        ],
        time: 0,
      },
      { index: 1, type: 'invoke', process: 3, f: 'txn', value: [['append', 'x', 2]], time: 0 },
      {
        index: 2,
        type: 'ok',
        process: 7,
        f: 'txn',
        value: [
          ['append', 'x', 1],
          ['r', 'x', [1]],
        ],
        time: 0,
      },
      { index: 3, type: 'fail', process: 3, f: 'txn', value: [['append', 'x', 2]], time: 0 },
      {
        index: 4,
        type: 'invoke',
        process: 7,
        f: 'txn',
        value: [
          ['append', 'x', 3],
          ['r', 'x', null],
        ],
        time: 0,
      },
      {
        index: 5,
        type: 'info',
        process: 7,
        f: 'txn',
        value: [
          ['append', 'x', 3],
          ['r', 'x', [9]],
        ],
        time: 0,
      },
    ];
    const columns = readTransactions(pairOperations(all), 'list-append');
    expect(meaning(columns)).toMatchObject({
      status: [committed, aborted, indeterminate],
      session: [0, 1, 0],
      sessionCount: 2,
      invoke: [0, 1, 4],
      complete: [2, neverCompletes, neverCompletes],
      first: [0, 2, 3, 5],
      key: ['x', 'x', 'x', 'x', 'x'],
      version: [['x', 1], initialVersion, ['x', 2], ['x', 3], unknownVersion],
      list: [-1, 0, -1, -1, unknownVersion],
      elements: [['x', 1]],
    });
    expect(() => columns.operation(3)).toThrow(RangeError);
    expect(() => columns.operation(-1)).toThrow(RangeError);
  });

  it('have no real time if only completions were recorded', () => {
    const completions = events([['w', 'x', 1]]).filter(({ type }) => type === 'ok');
    const options = { completionsMayStandAlone: true };
    for (const operations of [pairOperations(completions, options), pairEvents(eventTable(completions), options)]) {
      const { status, complete } = readTransactions(operations, 'rw-register');
      expect([[...status], [...complete]]).toEqual([[committed], [neverCompletes]]);
    }
  });

  it.each<[Workload, Json, string]>([
    ['list-append', 5, 'event 1: the value of "txn" is 5'],
    ['list-append', [5], 'event 1: the micro-operation 5 is not a list'],
    ['list-append', [['w', 'x', 1]], 'event 1: the micro-operation ["w","x",1] is not one of this workload'],
    ['list-append', [['append', 'x']], 'event 1: the micro-operation ["append","x"] writes no value'],
    ['list-append', [['append']], 'event 1: the micro-operation ["append"] is not one of this workload'],
    [
      'list-append',
      [['append', 'x', 1, 2]],
      'event 1: the micro-operation ["append","x",1,2] is not one of this workload',
    ],
    ['list-append', [['r', 'x', 1]], 'event 1: a read returned 1, which is not a list'],
    ['rw-register', [['append', 'x', 1]], 'event 1: the micro-operation ["append","x",1] is not one of this workload'],
    [
      'predicate',
      [['rp', 'true', null]],
      'event 1: a predicate read returned null, which is not a list of [key, value]',
    ],
    ['predicate', [['rp', 'true', [[1]]]], 'event 1: [1] is not [key, value]'],
  ])('of %s are not made of %j', (workload, value, message) => {
    for (const operations of [pairOperations(events(value)), tableOf(events(value))]) {
      expect(outcome(operations, workload)).toBe(message);
    }
  });
});
