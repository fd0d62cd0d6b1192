import { describe, expect, it } from 'vitest';
import { HistoryFormatError, InputError } from '../input-error.ts';
import { detectFormat, directoryFormat, historyFormats, parseHistory, parseParts, partNameOf } from './format.ts';

function failure(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    return error;
  }
}

describe('detectFormat', () => {
  it.each([
    ['x', '{"index":0', 'jsonl'],
    ['x.json', '{"index":0', 'json'],
    ['x', '[\n {"type"', 'json'],
    ['x.jsonl', '[{:type', 'edn'],
    ['x.json', '{:type :invoke', 'edn'],
    ['x', '; comment', 'edn'],
    ['x', '#jepsen.history.Op{', 'edn'],
    ['x', 'INFO  jepsen.util - 0', 'jepsen-log'],
    ['x.edn', '', 'edn'],
    ['x.jsonl', '', 'jsonl'],
    ['x', '\ufeff[{"type"', 'json'],
    ['x', '# Figure 9\n\n# @object atomic-stack\n[1] call', 'limo-hist'],
    ['x', '[12] call push(1)', 'limo-hist'],
    ['x.hist', '', 'limo-hist'],
    ['x.log', '# stack\npush 1 2 3', 'polylin'],
    ['x.log', '# queue\r\n3 enq 1 2 3', 'polylin-proc'],
    ['x', '{:process 0, :type :invoke, :f :get, :key "1", :value nil}', 'porcupine-kv'],
    ['x', '{:process 0, :type :invoke, :f :write, :value 1}', 'edn'],
    ['x.bincode', '[\u0000\u0000', 'dbcop-bincode'],
    ['x.txt', 'w(0,1,1,1)\nw(0,2,1,1)', 'text-rw'],
    ['x.txt', 'r 1 1\n-----\nw 0 0', 'awdit-dsl'],
    ['x.txt', 'w -4 2', 'awdit-dsl'],
  ])('%s beginning with %s is %s... by content, then by name', (file, start, format) => {
    expect(detectFormat(file, start)).toBe(format);
  });

  it('is done at once with a hostile start', () => {
    expect(detectFormat('x.edn', `#${'\n'.repeat(100_000)}`)).toBe('edn');
    expect(detectFormat('x.edn', '#\n'.repeat(50_000))).toBe('edn');
  });

  it('gives up on anything else', () => {
    expect(failure(() => detectFormat('x.bin', '\u0000'))).toBeInstanceOf(InputError);
  });
});

describe('directories', () => {
  it('are of one format, files of the others', () => {
    expect(historyFormats.filter((format) => partNameOf(format) !== undefined)).toEqual([directoryFormat]);
    expect(failure(() => parseParts([], 'd', 'jsonl'))).toMatchObject({
      message: 'd: a directory is not a history in jsonl',
    });
    expect(failure(() => parseHistory('', 'f', 'cobra-dir'))).toMatchObject({
      message: 'f: a history in cobra-dir is a directory',
    });
  });
});

describe('Jepsen JSON', () => {
  it('reads an array', () => {
    const text = '[{"type":"invoke","f":"read","process":1},\n {"type":"ok","f":"read","process":1,"value":4}]';
    const parsed = parseHistory(text, 'h.json', 'json');
    expect(parsed).toMatchObject({
      events: [
        { type: 'invoke', value: null },
        { type: 'ok', value: 4 },
      ],
    });
    expect(parsed.placeOf(1)).toEqual({ line: 2, column: 2 });
  });

  it('takes transactions without an operation for txn, as in Elle’s files', () => {
    const parsed = parseHistory('[{"type":"ok","value":[["append",1,2]],"process":1}]', 'h.json', 'json');
    expect(parsed.events).toMatchObject([{ f: 'txn' }]);
    expect(parsed.notes).toContain('1 event without an operation: taken for txn');
    const plain = failure(() => parseHistory('[{"type":"ok","value":[1,2],"process":1}]', 'h.json', 'json'));
    expect(plain).toMatchObject({ reason: '"f" is missing; it must be a string' });
    const own = '{"index":0,"type":"ok","value":[["append",1,2]],"process":1,"time":0}';
    expect(failure(() => parseHistory(`${own}\n${own}`, 'h.jsonl', 'jsonl'))).toMatchObject({
      reason: '"f" is missing; it must be a string',
    });
  });

  it('reads one event a line', () => {
    expect(parseHistory('{"type":"invoke","f":"read","process":1}\n', 'h.json', 'json').events).toHaveLength(1);
  });

  it.each([
    ['[{"type":"invoke","f":"read"},\n {"type":"ok",}]', 2, 15, 'expected a field name in double quotes'],
    [
      '[{"type":"invoke","f":"read"},\n {"type":"okay","f":"read"}]',
      2,
      10,
      '"type" is "okay"; it must be one of invoke, ok, fail, info',
    ],
    ['[{"type":"invoke","f":"read"},\n {"type":"ok"}]', 2, 2, '"f" is missing; it must be a string'],
    ['[{"type":"invoke"', 1, 18, 'the text ends too early'],
  ])('names line, column and reason: %s', (text, line, column, reason) => {
    const error = failure(() => parseHistory(text, 'h.json', 'json'));
    expect(error).toBeInstanceOf(HistoryFormatError);
    expect(error).toMatchObject({ line, column, reason });
  });
});

describe('Jepsen log', () => {
  it('reads operations, and a keyword in place of a value as the reason', () => {
    const text = [
      'INFO  jepsen.util - 0\t:invoke\t:cas\t[1 2]',
      'INFO  jepsen.util - 12   :invoke :read   nil',
      'INFO  jepsen.util - 0\t:info\t:cas\t:timed-out',
      'INFO  jepsen.util - :nemesis\t:info\t:start\tnil\r',
      '',
    ].join('\n');
    expect(parseHistory(text, 'e.log', 'jepsen-log').events).toEqual([
      { index: 0, type: 'invoke', process: 0, f: 'cas', value: [1, 2], time: 0 },
      { index: 1, type: 'invoke', process: 12, f: 'read', value: null, time: 1_000_000 },
      { index: 2, type: 'info', process: 0, f: 'cas', value: null, error: 'timed-out', time: 2_000_000 },
      { index: 3, type: 'info', process: 'nemesis', f: 'start', value: null, time: 3_000_000 },
    ]);
  });

  it.each([
    ['INFO  jepsen.util - 0 :invoke :read nil\nhello\n', 2, 1, 'not a line of an operation'],
    ['INFO  jepsen.util - 0 :invoke :cas [1 2\n', 1, 36, '"[" is never closed'],
    ['INFO  jepsen.util - 0 :begin :read nil\n', 1, 1, '"type" is "begin"; it must be one of invoke, ok, fail, info'],
  ])('names line, column and reason: %s', (text, line, column, reason) => {
    const error = failure(() => parseHistory(text, 'e.log', 'jepsen-log'));
    expect(error).toMatchObject({ line, column, reason, file: 'e.log' });
  });
});
