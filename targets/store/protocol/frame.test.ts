import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../contract/host.ts';
import { encodeFrame, FrameDecoder, FrameError, maxFrameBytes } from './frame.ts';

const anyMessage = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<Message>;

describe('frames', () => {
  it('arrive as they were sent, in whatever pieces', () => {
    fc.assert(
      fc.property(
        fc.array(anyMessage, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (messages, cuts) => {
          const stream = Buffer.concat(messages.map((message) => encodeFrame(message)));
          const decoder = new FrameDecoder();
          const received: Message[] = [];
          let at = 0;
          for (const size of [...cuts, stream.length]) {
            received.push(...decoder.push(stream.subarray(at, at + size)));
            at = Math.min(stream.length, at + size);
          }
          expect(received).toEqual(messages.map((message) => JSON.parse(JSON.stringify(message)) as Message));
        },
      ),
    );
  });

  it('are refused at once when they claim too much, long before the bytes arrive', () => {
    expect(() => [...new FrameDecoder().push(Buffer.from('GET / HTTP/1.1\r\n'))]).toThrow(
      new FrameError(`a frame claims 1195725856 bytes, more than ${maxFrameBytes}`),
    );
  });

  it.each([
    ['not JSON', '{"a":', 'a frame of 5 bytes is not JSON'],
    ['a list', '[1,2]', 'a frame holds JSON that is not an object'],
    ['null', 'null', 'a frame holds JSON that is not an object'],
    ['what is nested without end', `{"a":${'['.repeat(99)}${']'.repeat(99)}}`, 'a frame nests deeper than 32'],
  ])('are refused when they hold %s', (_name, body, message) => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(body.length);
    expect(() => [...new FrameDecoder().push(Buffer.concat([header, Buffer.from(body)]))]).toThrow(
      new FrameError(message),
    );
  });
});
