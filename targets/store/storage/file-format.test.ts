import { expect, it } from 'vitest';
import { formatHeader, recoverFile, scanFile } from './file-format.ts';
import type { FileKind } from './file-format.ts';
import { MemoryDisk } from './memory-disk.testing.ts';
import { encodeRecord } from './record.ts';
import { ReplicatedLog } from './replicated-log.ts';
import { SnapshotFile } from './snapshot-file.ts';
import { TermFile } from './term-file.ts';
import { LogStructuredTree } from './tree/log-structured-tree.ts';
import { ShardLog } from '../sharded/shard-log.ts';

const record = (value: unknown): Uint8Array => encodeRecord(JSON.stringify(value));

it('a file begins with its kind and version', () => {
  const file = Buffer.concat([formatHeader('log'), record('first')]);
  expect(scanFile('log', 'log', file).map(({ payload }) => Buffer.from(payload).toString())).toEqual(['"first"']);
});

const readers: readonly (readonly [kind: FileKind, file: string, read: (disk: MemoryDisk) => unknown])[] = [
  ['log', 'log', (disk) => new ReplicatedLog(disk)],
  ['snapshot', 'snapshot', (disk) => new SnapshotFile(disk)],
  ['term', 'term', (disk) => new TermFile(disk)],
  ['shards', 'shards', (disk) => new ShardLog(disk)],
  ['writes', 'writes-1', (disk) => new LogStructuredTree(disk, 10)],
  ['manifest', 'manifest', (disk) => new LogStructuredTree(disk, 10)],
];

it.each(readers)('a %s file of another version is refused, with what to do', (kind, file, read) => {
  const disk = new MemoryDisk();
  disk.append(file, Buffer.concat([record({ format: kind, version: 7 }), record({ of: 'the future' })]));
  expect(() => read(disk)).toThrow(
    `the file ${file} is damaged: its format has version 7, and this release knows version 1; ` +
      'start this node with the release of the store that wrote it',
  );
});

it.each(readers)('a %s file from before formats had versions is refused', (kind, file, read) => {
  const disk = new MemoryDisk();
  disk.append(file, record({ anything: 'else' }));
  expect(() => read(disk)).toThrow(`the file ${file} is damaged: it does not begin as a file of kind "${kind}" does`);
});

it('a table of another version is refused', () => {
  const disk = new MemoryDisk();
  const tree = new LogStructuredTree(disk, 1);
  tree.write([['key', 1]]);
  disk.finishAll();
  const table = Buffer.from(disk.read('table-1') as Uint8Array);
  const header = record({ format: 'table', version: 7 });
  disk.files.set('table-1', Buffer.concat([header, table.subarray(header.length)]));
  expect(() => new LogStructuredTree(disk, 1)).toThrow('its format has version 7');
});

it('a file whose header is torn is begun anew', () => {
  const header = formatHeader('shards');
  for (const torn of [header.slice(0, 9), Buffer.concat([header.slice(0, 20), new Uint8Array(40)])]) {
    const disk = new MemoryDisk();
    disk.append('shards', torn);
    expect(recoverFile(disk, 'shards', 'shards')).toEqual({
      records: [],
      wholeBytes: header.length,
      tornBytes: torn.length,
    });
    expect(Buffer.from(disk.read('shards') as Uint8Array)).toEqual(Buffer.from(header));
  }
});
