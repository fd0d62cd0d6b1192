import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codePoints, wrap } from './wrap.ts';

it('breaks between words, with margins', () => {
  expect(wrap('one two three four five six', { width: 22, first: 0, others: 2 })).toEqual([
    'one two three four',
    '  five six',
  ]);
  expect(wrap('', { width: 30, first: 2, others: 2 })).toEqual(['  ']);
});

it('keeps every character but spaces, within the width', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 26, max: 100 }), (text, width) => {
      const lines = wrap(text, { width, first: 2, others: 4 });
      expect(lines.join('').replaceAll(' ', '')).toBe(text.trimEnd().replaceAll(' ', ''));
      for (const line of lines) expect(codePoints(line)).toBeLessThanOrEqual(width);
    }),
  );
});
