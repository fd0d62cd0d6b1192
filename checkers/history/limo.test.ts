import { describe, expect, it } from 'vitest';
import { pairEvents } from './pairing.ts';
import { parseLimo } from './limo.ts';

const file = 'h.hist';

function operations(...lines: string[]) {
  return Array.from(pairEvents(parseLimo(lines.join('\n'), { file }).table), ({ process, f, invoked, value, type }) => [
    process,
    f,
    invoked,
    value,
    type,
  ]);
}

describe('parseLimo', () => {
  it('reads calls and returns, whatever their indentation and brackets', () => {
    expect(
      operations(
        '# @object atomic-queue',
        '',
        '[1] call enq(7)\r',
        '    [2] call enq 8',
        '[1] return',
        '[3] call deq()',
        '    [2]  return  ',
        '[3] return 7',
      ),
    ).toEqual([
      [1, 'enqueue', '7', '7', 'ok'],
      [2, 'enqueue', '8', '8', 'ok'],
      [3, 'dequeue', null, '7', 'ok'],
    ]);
  });

  it('takes a bare return, and the word empty, for an empty object', () => {
    expect(operations('[0] call pop', '[0] return', '[0] call pop', '[0] return empty')).toEqual([
      [0, 'pop', null, null, 'ok'],
      [0, 'pop', null, null, 'ok'],
    ]);
  });

  it('lets a removal carry its value in the call', () => {
    expect(operations('[0] call pop(?<0,1>)', '[1] call pop(a)', '[0] return')).toEqual([
      [0, 'pop', '?<0,1>', '?<0,1>', 'ok'],
      [1, 'pop', 'a', 'a', 'info'],
    ]);
  });

  it('says where an event stands', () => {
    expect(parseLimo('# c\n[0] call pop\n   [0] return', { file }).placeOf(1)).toEqual({ line: 3, column: 4 });
  });

  it.each([
    ['[0] calls pop', 1, 1, 'not a call or return of a thread'],
    ['[x] call pop', 1, 1, 'not a call or return of a thread'],
    ['# c\n[0] call peek', 2, 10, '"peek" is not a call of push, pop, enq, deq'],
    ['[0] call constructor(1)', 1, 10, '"constructor(1)" is not a call of push, pop, enq, deq'],
    ['[0] call push', 1, 10, 'push has no value'],
    ['[0] call push()', 1, 10, 'push has no value'],
    ['[0] return', 1, 11, 'thread 0 returns, but has no open call'],
    ['[0] call pop\n[0] call push(1)', 2, 10, 'thread 0 calls push while its "pop" is still open'],
    ['[0] call push(1)\n[0] return 1', 2, 12, 'push returns "1"; it returns nothing'],
    ['[0] call pop(1)\n[0] return 2', 2, 12, 'pop was called with "1" and returns "2"'],
  ])('names line, column and reason: %s', (text, line, column, reason) => {
    expect(() => parseLimo(text, { file })).toThrow(
      expect.objectContaining({ name: 'HistoryFormatError', file, line, column, reason }),
    );
  });

  it('is done at once with a hostile line', () => {
    for (const text of [`[0] call push(${' '.repeat(200_000)}x`, `[0] call a${' '.repeat(200_000)}b`]) {
      expect(() => parseLimo(text, { file })).toThrow(expect.objectContaining({ name: 'HistoryFormatError' }));
    }
  });
});
