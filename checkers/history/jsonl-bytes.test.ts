import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent, Json } from './event.ts';
import { JsonlBytes } from './jsonl-bytes.ts';
import { formatEvent } from './jsonl.ts';

const anyNumber = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 9, 10, 999_999_999, 1e9, 1e9 + 1, 10 * 1e9, 2 ** 53 - 1, 2 ** 53, 1e21, -1),
);
const anyText = fc.oneof(
  fc.string({ maxLength: 70 }),
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.constantFrom('\u2028', '\ud800', '"', '\\', '\u007f', 'a'.repeat(64), 'a'.repeat(65)),
);
const anyValue = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    anyNumber,
    anyText,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(anyText, tie('value'), { maxKeys: 3 }),
  ),
})).value;

const anyEvent: fc.Arbitrary<HistoryEvent> = fc
  .record({
    index: anyNumber.filter(Number.isFinite),
    type: fc.constantFrom('invoke', 'ok', 'fail', 'info'),
    process: fc.oneof(fc.integer(), anyText),
    f: anyText,
    value: anyValue,
    time: anyNumber.filter(Number.isFinite),
    error: fc.option(anyValue, { nil: undefined }),
    node: fc.option(anyText, { nil: undefined }),
  })
  .map(({ error, node, ...event }) => ({
    ...event,
    ...(error === undefined ? {} : { error }),
    ...(node === undefined ? {} : { node }),
  }));

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('lines as bytes', () => {
  it('are those of formatEvent, whatever the event', () => {
    const lines = new JsonlBytes();
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 6 }), (events) => {
        for (const event of events) lines.event(event);
        expect(textOf(lines.take())).toBe(events.map((event) => `${formatEvent(event)}\n`).join(''));
      }),
      { numRuns: 2000 },
    );
  });

  it('may be of any length, and begin anew once taken', () => {
    const lines = new JsonlBytes();
    const long = JSON.stringify('é'.repeat(100_000));
    lines.line(long);
    lines.line('1');
    expect(lines.sizeBytes).toBe(200_002 + 1 + 2);
    expect(textOf(lines.take())).toBe(`${long}\n1\n`);
    expect(textOf(lines.take())).toBe('');
  });
});
