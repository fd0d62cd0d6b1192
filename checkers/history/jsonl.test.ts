import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HistoryFormatError } from '../input-error.ts';
import type { EventType, HistoryEvent, Json } from './event.ts';
import { formatEvent, JsonlParser, parseJsonl } from './jsonl.ts';

const file = 'history.jsonl';
const invoke = '{"index":0,"type":"invoke","process":3,"f":"read","value":["x",null],"time":100}';
const ok = '{"index":1,"type":"ok","process":3,"f":"read","value":["x",4],"time":200}';

function valueOf(text: string): Json | undefined {
  return parseJsonl(invoke.replace('["x",null]', text), { file }).events[0]?.value;
}

function untimed(line: string): string {
  return line.replace(/,"time":\d+/, '');
}

function failure(parse: () => unknown): HistoryFormatError {
  try {
    parse();
  } catch (error) {
    if (error instanceof HistoryFormatError) return error;
    throw error;
  }
  throw new Error('it parsed');
}

/** Without whole numbers beyond 2^53, which are kept as text: see below. */
const jsonValue: fc.Arbitrary<Json> = fc
  .jsonValue()
  .map((value) => JSON.parse(JSON.stringify(value)) as Json)
  .filter((value) => !/(?<![\d.])\d{16}/.test(JSON.stringify(value)));

const event = fc
  .record({
    type: fc.constantFrom<EventType>('invoke', 'ok', 'fail', 'info'),
    process: fc.oneof(fc.nat(), fc.string()),
    f: fc.string(),
    value: jsonValue,
    time: fc.nat(),
    error: fc.option(jsonValue, { nil: undefined }),
    node: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
  })
  .map(({ error, node, ...rest }) => ({
    ...rest,
    ...(error === undefined ? {} : { error }),
    ...(node === undefined ? {} : { node }),
  }));

const histories = fc
  .array(event, { maxLength: 20 })
  .map((events): HistoryEvent[] => events.map((one, index) => ({ index, ...one })));

describe('formatEvent', () => {
  it('writes one line with fields in a fixed order', () => {
    const line = formatEvent({
      time: 12,
      value: [['r', 'a\nb', null]],
      f: 'txn',
      process: 'nemesis',
      type: 'info',
      index: 7,
      node: 'n1',
      error: ['timeout', 'x'],
    });
    expect(line).toBe(
      '{"index":7,"type":"info","process":"nemesis","f":"txn","value":[["r","a\\nb",null]],"time":12,"error":["timeout","x"],"node":"n1"}',
    );
  });
});

describe('JSON Lines', () => {
  it('reads back what was written, however the bytes are cut', () => {
    fc.assert(
      fc.property(histories, fc.array(fc.integer({ min: 1, max: 50 })), (events, sizes) => {
        const bytes = new TextEncoder().encode(events.map((one) => `${formatEvent(one)}\n`).join(''));
        const parser = new JsonlParser({ file });
        let offset = 0;
        for (const size of sizes) {
          parser.push(bytes.subarray(offset, offset + size));
          offset += size;
        }
        parser.push(bytes.subarray(offset));
        const parsed = parser.end();
        expect(parsed.events).toEqual(events);
        expect(parsed.notes).toEqual([]);
      }),
    );
  });

  it('tolerates every torn last line, and says so', () => {
    const whole = `${invoke}\n${ok}`;
    const start = invoke.length + 1;
    for (let end = start + 1; end < whole.length; end++) {
      const parsed = parseJsonl(whole.slice(0, end), { file });
      expect(parsed.events).toHaveLength(1);
      expect(parsed.notes).toEqual([
        `the last line (line 2, ${end - start} byte${end - start === 1 ? '' : 's'}) is torn, as after a crash: it was left out`,
      ]);
    }
  });

  it('tolerates a last line torn within a character', () => {
    const bytes = new TextEncoder().encode(`${invoke}\n{"f":"é`);
    const parsed = parseJsonl(bytes.subarray(0, -1), { file });
    expect(parsed.events).toHaveLength(1);
    expect(parsed.notes).toHaveLength(1);
  });

  it('takes a whole last line without a line feed', () => {
    const parsed = parseJsonl(`${invoke}\n${ok}`, { file });
    expect(parsed.events).toHaveLength(2);
    expect(parsed.notes).toEqual([]);
  });

  it('reads an empty file', () => {
    expect(parseJsonl('', { file })).toMatchObject({ events: [], notes: [] });
  });

  it.each([
    ['torn in the middle', `${invoke}\n{"index":1,"type":\n${ok}\n`, 2, 19, 'the text ends too early'],
    ['torn at the end but with a line feed', `${invoke}\n{"index":1,\n`, 2, 12, 'the text ends too early'],
    ['not JSON', `${invoke}\nhello\n`, 2, 1, 'expected a JSON value'],
    ['a stray comma', `{"index":0,}\n`, 1, 12, 'expected a field name in double quotes'],
    ['a missing comma', `{"index":0 "type":1}\n`, 1, 12, 'expected "," or "}"'],
    ['a bad escape', `{"a":"\\x"}\n`, 1, 8, 'not an escape sequence of JSON'],
    ['a raw tab in a string', `{"a":"\t"}\n`, 1, 7, 'a control character in a string must be escaped'],
    ['two values', `${invoke} 5\n`, 1, invoke.length + 2, 'text after the end of the JSON value'],
    ['an empty line', `${invoke}\n\n${ok}\n`, 2, 1, 'the line is empty'],
    ['not an object', `[1]\n`, 1, 1, 'expected an event (an object), found an array'],
    [
      'a wrong type',
      invoke.replace('"invoke"', '"begin"'),
      1,
      19,
      '"type" is "begin"; it must be one of invoke, ok, fail, info',
    ],
    [
      'type not a string',
      invoke.replace('"invoke"', '4'),
      1,
      19,
      '"type" is a number; it must be one of invoke, ok, fail, info',
    ],
    [
      'process not whole',
      invoke.replace('3', '3.5'),
      1,
      38,
      '"process" is a number; it must be a whole number (a client) or a string (anything else)',
    ],
    [
      'process null',
      invoke.replace('3', 'null'),
      1,
      38,
      '"process" is null; it must be a whole number (a client) or a string (anything else)',
    ],
    ['f missing', invoke.replace('"f":"read",', ''), 1, 1, '"f" is missing; it must be a string'],
    ['f an object', invoke.replace('"read"', '{}'), 1, 44, '"f" is a object; it must be a string'],
    [
      'value missing',
      invoke.replace('"value":["x",null],', ''),
      1,
      1,
      '"value" is missing; write null where there is none',
    ],
    ['time a string', invoke.replace('100', '"now"'), 1, 77, '"time" is a string; it must be a number of nanoseconds'],
    ['index negative', invoke.replace('0', '-1'), 1, 10, '"index" is a number; it must be a whole number from 0'],
    ['index repeated', `${invoke}\n${ok.replace('1', '0')}\n`, 2, 10, '"index" is 0, but the event before has 0'],
    [
      'index missing once',
      `${invoke}\n${ok.replace('"index":1,', '')}\n`,
      2,
      1,
      '"index" is missing, but earlier events have one',
    ],
  ])('names line, column and reason: %s', (_, text, line, column, reason) => {
    const error = failure(() => parseJsonl(text.endsWith('\n') ? text : `${text}\n`, { file }));
    expect({ line: error.line, column: error.column, reason: error.reason }).toEqual({ line, column, reason });
    expect(error.message).toBe(`${file}:${line}:${column}: ${reason}`);
    expect(error.remedy).not.toBe('');
  });

  it('names the place of bytes that are not UTF-8', () => {
    const bytes = new TextEncoder().encode(`${invoke}\n{"f":"?"}\n`);
    bytes[invoke.length + 7] = 0xff;
    const error = failure(() => parseJsonl(bytes, { file }));
    expect(error.message).toBe(`${file}:2:7: bytes that are not UTF-8`);
  });

  it('never makes two different large integers equal', () => {
    expect(valueOf('9007199254740993')).toBe('9007199254740993');
    expect(valueOf('[9007199254740992, 12, 0.1234567890123456789]')).toEqual([
      '9007199254740992',
      12,
      Number('0.1234567890123456789'),
    ]);
    expect(valueOf('9007199254740991')).toBe(9007199254740991);
  });

  it('reads times beyond 2^53 as numbers', () => {
    expect(parseJsonl(invoke.replace('100', '1732190000000000123'), { file }).events[0]?.time).toBe(
      Number('1732190000000000123'),
    );
  });

  it('keeps hostile names and values as data', () => {
    const value = '{"__proto__":{"polluted":1},"constructor":"</script><img onerror=alert(1)>"}';
    const parsed = parseJsonl(invoke.replace('["x",null]', value), { file }).events[0]?.value;
    expect(JSON.stringify(parsed)).toBe(value);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('numbers sparse indices by position, and says so', () => {
    const parsed = parseJsonl(`${invoke.replace('0', '7')}\n${ok.replace('1', '12')}\n`, { file });
    expect(parsed.events.map((one) => one.index)).toEqual([0, 1]);
    expect(parsed.notes).toEqual(['the indices of the file are not 0, 1, 2, ...: events are numbered by position']);
  });

  it('fills in missing times, and says so', () => {
    expect(parseJsonl(`${untimed(invoke)}\n${untimed(ok)}\n`, { file })).toMatchObject({
      events: [{ time: 0 }, { time: 1_000_000 }],
      notes: ['the file records no times: events are shown one millisecond apart'],
    });
    expect(parseJsonl(`${invoke}\n${untimed(ok)}\n`, { file })).toMatchObject({
      events: [{ time: 100 }, { time: 100 }],
      notes: ['1 event without a time: the time of the event before was taken'],
    });
  });
});
