import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HistoryFormatError } from '../input-error.ts';
import { EdnReader } from './edn-reader.ts';
import { parseEdn } from './edn.ts';
import type { Json } from './event.ts';

const file = 'history.edn';
const invoke = '{:type :invoke, :f :cas, :value [1 2], :process 3, :time 10, :index 0}';
const ok = '{:type :ok, :f :cas, :value [1 2], :process 3, :time 20, :index 1}';
const events = [
  { index: 0, type: 'invoke', process: 3, f: 'cas', value: [1, 2], time: 10 },
  { index: 1, type: 'ok', process: 3, f: 'cas', value: [1, 2], time: 20 },
];

function read(text: string): Json {
  return new EdnReader(text).read();
}

function toEdn(value: Json): string {
  if (value === null) return 'nil';
  if (Array.isArray(value)) return `[${value.map(toEdn).join(' ')}]`;
  if (typeof value === 'object') {
    const fields = Object.entries(value as Record<string, Json>);
    return `{${fields.map(([key, inner]) => `${JSON.stringify(key)} ${toEdn(inner)}`).join(', ')}}`;
  }
  return JSON.stringify(value);
}

describe('EdnReader', () => {
  it.each<[string, Json]>([
    ['nil', null],
    ['true', true],
    ['-12', -12],
    ['+3', 3],
    ['5N', 5],
    ['9007199254740993', '9007199254740993'],
    ['-123456789012345678901234567890N', '-123456789012345678901234567890'],
    ['1.5e3', 1500],
    ['1.25M', 1.25],
    ['2/3', '2/3'],
    [':timed-out', 'timed-out'],
    [':a/b', 'a/b'],
    ['java.sql.SQLException', 'java.sql.SQLException'],
    ['-', '-'],
    [String.raw`"a\"b\nc\u00e9"`, 'a"b\ncé'],
    [String.raw`\a`, 'a'],
    [String.raw`\newline`, '\n'],
    [String.raw`[\[ \u0041]`, ['[', 'A']],
    ['(1 2)', [1, 2]],
    ['#{3 1}', [3, 1]],
    ['#[:n1]', ['n1']],
    ['{:a 1, "b" {2 3}}', { a: 1, b: { 2: 3 } }],
    ['[1,,2 ; a comment ]\n 3]', [1, 2, 3]],
    ['[1 #_ 2 #_[3 #_4] 5]', [1, 5]],
    ['#inst "2020-01-01"', '2020-01-01'],
    ['#jepsen.history.Op{:f :read}', { f: 'read' }],
    ['#custom 3', { '#custom': 3 }],
    ['##NaN', 'NaN'],
    ['{:__proto__ 1}', JSON.parse('{"__proto__":1}') as Json],
  ])('reads %s', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  it('reads any JSON data written as EDN', () => {
    const data = fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
    fc.assert(
      fc.property(data, (value) => {
        // Numbers beyond 2^53 are kept as text, which is another value: see above.
        fc.pre(!/(?<![\d.])\d{16}/.test(JSON.stringify(value)));
        expect(read(toEdn(value))).toEqual(value);
      }),
    );
  });

  it.each([
    '[1 2',
    '(1]',
    '{:a}',
    '{:a 1 :a 2}',
    '{1 2, "1" 3}',
    '"abc',
    String.raw`"\q"`,
    ']',
    '007',
    '12abc',
    ':',
    '#',
    String.raw`\toolong`,
    '',
    '#_ 1',
    '['.repeat(100_000),
  ])('refuses %s', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ name: 'EdnError' }));
  });
});

describe('parseEdn', () => {
  it.each([
    ['a vector', `[${invoke}\n ${ok}]\n`],
    ['a list', `(${invoke} ${ok})`],
    ['a map a line', `; a comment\n${invoke}\n${ok}\n`],
    ['records', `#jepsen.history.Op${invoke}\n#jepsen.history.Op${ok}`],
    ['discarded forms', `[#_{:type :bogus} ${invoke} ${ok} #_ 3]`],
  ])('reads %s', (_, text) => {
    expect(parseEdn(text, { file })).toMatchObject({ events, notes: [] });
  });

  it('takes other processes than integers for no clients', () => {
    const [event] = parseEdn('{:type :info :f :start :process :nemesis :value "x"}', { file }).events;
    expect(event).toMatchObject({ process: 'nemesis', type: 'info', f: 'start', value: 'x' });
  });

  it('fills in what the format lets out', () => {
    expect(parseEdn('[{:type :invoke :f :read} {:type :ok :f :read :value 1}]', { file })).toMatchObject({
      events: [
        { index: 0, process: 0, value: null, time: 0 },
        { index: 1, process: 0, value: 1, time: 1_000_000 },
      ],
      notes: [
        'the file records no times: events are shown one millisecond apart',
        '2 events without a process: taken for process 0',
      ],
    });
  });

  it('tells where an event is', () => {
    expect(parseEdn(`[${invoke}\n  ${ok}]`, { file }).placeOf(1)).toEqual({ line: 2, column: 3 });
  });

  it.each([
    ['unbalanced', `[${invoke}\n{:type :ok]`, 2, 11, '"]" closes nothing'],
    ['never closed', `[${invoke}\n`, 2, 1, 'the history is never closed with "]"'],
    ['an event never closed', `[${invoke}\n {:type :ok`, 2, 2, '"{" is never closed'],
    ['text after the history', `[${invoke}]\n ${ok}`, 2, 2, 'text after the end of the history'],
    ['not a map', `[${invoke}\n 5]`, 2, 2, 'expected an event (an object), found a number'],
    [
      'a wrong field',
      `${invoke}\n{:type :done, :f :read}`,
      2,
      1,
      '"type" is "done"; it must be one of invoke, ok, fail, info',
    ],
    ['a bad token', `${invoke}\n{:type 1x}`, 2, 8, '"1x" is not a value of EDN'],
  ])('names line, column and reason: %s', (_, text, line, column, reason) => {
    let error: unknown;
    try {
      parseEdn(text, { file });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(HistoryFormatError);
    expect(error).toMatchObject({ line, column, reason, file });
  });
});
