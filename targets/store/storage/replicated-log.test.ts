import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../state-machine.ts';
import { MemoryDisk } from './memory-disk.testing.ts';
import { encodeRecord, scanRecords } from './record.ts';
import { ReplicatedLog } from './replicated-log.ts';
import type { LogEntry } from './replicated-log.ts';

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
  return entries.reduce((sizeBytes, entry) => sizeBytes + encodeRecord(Buffer.from(JSON.stringify(entry))).length, 0);
}

function entriesOf(log: ReplicatedLog): readonly LogEntry[] {
  return log.entriesFrom(1, log.lastIndex);
}

describe('records', () => {
  it('are scanned as they were written', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 })), (payloads) => {
        const scanned = scanRecords(Buffer.concat(payloads.map((payload) => encodeRecord(payload))));
        expect(scanned.map(({ payload }) => [...payload])).toEqual(payloads.map((payload) => [...payload]));
      }),
    );
  });

  it('end at the first byte that was flipped', () => {
    const records = [encodeRecord(Buffer.from('first')), encodeRecord(Buffer.from('second'))];
    const file = Buffer.concat(records);
    for (let at = records[0]?.length ?? 0; at < file.length; at++) {
      const damaged = Buffer.from(file);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0x10, at);
      expect(scanRecords(damaged).map(({ payload }) => Buffer.from(payload).toString())).toEqual(['first']);
    }
  });

  it('are never found in zeros', () => {
    expect(scanRecords(new Uint8Array(64))).toEqual([]);
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
        expect(recovered.tornBytes).toBe(torn.length - encodedSizeBytes(entries.slice(0, recovered.lastIndex)));

        const more: LogEntry = { index: recovered.lastIndex + 1, term: 99, command: { type: 'nothing' } };
        recovered.append(more);
        expect(entriesOf(new ReplicatedLog(disk))).toEqual([...entries.slice(0, more.index - 1), more]);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a file whose whole records are not numbered one by one', () => {
    const disk = new MemoryDisk();
    disk.append('log', encodeRecord(Buffer.from(JSON.stringify({ index: 2, term: 1, command: { type: 'nothing' } }))));
    expect(() => new ReplicatedLog(disk)).toThrow('the write-ahead log holds entry 2 after entry 0');
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
