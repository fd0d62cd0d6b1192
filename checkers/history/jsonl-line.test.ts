import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HistoryFormatError } from '../input-error.ts';
import { EventFieldError, HistoryAssembler } from './assembler.ts';
import type { HistoryEvent, Json } from './event.ts';
import { JsonlLine } from './jsonl-line.ts';
import { parseJsonExactly } from './json-value.ts';
import { formatEvent, parseJsonl } from './jsonl.ts';

const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(
      null,
      true,
      false,
      0,
      -1,
      1.5,
      1e21,
      999_999_999_999_999,
      'x',
      'é',
      '\u007f',
      'a\nb',
      '"',
      '',
    ),
    fc.integer(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 2 }), tie('value'), { maxKeys: 2 }),
  ),
})).value;

/** Of plain texts and small whole numbers: nearly every line is of this kind. */
const usualValue: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(null, true, false, 'x', '', 'a b'),
    fc.integer(),
    fc.tuple(tie('value'), tie('value')),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b'), tie('value'), { maxKeys: 2 }),
  ),
})).value;

/** What transactions are made of, or nearly. */
const microOps: fc.Arbitrary<Json> = fc.array(
  fc.oneof(
    fc.tuple(fc.constantFrom('r', 'append'), usualValue, usualValue),
    fc.tuple(fc.constantFrom('r', 'append'), fc.nat(9), fc.array(fc.integer(), { maxLength: 4 })),
    fc.tuple(fc.constant('delete'), usualValue),
    fc.array(usualValue, { maxLength: 4 }),
  ),
  { maxLength: 3 },
);

/** Mostly usual, so that most lines are read; each field is sometimes not. */
const line = fc
  .record({
    index: fc.nat(9),
    type: fc.constantFrom<HistoryEvent['type']>('invoke', 'ok', 'fail', 'info'),
    process: fc.oneof({ arbitrary: fc.nat(20), weight: 9 }, fc.constantFrom('nemesis', 'a"b')),
    f: fc.oneof({ arbitrary: fc.constantFrom('read', 'write', 'txn'), weight: 9 }, fc.constant('é')),
    value: fc.oneof({ arbitrary: usualValue, weight: 2 }, { arbitrary: microOps, weight: 2 }, value),
    time: fc.nat(),
    error: fc.option(fc.oneof({ arbitrary: usualValue, weight: 3 }, value), { nil: undefined }),
    node: fc.option(fc.oneof({ arbitrary: fc.constant('n1'), weight: 9 }, fc.constant('né')), { nil: undefined }),
  })
  .map(({ error, node, ...rest }) =>
    formatEvent({ ...rest, ...(error === undefined ? {} : { error }), ...(node === undefined ? {} : { node }) }),
  );

/** Characters of a line changed, taken out, or put in. */
const edit = fc.tuple(
  fc.nat(120),
  fc.nat(3),
  fc.constantFrom('', ' ', ',', '"', '{', '}', '[', ']', '0', '-', '.', 'e', '\\', 'x', '\u0001'),
);
const editedLine = fc.tuple(line, fc.array(edit, { maxLength: 3 })).map(([text, edits]) => {
  let edited = text;
  for (const [at, removed, put] of edits) edited = edited.slice(0, at) + put + edited.slice(at + removed);
  return edited;
});

/** The event of a line as the general parser has it; undefined if it has none. */
function slowly(text: string): HistoryEvent | undefined {
  const assembler = new HistoryAssembler({ lenient: false });
  try {
    assembler.add(parseJsonExactly(text));
    return assembler.finish(() => ({ line: 1, column: 1 })).events[0];
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof EventFieldError) return undefined;
    throw error;
  }
}

function quickly(text: string): HistoryEvent | undefined {
  const assembler = new HistoryAssembler({ lenient: false });
  const reader = new JsonlLine(assembler.table);
  const bytes = new TextEncoder().encode(`xx${text}yy`);
  if (!reader.read(bytes, 2, bytes.length - 2)) return undefined;
  assembler.addNumbered(reader);
  return assembler.table.event(0);
}

describe('JsonlLine', () => {
  it('reads nothing that the general parser refuses, and nothing differently', () => {
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(line, editedLine), (text) => {
        const event = quickly(text);
        if (event === undefined) return;
        read++;
        expect(event).toEqual(slowly(text));
      }),
      { numRuns: 5000 },
    );
    // So that this says something: 2,200 to 2,350 of 5,000 were read when it was written.
    expect(read).toBeGreaterThan(1000);
  });

  it.each([
    '{"index":0,"type":"invoke","process":3,"f":"read","value":["x",null],"time":100}',
    '{"index": 0, "process": 3, "type": "invoke", "f": "cas", "value": ["x", [1, -2]], "time": 100}\r',
    '{"type":"ok","process":3,"f":"txn","value":[["append",5,1],["r",7,[1,2]]]}',
    '{"type":"ok","process":3,"f":"txn","value":[ [ "append" , 5 , "x" ] , ["r",7, [ 1 , -2 , null ] ],["r",7,[]],["delete",7] ]}',
    '{"type":"ok","process":3,"f":"txn","value":[["r",[1],2],["r",7,[[1,2]]],["rp",{"a":1},[["x",1]]],[],["r"],[1,2,3],["r",1,2,3]]}',
    '{"type":"ok","process":3,"value":[["append",5,1]],"f":"txn"}',
  ])('reads the usual form: %s', (text) => {
    expect(quickly(text)).toEqual(slowly(text));
    expect(quickly(text)).toBeDefined();
  });

  it.each([
    '',
    '{}',
    '{',
    '{"type":"ok"}',
    '{"index":00,"type":"ok","process":3,"f":"r","value":0,"time":1}',
    '{"index":0,"type":"ok","process":3,"f":"r","value":1234567890123456789,"time":1}',
    '{"index":0,"type":"ok","process":3,"f":"r","value":[1,2,"time":1}',
    '{"index":0,"type":"ok","process":3,"f":"r","value":nul,"time":1}',
    '{"index":0,"type":"ok","process":3,"f":"r","value":0,"time":1,}',
    '{"index":0,"type":"ok","process":3,"f":"r","value":0,"time":1}}',
  ])('leaves the rest to the general parser: %s', (text) => {
    expect(quickly(text)).toBeUndefined();
  });

  it('is done at once with a hostile line', () => {
    const head = '{"index":0,"type":"ok","process":3,"f":"r","time":1,"value":';
    for (const tail of [
      '['.repeat(300_000),
      '[1,'.repeat(100_000),
      '[{"a":'.repeat(50_000),
      '[1,[[],'.repeat(50_000),
    ]) {
      expect(() => parseJsonl(`${head}${tail}}\n`, { file: 'h' })).toThrow(HistoryFormatError);
    }
  });
});
