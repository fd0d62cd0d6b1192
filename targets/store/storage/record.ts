/**
 * One record in a file: its payload's length, the payload's CRC-32 and the CRC-32 of those two (4 bytes each, little endian),
 * the payload, a newline. A crash may leave the record that was being written cut short, or followed by zeros that stand
 * for data that never arrived: a torn tail. Nothing else can come of a crash, because a record ends in a byte that is
 * not zero and nobody acknowledges what is not synced; so all else is damage, which must not be taken for a torn tail: it would
 * silently drop what was acknowledged (Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage", FAST 2018).
 */
import { crc32 } from 'node:zlib';
import { DamagedFileError } from '../../contract/damaged-file-error.ts';

const headerBytes = 12;
const checkedHeaderBytes = 8;
const newline = 0x0a;
const maxPayloadBytes = 64 * 1024 * 1024;

/** The payload is the text in UTF-8. */
export function encodeRecord(text: string): Uint8Array {
  const payloadBytes = Buffer.byteLength(text);
  if (payloadBytes === 0 || payloadBytes > maxPayloadBytes) {
    throw new RangeError(`a record's payload has 1 to ${maxPayloadBytes} bytes, not ${payloadBytes}`);
  }
  const endBytes = headerBytes + payloadBytes;
  const record = Buffer.allocUnsafe(endBytes + 1);
  record.write(text, headerBytes);
  record.writeUInt32LE(payloadBytes, 0);
  record.writeUInt32LE(crc32(record.subarray(headerBytes, endBytes)), 4);
  record.writeUInt32LE(crc32(record.subarray(0, checkedHeaderBytes)), checkedHeaderBytes);
  record.writeUInt8(newline, endBytes);
  return record;
}

export interface ScannedRecord {
  readonly payload: Uint8Array;
  /** Offset of the byte after the record. */
  readonly endBytes: number;
}

/** A record's payload length if its header is whole, else null. */
function readHeader(bytes: Buffer, offset: number): number | null {
  if (offset + headerBytes > bytes.length) return null;
  const sum = crc32(bytes.subarray(offset, offset + checkedHeaderBytes));
  if (sum !== bytes.readUInt32LE(offset + checkedHeaderBytes)) return null;
  return bytes.readUInt32LE(offset);
}

/** Whether what a record holds must be what was written; a planted bug takes it as it is. */
export type PayloadCheck = 'by-checksum' | 'none';

function readRecord(bytes: Buffer, offset: number, check: PayloadCheck): ScannedRecord | null {
  const payloadBytes = readHeader(bytes, offset);
  if (payloadBytes === null || payloadBytes === 0) return null;
  const end = offset + headerBytes + payloadBytes;
  if (end >= bytes.length || bytes[end] !== newline) return null;
  const payload = bytes.subarray(offset + headerBytes, end);
  const isWhole = check === 'none' || crc32(payload) === bytes.readUInt32LE(offset + 4);
  return isWhole ? { payload, endBytes: end + 1 } : null;
}

/** Whether what is left of the file from here on can be what a crash leaves of a record. */
function isTorn(bytes: Buffer, offset: number): boolean {
  if (bytes.length - offset < headerBytes) return true;
  if (bytes.at(-1) !== 0) {
    const payloadBytes = readHeader(bytes, offset);
    return payloadBytes !== null && offset + headerBytes + payloadBytes >= bytes.length;
  }
  for (let later = offset + 1; later + headerBytes < bytes.length; later++) {
    if (readRecord(bytes, later, 'by-checksum') !== null) return false;
  }
  return true;
}

/** The whole records of a file, up to its end or its torn tail. Throws a DamagedFileError. */
export function scanRecords(name: string, file: Uint8Array, check: PayloadCheck = 'by-checksum'): ScannedRecord[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const records: ScannedRecord[] = [];
  let offset = 0;
  for (;;) {
    const record = readRecord(bytes, offset, check);
    if (record === null) break;
    records.push(record);
    offset = record.endBytes;
  }
  if (offset < bytes.length && !isTorn(bytes, offset)) {
    throw new DamagedFileError(name, `at byte ${offset} begins a record that is neither whole nor torn by a crash`);
  }
  return records;
}

/** The payload of the one record that these bytes must be, taken from `offsetBytes` of the file. Throws a DamagedFileError. */
export function decodeRecord(name: string, offsetBytes: number, bytes: Uint8Array): Uint8Array {
  const record = readRecord(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, 'by-checksum');
  if (record !== null && record.endBytes === bytes.length) return record.payload;
  throw new DamagedFileError(name, `at byte ${offsetBytes} is no whole record of ${bytes.length} bytes`);
}
