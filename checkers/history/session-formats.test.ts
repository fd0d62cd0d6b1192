import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HistoryBytesError, HistoryFormatError } from '../input-error.ts';
import type { ParsedHistory } from './assembler.ts';
import { parseAwditDsl } from './awdit-dsl.ts';
import { parseCobraDirectory } from './cobra-dir.ts';
import { parseDbcopBincode } from './dbcop-bincode.ts';
import { parseJepsenJson } from './jepsen-json.ts';
import { pairEvents, pairOperations } from './pairing.ts';
import {
  asAwdit,
  asCobra,
  asDbcop,
  asTextReadsWrites,
  ByteWriter,
  dbcopHeader,
  sessions,
  type SessionTransaction,
} from './session-formats.testing.ts';
import { parseTextReadsWrites } from './text-rw.ts';

const file = 'h';

function failureOf(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

function replaced(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  return bytes.length === 0 ? bytes : bytes.with(at % bytes.length, byte);
}

/** What the events must say, in the order of the file. */
function expectedEvents(all: readonly (readonly SessionTransaction[])[]): unknown[] {
  return all.flatMap((session, process) =>
    session.map(({ end, microOps }) => ({ type: end, process, f: 'txn', value: microOps })),
  );
}

function eventsOf(history: ParsedHistory): unknown[] {
  return history.events.map(({ type, process, f, value }) => ({ type, process, f, value }));
}

describe('what is written in the format of another tool is read again', () => {
  it('dbcop-bincode', () => {
    fc.assert(
      fc.property(sessions, (all) => {
        expect(eventsOf(parseDbcopBincode(asDbcop(all), { file }))).toEqual(expectedEvents(all));
      }),
    );
  });

  it('cobra-dir, without what was aborted', () => {
    fc.assert(
      fc.property(sessions, (all) => {
        fc.pre(all.length > 0);
        const committed = all.map((session) => session.filter(({ end }) => end === 'ok'));
        const parts = asCobra(all).toReversed();
        expect(eventsOf(parseCobraDirectory(parts, { file }))).toEqual(expectedEvents(committed));
      }),
    );
  });

  it('text-rw, where aborted transactions have no numbers of their own', () => {
    const apart = sessions.map((all) =>
      all.map((session) => session.filter(({ end }, at) => end === 'ok' || session[at - 1]?.end !== 'fail')),
    );
    fc.assert(
      fc.property(apart, (all) => {
        const bySession = (history: ParsedHistory): unknown[] =>
          all.flatMap((_, process) =>
            eventsOf(history).filter((event) => (event as { process: number }).process === process),
          );
        expect(bySession(parseTextReadsWrites(asTextReadsWrites(all), { file }))).toEqual(expectedEvents(all));
      }),
    );
  });

  it('awdit-dsl, where all is committed and 0 is a value', () => {
    fc.assert(
      fc.property(sessions, (all) => {
        const literal = all.map((session) =>
          session.map(({ microOps }) => ({
            end: 'ok' as const,
            microOps: microOps.map(([kind, key, value]) => [kind, key, value ?? 0] as const),
          })),
        );
        expect(eventsOf(parseAwditDsl(asAwdit(all), { file }))).toEqual(expectedEvents(literal));
      }),
    );
  });
});

describe('operations without real time', () => {
  const table = parseAwditDsl('w 1 2\n=====\nr 1 2\n-----\nr 1 3', { file }).table;

  it('are completions that stand alone, if that is allowed', () => {
    const operations = pairEvents(table, { completionsMayStandAlone: true });
    expect(
      Array.from(operations, ({ process, index, completionIndex, type }) => [process, index, completionIndex, type]),
    ).toEqual([
      [0, 0, 0, 'ok'],
      [1, 1, 1, 'ok'],
      [1, 2, 2, 'ok'],
    ]);
    expect(pairOperations(table.toEvents(), { completionsMayStandAlone: true })).toEqual([...operations]);
  });

  it('are refused otherwise, and in a history that has invocations', () => {
    expect(() => pairEvents(table)).toThrow('process 0 completes "txn" (ok), which it never invoked');
    expect(() => pairOperations(table.toEvents())).toThrow('which it never invoked');
    const [first] = table.toEvents();
    const mixed = [
      { ...first, index: 0, type: 'invoke' },
      { ...first, index: 1, process: 8 },
    ] as never;
    expect(() => pairOperations(mixed, { completionsMayStandAlone: true })).toThrow('process 8 completes');
    const text = '[{"type":"invoke","f":"txn","process":0},{"type":"ok","f":"txn","process":8}]';
    expect(() => pairEvents(parseJepsenJson(text, { file }).table, { completionsMayStandAlone: true })).toThrow(
      'process 8 completes',
    );
  });

  it('begin with nothing where the format has a mark for that', () => {
    expect(parseDbcopBincode(asDbcop([]), { file }).initial).toBeNull();
    expect(parseCobraDirectory([{ name: 'T0.log', bytes: new Uint8Array() }], { file }).initial).toBeNull();
    expect(parseTextReadsWrites('', { file }).initial).toBeNull();
    expect(parseAwditDsl('', { file }).initial).toBeUndefined();
  });

  it('say so, and where they stand', () => {
    const history = parseTextReadsWrites('w(1,2,0,0)\n\n r(1,2,1,0)', { file });
    expect(history.notes[0]).toMatch(/^the file records no real time/);
    expect(history.placeOf(1)).toEqual({ line: 3, column: 1 });
    expect(parseDbcopBincode(asDbcop([[{ end: 'ok', microOps: [['w', 1, 2]] }]]), { file }).placeOf(0)).toMatchObject({
      byte: 94,
    });
    const log = new ByteWriter('big-endian').byte(0x53).number(4).byte(0x43).number(4).bytes;
    const parts = [
      { name: 'T3.log', bytes: log },
      { name: 'T3.debug', bytes: log },
    ];
    expect(parseCobraDirectory(parts, { file }).placeOf(0)).toEqual({ line: 1, column: 1, byte: 0, part: 'T3.log' });
  });
});

describe('hostile input', () => {
  const texts = fc.string({
    unit: fc.constantFrom('w', 'r', ' ', '(', ')', ',', '0', '9', '-', '=', '\n', 'x'),
    maxLength: 60,
  });

  it('of texts is read or refused with its place', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const parse of [parseAwditDsl, parseTextReadsWrites]) {
          const error = failureOf(() => parse(text, { file }));
          expect(error === undefined || error instanceof HistoryFormatError).toBe(true);
        }
      }),
    );
  });

  it('of bytes, random or changed in one place, is read or refused with its offset', () => {
    const changed = fc
      .tuple(sessions, fc.nat(), fc.nat(255))
      .map(([all, at, byte]) => ({ dbcop: replaced(asDbcop(all), at, byte), cobra: asCobra(all), at, byte }));
    fc.assert(
      fc.property(changed, fc.uint8Array({ maxLength: 200 }), ({ dbcop, cobra, at, byte }, random) => {
        const logs = [
          { name: 'T9.log', bytes: random },
          ...cobra.map((part) => ({ ...part, bytes: replaced(part.bytes, at, byte) })),
        ];
        for (const parse of [
          () => parseDbcopBincode(dbcop, { file }),
          () => parseDbcopBincode(random, { file }),
          () => parseCobraDirectory(logs, { file }),
        ]) {
          const error = failureOf(parse);
          expect(error === undefined || error instanceof HistoryBytesError).toBe(true);
        }
      }),
    );
  });
});

describe('dbcop-bincode', () => {
  it('leaves out events that failed, and keeps large numbers apart', () => {
    const writer = dbcopHeader(new ByteWriter('little-endian')).number(1).number(1).number(3);
    writer
      .byte(1)
      .number(1)
      .number(2n ** 63n + 1n)
      .byte(1);
    writer.byte(1).number(1).number(5).byte(0);
    writer
      .byte(0)
      .number(2n ** 53n)
      .number(0)
      .byte(1)
      .byte(1);
    expect(eventsOf(parseDbcopBincode(writer.bytes, { file }))).toEqual([
      {
        type: 'ok',
        process: 0,
        f: 'txn',
        value: [
          ['w', 1, '9223372036854775809'],
          ['r', '9007199254740992', null],
        ],
      },
    ]);
  });

  it('is an error wherever it is torn', () => {
    const whole = asDbcop([
      [
        { end: 'ok', microOps: [['w', 1, 2]] },
        { end: 'fail', microOps: [['r', 1, null]] },
      ],
    ]);
    for (let length = 0; length < whole.length; length++) {
      expect(() => parseDbcopBincode(whole.subarray(0, length), { file })).toThrow(
        expect.objectContaining({ name: 'HistoryBytesError', file, offset: expect.any(Number) as number }),
      );
    }
  });

  const header = (): ByteWriter => dbcopHeader(new ByteWriter('little-endian'));
  it.each([
    [header().number(2n ** 60n).bytes, 78, 'the number of sessions is 1152921504606846976, but only 0 bytes follow'],
    [
      header()
        .number(1)
        .number(2 ** 40).bytes,
      86,
      'the number of transactions of a session is 1099511627776, but only 0 bytes follow',
    ],
    [header().number(0).byte(9).bytes, 86, '1 bytes after the last session'],
    [
      header().number(1).number(1).number(1).byte(2).number(1).number(1).byte(1).byte(1).bytes,
      102,
      'whether an event is a write is 2, which is neither 0 nor 1',
    ],
    [
      header().number(1).number(1).number(1).byte(1).number(1).number(0).byte(1).byte(1).bytes,
      102,
      'a write of the value 0, which stands for the initial one',
    ],
    [new Uint8Array(3), 3, 'the file ends within the id, which begins at byte 0'],
  ])('names the byte and the reason: %#', (bytes, offset, reason) => {
    expect(() => parseDbcopBincode(bytes, { file })).toThrow(expect.objectContaining({ offset, reason, file }));
  });
});

describe('cobra-dir', () => {
  const log = (write: (writer: ByteWriter) => ByteWriter): { name: string; bytes: Uint8Array }[] => [
    { name: 'T1.log', bytes: write(new ByteWriter('big-endian')).bytes },
  ];

  it('takes a transaction that the log breaks off in as indeterminate', () => {
    const history = parseCobraDirectory(
      log((writer) => writer.byte(0x53).number(4).byte(0x57).number(9).number(1).number(0)),
      { file },
    );
    expect(eventsOf(history)).toEqual([{ type: 'info', process: 1, f: 'txn', value: [['w', 1, 9]] }]);
    expect(history.notes).toContain('T1.log ends within a transaction: nobody knows whether it committed');
  });

  it('knows both marks of the initial value', () => {
    const read = (writer: ByteWriter, mark: number): ByteWriter =>
      writer.byte(0x52).number(mark).number(mark).number(1).number(0);
    const parts = log((writer) =>
      read(read(writer.byte(0x53).number(4), 0xdead_beef), 0xbebe_ebee)
        .byte(0x43)
        .number(4),
    );
    expect(eventsOf(parseCobraDirectory(parts, { file }))).toMatchObject([
      {
        value: [
          ['r', 1, null],
          ['r', 1, null],
        ],
      },
    ]);
  });

  it.each([
    [log((writer) => writer.byte(0x41)), 0, '"A" begins no record: S, W, R or C'],
    [log((writer) => writer.byte(0x57)), 0, 'W outside of a transaction: S begins one'],
    [log((writer) => writer.byte(0x53).number(1).byte(0x53).number(2)), 9, 'S begins a transaction within 1'],
    [
      log((writer) => writer.byte(0x53).number(1).byte(0x43).number(2)),
      9,
      'C commits 2, but the open transaction is 1',
    ],
    [
      log((writer) => writer.byte(0x53).byte(1)),
      2,
      'the file ends within the number of a transaction, which begins at byte 1',
    ],
    [
      log((writer) => writer.byte(0x53).number(1).byte(0x57).number(0xdead_beef).number(1).number(1)),
      9,
      'a write with the id 3735928559, which stands for the initial value',
    ],
  ])('names file, byte and reason: %#', (parts, offset, reason) => {
    expect(() => parseCobraDirectory(parts, { file })).toThrow(
      expect.objectContaining({ offset, reason, file: 'h/T1.log' }),
    );
  });

  it('wants logs', () => {
    expect(() => parseCobraDirectory([{ name: 'notes.txt', bytes: new Uint8Array() }], { file })).toThrow(
      'there is no log T0.log',
    );
  });
});

describe('text-rw', () => {
  it.each([
    ['w(1,2,3)', 1, 1, '"w(1,2,3)" is not a read or write'],
    ['w(1,2,0,0)\n  x(1,2,0,0)', 2, 3, '"x(1,2,0,0)" is not a read or write'],
    ['w(1,2,0,0)\nr(1,2,0,', 2, 1, '"r(1,2,0," is not a read or write'],
    ['w(1,0,0,0)', 1, 1, 'a write of the value 0, which stands for the initial one'],
    [
      'w(1,2,0,0)\nw(1,3,0,1)\nw(1,4,0,0)',
      3,
      1,
      'session 0 goes on with transaction 0, after which it had begun another',
    ],
    ['w(1,2,99999999999999999,0)', 1, 1, 'the session 99999999999999999 is too large'],
  ])('names line, column and reason: %j', (text, line, column, reason) => {
    expect(() => parseTextReadsWrites(text, { file })).toThrow(
      expect.objectContaining({ name: 'HistoryFormatError', file, line, column, reason }),
    );
  });

  it('keeps sessions that are mixed apart', () => {
    const history = parseTextReadsWrites('w(1,2,0,0)\nw(1,3,1,0)\nr(1,0,0,0)\r\nr(1,2,1,-1)\n', { file });
    expect(eventsOf(history)).toEqual([
      { type: 'ok', process: 1, f: 'txn', value: [['w', 1, 3]] },
      {
        type: 'ok',
        process: 0,
        f: 'txn',
        value: [
          ['w', 1, 2],
          ['r', 1, null],
        ],
      },
      { type: 'fail', process: 1, f: 'txn', value: [['r', 1, 2]] },
    ]);
  });
});

describe('awdit-dsl', () => {
  it.each([
    ['w 1', 1, 1, '"w 1" is not a read or write'],
    ['w 1 2\n ---\n  w 1 2 3', 3, 3, '"w 1 2 3" is not a read or write'],
    ['w 1 2\n--', 2, 1, '"--" is not a read or write'],
  ])('names line, column and reason: %j', (text, line, column, reason) => {
    expect(() => parseAwditDsl(text, { file })).toThrow(expect.objectContaining({ file, line, column, reason }));
  });

  it('has no empty transactions, but empty sessions', () => {
    expect(eventsOf(parseAwditDsl('---\n=====\n=====\n---\nw -1 -0\n---\n---\r\n', { file }))).toEqual([
      { type: 'ok', process: 2, f: 'txn', value: [['w', -1, 0]] },
    ]);
  });
});
