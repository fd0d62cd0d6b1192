import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../state-machine.ts';
import { formatHeader } from './file-format.ts';
import { MemoryDisk } from './memory-disk.testing.ts';
import { encodeRecord, scanRecords } from './record.ts';
import { ReplicatedLog } from './replicated-log.ts';
import type { LogEntry } from './log-entry.ts';

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ type: fc.constant('write' as const), key: fc.string(), value: fc.integer() }),
  fc.record({ type: fc.constant('add' as const), key: fc.string({ unit: 'grapheme' }), element: fc.integer() }),
  fc.constant({ type: 'nothing' as const }),
);

function numbered(commands: readonly Command[]): LogEntry[] {
  return commands.map((command, position) => ({ index: position + 1, term: 1 + Math.floor(position / 3), command }));
}

function writtenTo(disk: MemoryDisk, entries: readonly LogEntry[]): ReplicatedLog {
  const log = new ReplicatedLog(disk);
  for (const entry of entries) log.append(entry);
  return log;
}

function encodedSizeBytes(entries: readonly LogEntry[]): number {
  const records = entries.map((entry) => encodeRecord(JSON.stringify(entry)));
  return Buffer.concat([formatHeader('log'), ...records]).length;
}

function entriesOf(log: ReplicatedLog): readonly LogEntry[] {
  return log.entriesFrom(1, log.lastIndex);
}

describe('records', () => {
  it('are scanned as they were written', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })), (texts) => {
        const scanned = scanRecords('log', Buffer.concat(texts.map((text) => encodeRecord(text))));
        expect(scanned.map(({ payload }) => Buffer.from(payload).toString())).toEqual(texts);
      }),
    );
  });

  it('tell a bit that was flipped, wherever it is, from a torn tail', () => {
    const file = Buffer.concat(['first', 'second', 'third'].map((text) => encodeRecord(text)));
    for (let bit = 0; bit < 8 * file.length; bit++) {
      const damaged = Buffer.from(file);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => scanRecords('log', damaged)).toThrow(/^the file log is damaged: at byte (0|18|37) /);
    }
  });

  it('tell a whole record behind a broken one from a torn tail of zeros', () => {
    const records = ['first', 'second'].map((text) => encodeRecord(text));
    const damaged = Buffer.concat([...records, new Uint8Array(30)]);
    damaged.fill(0, 4, 9);
    expect(() => scanRecords('log', damaged)).toThrow('the file log is damaged: at byte 0');
  });

  it('are never found in zeros', () => {
    expect(scanRecords('log', new Uint8Array(64))).toEqual([]);
  });
});

describe('recovery of the log', () => {
  it('keeps a prefix of the entries wherever the file is cut, and goes on from there', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 12 }), fc.nat(), fc.boolean(), (commands, cut, zeros) => {
        const entries = numbered(commands);
        const disk = new MemoryDisk();
        writtenTo(disk, entries);
        const whole = disk.read('log') ?? new Uint8Array();
        const sizeBytes = cut % (whole.length + 1);
        const torn = zeros ? Buffer.concat([whole.slice(0, sizeBytes), new Uint8Array(20)]) : whole.slice(0, sizeBytes);
        disk.files.set('log', torn);

        const recovered = new ReplicatedLog(disk);
        expect(entriesOf(recovered)).toEqual(entries.slice(0, recovered.lastIndex));
        // Every record that is whole is kept, and nothing else: the next one did not fit.
        const ends = entries.map((_, position) => encodedSizeBytes(entries.slice(0, position + 1)));
        expect(recovered.lastIndex).toBe(ends.filter((end) => end <= sizeBytes).length);
        const wholeBytes = encodedSizeBytes(entries.slice(0, recovered.lastIndex));
        const isBegun = sizeBytes >= formatHeader('log').length;
        expect(recovered.tornBytes).toBe(isBegun ? torn.length - wholeBytes : torn.length);

        const more: LogEntry = { index: recovered.lastIndex + 1, term: 99, command: { type: 'nothing' } };
        recovered.append(more);
        expect(entriesOf(new ReplicatedLog(disk))).toEqual([...entries.slice(0, more.index - 1), more]);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a file whose whole records are not numbered one by one', () => {
    const disk = new MemoryDisk();
    disk.append('log', formatHeader('log'));
    disk.append('log', encodeRecord(JSON.stringify({ index: 2, term: 1, command: { type: 'nothing' } })));
    expect(() => new ReplicatedLog(disk)).toThrow('the file log is damaged: it holds entry 2 after entry 0');
  });
});

describe('durability of the log', () => {
  const entries = numbered([{ type: 'nothing' }, { type: 'nothing' }, { type: 'nothing' }]);

  it('counts entries only once a sync that began after them is done', () => {
    const disk = new MemoryDisk();
    const log = new ReplicatedLog(disk);
    const done: string[] = [];
    log.append(entries[0] as LogEntry);
    log.sync(() => done.push('first'));
    log.append(entries[1] as LogEntry);
    log.sync(() => done.push('second'));
    expect([log.durableIndex, disk.pendingCount]).toEqual([0, 1]);
    disk.finishPending();
    expect([log.durableIndex, done]).toEqual([1, ['first']]);
    disk.finishPending();
    expect([log.durableIndex, done, log.isDirty]).toEqual([2, ['first', 'second'], false]);
  });

  it('does not count an entry that took the place of one that was being synced', () => {
    const disk = new MemoryDisk();
    const log = writtenTo(disk, entries);
    log.sync(() => undefined);
    log.truncateFrom(2);
    log.append({ index: 2, term: 7, command: { type: 'nothing' } });
    disk.finishPending();
    expect(log.durableIndex).toBe(1);
    log.sync(() => undefined);
    disk.finishAll();
    expect(log.durableIndex).toBe(2);
  });

  it('does not take what it recovered for durable', () => {
    const disk = new MemoryDisk();
    writtenTo(disk, entries);
    const recovered = new ReplicatedLog(disk);
    expect([recovered.lastIndex, recovered.durableIndex, recovered.isDirty]).toEqual([3, 0, true]);
  });
});

describe('a log whose beginning is in a snapshot', () => {
  const nothing = { type: 'nothing' } as const;
  const entries = [1, 1, 2, 2, 3].map((term, position) => ({ index: position + 1, term, command: nothing }));

  it('is cut in the file as well, and is recovered whether or not the file was cut', () => {
    const disk = new MemoryDisk();
    const log = writtenTo(disk, entries);
    const uncut = disk.read('log') as Uint8Array;
    log.startAfter({ index: 3, term: 2 });
    const uncutDisk = new MemoryDisk();
    uncutDisk.files.set('log', uncut);
    for (const recovered of [log, new ReplicatedLog(disk, log.base), new ReplicatedLog(uncutDisk, log.base)]) {
      expect([recovered.base, recovered.entriesFrom(4, 9), recovered.lastIndex]).toEqual([
        { index: 3, term: 2 },
        entries.slice(3),
        5,
      ]);
    }
    expect((disk.read('log') as Uint8Array).length).toBeLessThan(uncut.length);
  });

  it('goes on after the cut as before, also after a restart', () => {
    const disk = new MemoryDisk();
    const log = writtenTo(disk, entries);
    log.startAfter({ index: 3, term: 2 });
    log.truncateFrom(5);
    log.append({ index: 5, term: 9, command: nothing });
    const recovered = new ReplicatedLog(disk, log.base);
    expect(recovered.entriesFrom(4, 9)).toEqual([entries[3], { index: 5, term: 9, command: nothing }]);
  });

  it.each([
    ['contradicts the snapshot', { index: 4, term: 7 }],
    ['ends before the snapshot', { index: 9, term: 7 }],
  ])('is dropped if it %s, and goes on behind it', (_name, base) => {
    const disk = new MemoryDisk();
    writtenTo(disk, entries);
    const dropped = new ReplicatedLog(disk, base);
    expect([dropped.lastIndex, dropped.lastTerm, dropped.termAt(1)]).toEqual([base.index, 7, undefined]);
    const next = { index: base.index + 1, term: 8, command: nothing };
    dropped.append(next);
    expect(new ReplicatedLog(disk, base).entriesFrom(next.index, 9)).toEqual([next]);
    // The snapshot was lost with the power: nothing that was written behind it had been acknowledged.
    expect(entriesOf(new ReplicatedLog(disk))).toEqual(entries);
  });
});
