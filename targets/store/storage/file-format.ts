/**
 * The first record of every file that a node keeps: what kind of file it is, and in which version of its format. A node that does
 * not know the version refuses to start, so that nobody takes the bytes of another release for what they are not.
 */
import { DamagedFileError } from '../../contract/damaged-file-error.ts';
import type { Disk } from '../../contract/host.ts';
import { encodeRecord, scanRecords } from './record.ts';
import type { PayloadCheck, ScannedRecord } from './record.ts';

/** By kind of file: the version that this release writes, and the only one that it reads. */
const versions = { log: 1, snapshot: 1, term: 1, shards: 1, writes: 1, table: 1, manifest: 1 } as const;

export type FileKind = keyof typeof versions;

interface FormatHeader {
  readonly format: string;
  readonly version: number;
}

const headers: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries(versions).map(([format, version]) => {
    const header: FormatHeader = { format, version };
    return [format, encodeRecord(JSON.stringify(header))];
  }),
);

/** The record with which a file of this kind begins. */
export function formatHeader(kind: FileKind): Uint8Array {
  return headers.get(kind) as Uint8Array;
}

/** Throws a DamagedFileError unless this is the header of a file of this kind, in the version that is known. */
export function checkFormat(kind: FileKind, file: string, payload: Uint8Array): void {
  const header = readHeader(payload);
  if (header?.format === kind && header.version === versions[kind]) return;
  const found =
    header?.format === kind
      ? `its format has version ${JSON.stringify(header.version)}, and this release knows version ${versions[kind]}`
      : `it does not begin as a file of kind "${kind}" does`;
  throw new DamagedFileError(file, `${found}; start this node with the release of the store that wrote it`);
}

function readHeader(payload: Uint8Array): Partial<FormatHeader> | null {
  try {
    return JSON.parse(Buffer.from(payload).toString()) as Partial<FormatHeader> | null;
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

/** The records of a file after its header, up to its torn tail; none if the header itself was torn. Throws a DamagedFileError. */
export function scanFile(kind: FileKind, file: string, bytes: Uint8Array, check?: PayloadCheck): ScannedRecord[] {
  const [header, ...records] = scanRecords(file, bytes, check);
  if (header !== undefined) checkFormat(kind, file, header.payload);
  return records;
}

export interface RecoveredFile {
  /** After the header. */
  readonly records: readonly ScannedRecord[];
  /** Where the last whole record ends. */
  readonly wholeBytes: number;
  /** Bytes behind it, which were cut off. */
  readonly tornBytes: number;
}

/** Reads a file that grows by records, cuts its torn tail off, and begins it if it has no beginning. Throws a DamagedFileError. */
export function recoverFile(disk: Disk, kind: FileKind, file: string, check?: PayloadCheck): RecoveredFile {
  const bytes = disk.read(file) ?? new Uint8Array();
  const [header, ...records] = scanRecords(file, bytes, check);
  if (header !== undefined) checkFormat(kind, file, header.payload);
  const wholeBytes = records.at(-1)?.endBytes ?? header?.endBytes ?? 0;
  if (wholeBytes < bytes.length) disk.truncate(file, wholeBytes);
  const tornBytes = bytes.length - wholeBytes;
  if (header !== undefined) return { records, wholeBytes, tornBytes };
  const begun = formatHeader(kind);
  disk.append(file, begun);
  return { records, wholeBytes: begun.length, tornBytes };
}
