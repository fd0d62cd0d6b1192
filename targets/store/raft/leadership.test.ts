import { describe, expect, it } from 'vitest';
import type { Host, Message } from '../../contract/host.ts';
import { parseConfiguration } from '../configuration.ts';
import { MemoryDisk } from '../storage/memory-disk.testing.ts';
import { StableStorage } from '../storage/stable-storage.ts';
import { VersionedTable } from '../transactions/versioned-table.ts';
import { Leadership } from './leadership.ts';
import { Membership } from './membership.ts';
import { majorityOf, reachedBy } from './quorum.ts';

describe('majorities', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
  ])('of %i nodes: %i', (nodes, expected) => {
    expect(majorityOf(nodes)).toBe(expected);
  });

  it.each([
    [[4], 4],
    [[4, 2], 2],
    [[9, 0, 5], 5],
    [[1, 2, 3, 4], 2],
    [[0, 7, 7, 7, 0], 7],
  ])('of %j have reached %i', (values, expected) => {
    expect(reachedBy(majorityOf(values.length), values)).toBe(expected);
  });
});

/** A leader in term 2 whose log begins with `oldEntries` entries of term 1, and what it did. */
function leaderInTerm2(oldEntries: number): { leadership: Leadership; commits: number[]; disk: MemoryDisk } {
  const disk = new MemoryDisk();
  const storage = new StableStorage(disk);
  for (let index = 1; index <= oldEntries; index++) {
    storage.log.append({ index, term: 1, command: { type: 'write', key: 'x', value: index } });
  }
  storage.saveTerm(2, 'n1');
  const commits: number[] = [];
  const host: Host = {
    node: 'n1',
    peers: ['n2', 'n3'],
    random: { below: () => 0 },
    disk,
    monotonicMs: () => 0,
    wallMs: () => 0,
    setTimer: () => ({ cancel: () => undefined }),
    send: (_to: string, _message: Message) => undefined,
    log: () => undefined,
  };
  const leadership = new Leadership({
    host,
    configuration: parseConfiguration({}),
    storage,
    table: new VersionedTable(),
    membership: new Membership(storage, ['n1', 'n2', 'n3']),
    term: 2,
    commitIndex: () => commits.at(-1) ?? 0,
    commit: (index) => void commits.push(index),
    query: () => null,
  });
  disk.finishAll();
  return { leadership, commits, disk };
}

describe('a leader', () => {
  // Raft, figure 8: an entry of an older term that a majority holds may still be replaced by another leader's.
  it("does not commit an older term's entries by counting, but with the first of its own", () => {
    const { leadership, commits } = leaderInTerm2(70);
    leadership.onReply('n2', { kind: 'append-reply', term: 2, success: true, index: 64, round: 1 });
    leadership.onReply('n3', { kind: 'append-reply', term: 2, success: true, index: 70, round: 1 });
    expect([commits, leadership.isEstablished]).toEqual([[], false]);
    leadership.onReply('n3', { kind: 'append-reply', term: 2, success: true, index: 71, round: 1 });
    expect([commits, leadership.isEstablished]).toEqual([[71], true]);
  });
});
