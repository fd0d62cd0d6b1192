import { describe, expect, it } from 'vitest';
import { MemoryDisk } from './memory-disk.testing.ts';
import { TermFile } from './term-file.ts';

describe('the file of term and vote', () => {
  it('is read back as it was saved, but not taken for durable before it was synced again', () => {
    const disk = new MemoryDisk();
    new TermFile(disk).save(3, 'n2');
    disk.finishAll();
    // A killed process may have left it in the operating system's memory only: a vote must wait for the disk.
    const recovered = new TermFile(disk.crashed());
    expect([recovered.term, recovered.votedFor, recovered.isDirty]).toEqual([3, 'n2', true]);
  });

  it('is durable when the device says so, and not before', () => {
    const disk = new MemoryDisk();
    new TermFile(disk).save(3, 'n2');
    disk.finishAll();
    const sameMachine = disk.crashed();
    const recovered = new TermFile(sameMachine);
    const told: string[] = [];
    recovered.whenDurable(() => told.push('the vote'));
    expect(told).toEqual([]);
    sameMachine.finishAll();
    expect([told, recovered.isDirty]).toEqual([['the vote'], false]);
  });
});
