/**
 * Messages on a TCP stream: four bytes of length (big endian), then that many bytes of JSON, which must be an object. The
 * length is limited, so that garbage is recognised at once instead of waited for; so is the depth, because what passes is
 * written down again by recursive functions.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';

const lengthBytes = 4;
export const maxFrameBytes = 8 * 1024 * 1024;
const maxDepth = 32;

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

function isDeeperThan(depth: number, value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((part: Json) => isDeeperThan(depth - 1, part));
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
  if (isDeeperThan(maxDepth, value as Message)) throw new FrameError(`a frame nests deeper than ${maxDepth}`);
  return value as Message;
}

/** Cuts a stream of bytes, in whatever pieces it arrives, into messages. */
export class FrameDecoder {
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  #limitBytes: number;

  /** `limitBytes`: of a frame. */
  constructor(limitBytes = maxFrameBytes) {
    this.#limitBytes = limitBytes;
  }

  /** From now on frames may be as large as they come, by whoever is trusted with that. */
  allowLargest(): void {
    this.#limitBytes = maxFrameBytes;
  }

  /**
   * The messages that this piece completes, one by one, so that what the first says may decide how the next is taken.
   * Throws a FrameError on garbage; then the decoder must not be used again.
   */
  *push(piece: Uint8Array): Generator<Message, void> {
    this.#chunks.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    this.#bufferedBytes += piece.length;
    for (let body = this.#takeBody(); body !== null; body = this.#takeBody()) yield parseBody(body);
  }

  #takeBody(): Buffer | null {
    if (this.#bufferedBytes < lengthBytes) return null;
    const first = this.#chunks[0] as Buffer;
    const header = first.length >= lengthBytes ? first : this.#joined();
    const bodyBytes = header.readUInt32BE(0);
    if (bodyBytes > this.#limitBytes) {
      throw new FrameError(`a frame claims ${bodyBytes} bytes, more than ${this.#limitBytes}`);
    }
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
