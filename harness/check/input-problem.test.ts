import { expect, it } from 'vitest';
import { HistoryShapeError, InputError, parseParts, type ParsedHistory } from '../../checkers/index.ts';
import { inputProblem } from './input-problem.ts';

/** S 1 C 1 */
const log = Uint8Array.from([0x53, 0, 0, 0, 0, 0, 0, 0, 1, 0x43, 0, 0, 0, 0, 0, 0, 0, 1]);

function messageOf(history?: ParsedHistory): string | undefined {
  return inputProblem(new HistoryShapeError(0, 'odd', 'mend it'), 'logs', history)?.message;
}

it('names the file of a directory, and the byte of a binary file', () => {
  const history = parseParts([{ name: 'T3.log', bytes: log }], 'logs', 'cobra-dir');
  expect(messageOf(history)).toBe('logs/T3.log: byte 0: odd (event 0)');
  expect(messageOf({ ...history, placeOf: () => ({ line: 2, column: 3 }) })).toBe('logs:2:3: odd (event 0)');
  expect(messageOf()).toBe('event 0: odd');
});

it('is what it was for other bad input, and nothing for other errors', () => {
  expect(inputProblem(new InputError('bad-option', 'no', 'mend it'), 'f')).toMatchObject({
    code: 'bad-option',
    remedy: 'mend it',
  });
  expect(inputProblem(new TypeError('x'), 'f')).toBeUndefined();
});
