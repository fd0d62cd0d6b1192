/**
 * The engine's framing of output: eight bytes (stream number, three zeros, length as big-endian 32 bits), then the bytes.
 * Decoded here from a whole buffer, since dockerode's own demultiplexer never ends its targets.
 */
import { OrdealError } from '../errors.ts';

export interface Frame {
  /** 1 is standard output, 2 is standard error. */
  readonly stream: number;
  readonly bytes: Buffer;
}

const headerBytes = 8;

/** Decodes all frames. A frame that the end of the buffer cuts short is returned as far as it goes. */
export function decodeFrames(buffer: Buffer): Frame[] {
  const frames: Frame[] = [];
  let position = 0;
  while (position + headerBytes <= buffer.length) {
    const stream = buffer.readUInt8(position);
    if (stream > 2) {
      throw new OrdealError(
        'unframed-output',
        `the engine sent output without frames (stream number ${stream} at byte ${position})`,
        'report this with the engine and its version (`ordeal doctor`)',
      );
    }
    const start = position + headerBytes;
    const end = start + buffer.readUInt32BE(position + 4);
    frames.push({ stream, bytes: buffer.subarray(start, end) });
    position = end;
  }
  return frames;
}

/** Text of one stream, or of both in the order they came. */
export function framedText(buffer: Buffer, stream?: 1 | 2): string {
  const wanted = decodeFrames(buffer).filter((frame) => stream === undefined || frame.stream === stream);
  return Buffer.concat(wanted.map((frame) => frame.bytes)).toString('utf8');
}
