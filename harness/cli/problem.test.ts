import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { HistoryFormatError } from '../../checkers/input-error.ts';
import { OrdealError } from '../errors.ts';
import { describeProblem } from './problem.ts';

describe('what a person reads of an error', () => {
  it('tells an operating error with what to do, and no stack', () => {
    const error = new OrdealError('no-engine', 'no Docker engine answers', 'start one, or use --backend simulated');
    expect(describeProblem(error, false)).toEqual([
      'error: no Docker engine answers',
      'what to do: start one, or use --backend simulated',
    ]);
  });

  it('tells a bad history the same way, with file, line and column', () => {
    expect(describeProblem(new HistoryFormatError('h.jsonl', 3, 7, 'not JSON', 'repair the line'), false)).toEqual([
      'error: h.jsonl:3:7: not JSON',
      'what to do: repair the line',
    ]);
  });

  it('adds code, stack and causes when asked to', () => {
    const error = new OrdealError('bad-file', 'cannot read x', 'restore it', {
      cause: new TypeError('the root of it'),
    });
    const text = describeProblem(error, true).join('\n');
    expect(text).toContain('code: bad-file');
    expect(text).toContain('caused by:\nTypeError: the root of it');
    expect(text).toContain('problem.test.ts');
  });

  it('says of anything else that it is a fault of ours, and how to report it', () => {
    const lines = describeProblem(new TypeError('x is not a function'), false);
    expect(lines[0]).toBe('error: something unexpected happened inside ordeal: TypeError: x is not a function');
    expect(lines.join('\n')).toContain('--verbose');
    expect(lines.join('\n')).not.toContain('problem.test.ts');
    expect(describeProblem('thrown text', false)[0]).toContain('thrown text');
    expect(describeProblem(new CommanderError(1, 'code', 'message'), false)[0]).toContain('message');
  });

  it('never lets control characters from a message through', () => {
    const lines = describeProblem(new OrdealError('x', 'line\u001b[2J\nsecond\u0007', 'do\rthis'), false);
    expect(lines).toEqual(['error: line\\x1b[2J', '  second\\x07', 'what to do: do\\rthis']);
  });
});
