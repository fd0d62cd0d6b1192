/**
 * Messages on a TCP stream: four bytes of length (big endian), then that many bytes of JSON, which must be an object. The
 * length is limited, so that garbage is recognised at once instead of waited for.
 */
import type { Message } from '../../contract/host.ts';

const lengthBytes = 4;
export const maxFrameBytes = 8 * 1024 * 1024;

/** The other side does not speak this protocol. The connection cannot be used any further. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Throws a RangeError if the message is too large to send. */
export function encodeFrame(message: Message): Uint8Array {
  const body = Buffer.from(JSON.stringify(message));
  if (body.length > maxFrameBytes) throw new RangeError(`a message of ${body.length} bytes exceeds ${maxFrameBytes}`);
  const frame = Buffer.allocUnsafe(lengthBytes + body.length);
  frame.writeUInt32BE(body.length, 0);
  frame.set(body, lengthBytes);
  return frame;
}

function parseBody(body: Buffer): Message {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch (cause) {
    throw new FrameError(`a frame of ${body.length} bytes is not JSON`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FrameError('a frame holds JSON that is not an object');
  }
  return value as Message;
}

/** Cuts a stream of bytes, in whatever pieces it arrives, into messages. */
export class FrameDecoder {
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;

  /** The messages that this piece completes. Throws a FrameError on garbage; then the decoder must not be used again. */
  push(piece: Uint8Array): Message[] {
    this.#chunks.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    this.#bufferedBytes += piece.length;
    const messages: Message[] = [];
    for (let body = this.#takeBody(); body !== null; body = this.#takeBody()) messages.push(parseBody(body));
    return messages;
  }

  #takeBody(): Buffer | null {
    if (this.#bufferedBytes < lengthBytes) return null;
    const first = this.#chunks[0] as Buffer;
    const header = first.length >= lengthBytes ? first : this.#joined();
    const bodyBytes = header.readUInt32BE(0);
    if (bodyBytes > maxFrameBytes)
      throw new FrameError(`a frame claims ${bodyBytes} bytes, more than ${maxFrameBytes}`);
    if (this.#bufferedBytes < lengthBytes + bodyBytes) return null;
    const all = this.#joined();
    const rest = all.subarray(lengthBytes + bodyBytes);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#bufferedBytes = rest.length;
    return all.subarray(lengthBytes, lengthBytes + bodyBytes);
  }

  #joined(): Buffer {
    const joined = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}
