/**
 * One record in a file: its payload's length and CRC-32 (each 4 bytes, little endian), then the payload. After a crash the
 * file may end in a torn record, or in zeros that stand for data that never arrived; both are recognised, because no
 * record is empty and every payload has a checksum.
 */
import { crc32 } from 'node:zlib';

const headerBytes = 8;
const maxPayloadBytes = 64 * 1024 * 1024;

export function encodeRecord(payload: Uint8Array): Uint8Array {
  if (payload.length === 0 || payload.length > maxPayloadBytes) {
    throw new RangeError(`a record's payload has 1 to ${maxPayloadBytes} bytes, not ${payload.length}`);
  }
  const record = Buffer.allocUnsafe(headerBytes + payload.length);
  record.writeUInt32LE(payload.length, 0);
  record.writeUInt32LE(crc32(payload), 4);
  record.set(payload, headerBytes);
  return record;
}

export interface ScannedRecord {
  readonly payload: Uint8Array;
  /** Offset of the byte after the record. */
  readonly endBytes: number;
}

/** The whole records at the beginning of a file, up to the first that is torn or damaged. */
export function scanRecords(file: Uint8Array): ScannedRecord[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const records: ScannedRecord[] = [];
  let offset = 0;
  while (offset + headerBytes < bytes.length) {
    const payloadBytes = bytes.readUInt32LE(offset);
    const endBytes = offset + headerBytes + payloadBytes;
    if (payloadBytes === 0 || payloadBytes > maxPayloadBytes || endBytes > bytes.length) break;
    const payload = bytes.subarray(offset + headerBytes, endBytes);
    if (crc32(payload) !== bytes.readUInt32LE(offset + 4)) break;
    records.push({ payload, endBytes });
    offset = endBytes;
  }
  return records;
}
