import { describe, expect, it } from 'vitest';
import { decodeFrames, framedText } from './framed-output.ts';

function frame(stream: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

describe('framed output', () => {
  const output = Buffer.concat([frame(1, 'one\n'), frame(2, 'zwölf\n'), frame(1, ''), frame(1, 'three\n')]);

  it('separates the streams, or keeps the order in which they came', () => {
    expect(framedText(output, 1)).toBe('one\nthree\n');
    expect(framedText(output, 2)).toBe('zwölf\n');
    expect(framedText(output)).toBe('one\nzwölf\nthree\n');
  });

  it('joins characters that two frames share', () => {
    const [start, end] = [Buffer.from('ö').subarray(0, 1), Buffer.from('ö').subarray(1)];
    const split = [start, end].map((bytes) => Buffer.concat([frame(1, 'x').subarray(0, 7), Buffer.from([1]), bytes]));
    expect(framedText(Buffer.concat(split))).toBe('ö');
  });

  it('takes a frame that is cut short as far as it goes', () => {
    expect(framedText(output.subarray(0, 10))).toBe('on');
    expect(decodeFrames(output.subarray(0, 5))).toEqual([]);
  });

  it('refuses what is not framed instead of losing it', () => {
    expect(() => decodeFrames(Buffer.from('plain text without frames'))).toThrow(/without frames/);
  });
});
