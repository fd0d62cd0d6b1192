import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { BytePieces } from './byte-pieces.ts';

const anyStep = fc.record({
  appended: fc.uint8Array({ maxLength: 6 }),
  cutTo: fc.option(fc.nat(30), { nil: Infinity }),
  from: fc.nat(30),
  to: fc.nat(30),
});

it('pieces are what one array would be, and what is read is a copy', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 20 }), (steps) => {
      const pieces = new BytePieces();
      let plain: number[] = [];
      for (const { appended, cutTo, from, to } of steps) {
        // A Buffer, whose own `slice` is no copy.
        pieces.append(Buffer.from(appended));
        pieces.truncate(cutTo);
        plain = [...plain, ...appended].slice(0, cutTo);
        const slice = pieces.slice(from, to);
        expect([...slice]).toEqual(plain.slice(from, to));
        slice.fill(0xff);
        pieces.clone().append(Buffer.from('other'));
        expect([...pieces.copy()]).toEqual(plain);
      }
    }),
  );
});
