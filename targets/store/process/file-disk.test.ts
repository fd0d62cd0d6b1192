import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LogStructuredTree } from '../storage/tree/log-structured-tree.ts';
import { FileDisk } from './file-disk.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ordeal-disk-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const synced = (disk: FileDisk, file: string): Promise<void> => new Promise((resolve) => disk.sync(file, resolve));

it('reads parts of files, lists them, and removes them while they are synced', async () => {
  const disk = new FileDisk(directory);
  disk.append('one', Buffer.from('abcdef'));
  disk.append('other', Buffer.from('xyz'));
  expect(Buffer.from(disk.readRange('one', 2, 3)).toString()).toBe('cde');
  expect(Buffer.from(disk.readRange('one', 4, 9)).toString()).toBe('ef');
  expect(disk.readRange('none', 0, 9)).toHaveLength(0);
  const sync = synced(disk, 'one');
  disk.remove('one');
  await sync;
  await synced(disk, 'other');
  expect([disk.fileNames(), disk.read('one')]).toEqual([['other'], undefined]);
});

it('carries a log-structured tree, through restarts', async () => {
  for (let start = 0; start < 4; start++) {
    const disk = new FileDisk(directory);
    const tree = new LogStructuredTree(disk, 3);
    for (let key = 0; key < 20; key++) {
      tree.write([[`key ${key}`, start * 100 + key]]);
      await new Promise<void>((resolve) => tree.flush(resolve));
    }
    expect(tree.get('key 7')).toBe(start * 100 + 7);
    // The device works in order: so long until all that the tree does in the background is done.
    for (let turn = 0; turn < 50; turn++) await synced(disk, 'turn');
  }
});
