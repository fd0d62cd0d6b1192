/** An order that is none is not given away. */
import { expect, it } from 'vitest';
import { operationColumns } from '../history/columns.ts';
import type { HistoryEvent } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { compileHistory, type ObjectHistory } from './object-history.ts';
import { faultOfOrder } from './replay.ts';
import { casRegisterSpecification } from './specifications/index.ts';

/** Rows: 0 writes 1, then 1 reads 1 while 2 writes 2, of unknown outcome; at last 3 reads 2. */
const events = [
  ['invoke', 0, 'write', 1],
  ['ok', 0, 'write', 1],
  ['invoke', 1, 'read', null],
  ['invoke', 2, 'write', 2],
  ['ok', 1, 'read', 1],
  ['invoke', 1, 'read', null],
  ['ok', 1, 'read', 2],
] as const;

it.each([
  { order: [0, 1, 2, 3], fault: undefined },
  { order: [0, 1, 2, 3, 3], fault: 'an operation is in it twice' },
  { order: [0, 1, 2, 3, 4], fault: 'an operation of another object is in it' },
  { order: [0, 2, 3], fault: 'row 1 is missing' },
  { order: [1, 0, 2, 3], fault: 'row 1 is not possible there' },
  { order: [0, 1, 3], fault: 'row 3 is not possible there' },
  { order: [0, 2, 1, 3], fault: 'row 1 is not possible there' },
  { order: [0, 2, 3, 1], fault: 'row 1 was over before one that precedes it began' },
])('$order: $fault', ({ order, fault }) => {
  const history = events.map(([type, process, f, value], index): HistoryEvent => ({
    index,
    type,
    process,
    f,
    value,
    time: index,
  }));
  const columns = operationColumns(pairOperations(history), false);
  const { objects } = compileHistory(columns, casRegisterSpecification, null);
  expect(faultOfOrder(objects[0] as ObjectHistory, Int32Array.from(order))).toBe(fault);
});
