import { describe, expect, it } from 'vitest';
import { pairEvents } from './pairing.ts';
import { parsePolylin } from './polylin.ts';

const file = 'h.log';

function parse(text: string, withProcess = false) {
  return parsePolylin(text, { file, withProcess });
}

function operations(text: string, withProcess = false) {
  return Array.from(pairEvents(parse(text, withProcess).table), ({ process, f, invoked, value }) => [
    process,
    f,
    invoked,
    value,
  ]);
}

describe('parsePolylin', () => {
  it.each([
    [
      '# stack\npush 7 1 2\npop 7 3 4\npeek -1 5 6',
      [
        ['push', 7, 7],
        ['pop', null, 7],
        ['peek', null, null],
      ],
    ],
    [
      '# queue\nenq 7 1 2\ndeq 7 3 4',
      [
        ['enqueue', 7, 7],
        ['dequeue', null, 7],
      ],
    ],
    [
      '# pqueue\ninsert 7 1 2\npoll 7 3 4',
      [
        ['insert', 7, 7],
        ['poll', null, 7],
      ],
    ],
    [
      '# set\ninsert 7 1 1 2\nremove 7 0 3 4\ncontains 7 0 5 6',
      [
        ['insert', 7, true],
        ['remove', 7, false],
        ['contains', 7, false],
      ],
    ],
    [
      '#deque\r\npush_front 7 1 2\r\npeek_back -1 3 4\r\n',
      [
        ['push-front', 7, 7],
        ['peek-back', null, null],
      ],
    ],
  ])('reads %j', (text, expected) => {
    expect(operations(text)).toEqual(expected.map((one, process) => [process, ...one]));
  });

  it('has processes, and -1 as a value, in polylin-proc', () => {
    expect(operations('# stack\n3 push -1 1 2\n4 pop -1 5 6', true)).toEqual([
      [3, 'push', -1, -1],
      [4, 'pop', null, -1],
    ]);
  });

  it('orders events by time, not by line', () => {
    const { events } = parse('# stack\npop 1 8 15\npush 1 -3 9');
    expect(events.map(({ type, f, time }) => `${type} ${f} ${time}`)).toEqual([
      'invoke push -3000000',
      'invoke pop 8000000',
      'ok push 9000000',
      'ok pop 15000000',
    ]);
  });

  it('lets what ends at a time precede what starts then, and what takes no time stand between', () => {
    const { events } = parse('# stack\npush 3 5 9\npush 2 5 5\npush 1 1 5\npush 4 5 5');
    expect(events.map(({ type, value }) => `${type} ${JSON.stringify(value)}`)).toEqual([
      'invoke 1',
      'ok 1',
      'invoke 2',
      'invoke 4',
      'ok 2',
      'ok 4',
      'invoke 3',
      'ok 3',
    ]);
  });

  it('says where an event stands', () => {
    expect(parse('# stack\npop 1 8 15\n  push 1 1 9').placeOf(0)).toEqual({ line: 3, column: 3 });
  });

  it.each([
    ['', 1, 1, 'the file is empty'],
    ['# heap\n', 1, 1, 'expected "# " and one of stack, queue, pqueue, set, deque'],
    ['push 1 2 3', 1, 1, 'expected "# " and one of stack, queue, pqueue, set, deque'],
    ['# stack\nenq 1 2 3', 2, 1, '"enq" is not an operation of a stack (push, pop, peek)'],
    ['# stack\n constructor 1 2 3', 2, 2, '"constructor" is not an operation of a stack (push, pop, peek)'],
    ['# stack\npush 1 2', 2, 8, 'push of a stack has 4 fields, found 3'],
    ['# set\ninsert 1 2 3', 2, 12, 'insert of a set has 5 fields, found 4'],
    ['# set\ninsert 1 2 3 4', 2, 10, '"2" is not the answer of a set: 0 or 1'],
    ['# stack\npush 1.5 2 3', 2, 6, '"1.5" is not a whole number: the value'],
    ['# stack\npush 99999999999999999 2 3', 2, 6, '"99999999999999999" is not a whole number: the value'],
    ['# stack\npush 1 x 3', 2, 8, '"x" is not a whole number: the start'],
    ['# stack\npush 1 3 2', 2, 10, 'the operation ends at 2, before its start 3'],
  ])('names line, column and reason: %j', (text, line, column, reason) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ name: 'HistoryFormatError', file, line, column, reason }),
    );
  });

  it('wants the process in polylin-proc', () => {
    expect(() => parse('# stack\npush 1 2 3', true)).toThrow(
      expect.objectContaining({ line: 2, column: 1, reason: '"push" is not a whole number: the process' }),
    );
  });
});
