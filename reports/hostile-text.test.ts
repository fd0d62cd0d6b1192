import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shorten, visibleBlock, visibleText } from './hostile-text.ts';

describe('visibleText', () => {
  it('shows control and invisible characters as escapes', () => {
    expect(visibleText('a\u001b[31mred\u0007\u009b2J')).toBe('a\\x1b[31mred\\x07\\x9b2J');
    expect(visibleText('line\r\nbreak\ttab\u2028')).toBe('line\\r\\nbreak\\ttab\\u2028');
    expect(visibleText('abc\u202etxt.exe\u200b\ufeff')).toBe('abc\\u202etxt.exe\\u200b\\ufeff');
    expect(visibleText('\ud800 \udc00 \u{e0041}')).toBe('\\ud800 \\udc00 \\u{e0041}');
  });

  it('leaves what people write alone', () => {
    const text = 'naïve 日本語 🙂 “quotes” <b> & \\n';
    expect(visibleText(text)).toBe(text);
  });

  it('never lets a control character or a lone surrogate through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleText(text);
        // oxlint-disable-next-line no-control-regex -- control characters are what must not be there.
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
        expect(shown.isWellFormed()).toBe(true);
        expect(visibleText(shown)).toBe(shown);
      }),
    );
  });
});

describe('visibleBlock', () => {
  it('keeps lines and tabs, drops colours, shows the rest', () => {
    expect(visibleBlock('one\r\n\u001b[1;32mgreen\u001b[0m\ttwo\rthree\u001b]0;title\u0007')).toBe(
      'one\ngreen\ttwo\\rthree\\x1b]0;title\\x07',
    );
  });
});

describe('shorten', () => {
  it('cuts to the limit and says so', () => {
    expect(shorten('abcdef', 6)).toBe('abcdef');
    expect(shorten('abcdefg', 6)).toBe('abcde…');
  });

  it('does not cut a pair in two', () => {
    expect(shorten('ab🙂🙂', 4)).toBe('ab…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, limit) => {
        const short = shorten(text, limit + 1);
        expect(short.length).toBeLessThanOrEqual(limit + 1);
        expect(short.isWellFormed()).toBe(true);
      }),
    );
  });
});
