/**
 * The manifest: which tables make up a log-structured tree, and from which file on its writes are in none of them. Replaced
 * atomically, and only when every table that it names is durable.
 */
import { DamagedFileError } from '../../../contract/damaged-file-error.ts';
import type { Disk } from '../../../contract/host.ts';
import { formatHeader, scanFile } from '../file-format.ts';
import { encodeRecord } from '../record.ts';
import type { TablePlace } from './table.ts';

const fileName = 'manifest';

export interface Manifest {
  /** The first file of the write-ahead log that still counts. */
  readonly firstWrites: number;
  /** By level, each newest first; a deeper level is older. */
  readonly levels: readonly (readonly TablePlace[])[];
}

/** Throws a DamagedFileError. */
export function readManifest(disk: Disk): Manifest {
  const file = disk.read(fileName);
  if (file === undefined) return { firstWrites: 1, levels: [] };
  const [record] = scanFile('manifest', fileName, file);
  if (record === undefined) throw new DamagedFileError(fileName, 'it is cut short, and it is never written in part');
  return JSON.parse(Buffer.from(record.payload).toString()) as Manifest;
}

/**
 * Calls back when the one that was read is durable, at once if there is none: a process that was killed leaves it in the operating
 * system's memory, and what it no longer names must not be removed before.
 */
export function whenManifestDurable(disk: Disk, done: () => void): void {
  if (disk.read(fileName) === undefined) done();
  else disk.sync(fileName, done);
}

/** Calls back when it is durable. */
export function saveManifest(disk: Disk, manifest: Manifest, done: () => void): void {
  const record = encodeRecord(JSON.stringify(manifest));
  disk.replace(fileName, Buffer.concat([formatHeader('manifest'), record]), done);
}
