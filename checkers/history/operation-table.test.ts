import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HistoryShapeError } from '../input-error.ts';
import { failedResult, never, operationColumns, rowsByKey, type OperationColumns } from './columns.ts';
import type { EventType, HistoryEvent, Json } from './event.ts';
import { OperationTable, type OperationList } from './operation-table.ts';
import { formatEvent, parseJsonl } from './jsonl.ts';
import { pairEvents, pairOperations } from './pairing.ts';

/** Histories that may be ill-formed: processes complete what they never invoked, keys change, values have no key. */
const histories = fc
  .array(
    fc.record({
      type: fc.constantFrom<EventType>('invoke', 'invoke', 'ok', 'fail', 'info'),
      process: fc.constantFrom<number | string>(0, 1, 2, 3, 'nemesis'),
      f: fc.constantFrom('read', 'cas', 'txn'),
      value: fc.constantFrom<Json>(
        ['x', 1],
        ['x', null],
        ['x', [1, 2]],
        [['x', 1, 2], { b: 1, a: [2] }],
        [['x', 1, 2], { a: [2], b: 1 }],
        null,
        [1, 2, 3],
        [['r', 'x', [1]]],
        [
          ['r', 'x', [1]],
          ['r', 'x', 1],
        ],
        [
          ['r', 'x', [1]],
          ['r', 'x', [[1]]],
        ],
      ),
      error: fc.option(fc.constantFrom<Json>('late', ['a', 'b']), { nil: undefined }),
      node: fc.option(fc.constant('n1'), { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((drafts): HistoryEvent[] =>
    drafts.map(({ error, node, ...rest }, index) => ({
      index,
      ...rest,
      time: index * 10,
      ...(error === undefined ? {} : { error }),
      ...(node === undefined ? {} : { node }),
    })),
  );

function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (error instanceof HistoryShapeError) return error.message;
    throw error;
  }
}

/** What the columns say, without the numbers they say it with. */
function meaning(columns: OperationColumns) {
  const { values, functions, keys } = columns;
  return {
    keys: rowsByKey(columns).map((rows, key) => [keys.value(key), [...rows]]),
    rows: Array.from({ length: columns.count }, (_, row) => {
      const result = columns.result[row] as number;
      return {
        operation: columns.operation(row),
        f: functions.value(columns.f[row] as number),
        argument: values.value(columns.argument[row] as number),
        result: result < 0 ? result : { value: values.value(result) },
        invoke: columns.invoke[row],
        complete: columns.complete[row],
      };
    }),
  };
}

/** As another thread has it. */
function crossed(operations: OperationTable): OperationTable {
  return OperationTable.unpack(structuredClone(operations.pack()));
}

/** Groups of equal numbers: equal values have equal numbers, whoever gave them. */
function equalities({ argument, result, count }: OperationColumns): boolean[] {
  const all = [...argument, ...result];
  return all.flatMap((left) => all.map((right) => left === right)).slice(0, count * count * 4);
}

describe('operations in columns', () => {
  it('are the operations that objects would be', () => {
    let paired = 0;
    fc.assert(
      fc.property(histories, fc.boolean(), fc.boolean(), (events, keyed, keepsFailed) => {
        const { table } = parseJsonl(events.map((event) => `${formatEvent(event)}\n`).join(''), { file: 'h' });
        expect(table.toEvents()).toEqual(events);
        expect(outcome(() => Array.from(pairEvents(table)))).toEqual(outcome(() => pairOperations(events)));
        const columnsOf = (operations: OperationList): OperationColumns =>
          operationColumns(operations, keyed, () => keepsFailed);
        const fromObjects = outcome(() => columnsOf(pairOperations(events)));
        const fromTable = outcome(() => columnsOf(crossed(pairEvents(table))));
        const isError = typeof fromObjects === 'string' || typeof fromTable === 'string';
        if (!isError) paired++;
        const told = (outcomeOf: unknown): unknown =>
          isError ? outcomeOf : [meaning(outcomeOf as OperationColumns), equalities(outcomeOf as OperationColumns)];
        expect(told(fromTable)).toEqual(told(fromObjects));
      }),
      { numRuns: 2000 },
    );
    expect(paired).toBeGreaterThan(200);
  });

  it('keep failed operations as observations if asked', () => {
    const lines = [
      '{"index":0,"type":"invoke","process":1,"f":"cas","value":[1,2],"time":0}',
      '{"index":1,"type":"fail","process":1,"f":"cas","value":[1,2],"time":1}',
      '{"index":2,"type":"invoke","process":1,"f":"write","value":1,"time":2}',
      '{"index":3,"type":"fail","process":1,"f":"write","value":1,"time":3}',
      '{"index":4,"type":"invoke","process":1,"f":"read","value":null,"time":4}',
    ];
    const operations = pairEvents(parseJsonl(lines.join('\n'), { file: 'h' }).table);
    const columns = operationColumns(operations, false, (f) => f === 'cas');
    expect([...columns.result]).toEqual([failedResult, -1]);
    expect([...columns.complete]).toEqual([1, never]);
    expect(columns.operation(1).f).toBe('read');
  });
});
