import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from './event.ts';
import { canonicalJson, JsonInterner } from './interner.ts';
import { emptyListResult, noResult } from './packed-micro-ops.ts';

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
/** Few different values, many pairs. */
const small: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(0, 1, -1, 1.5, 2 ** 22, 2 ** 40, '', '0', 'a', null, true, false),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b'), tie('value'), { maxKeys: 2 }),
  ),
})).value;

describe('JsonInterner', () => {
  it('gives the same number exactly to equal values, and gives them back', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(json, small), { maxLength: 30 }), (values) => {
        const interner = new JsonInterner();
        const ids = values.map((value) => interner.intern(value));
        const texts = values.map(canonicalJson);
        for (const [left, id] of ids.entries()) {
          expect(interner.value(id)).toEqual(values[left]);
          for (const [right, other] of ids.entries()) expect(id === other).toBe(texts[left] === texts[right]);
        }
      }),
    );
  });

  it('finds that values added without a look are equal', () => {
    fc.assert(
      fc.property(
        fc.array(small, { maxLength: 20 }),
        fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
        (values, looked) => {
          const interner = new JsonInterner();
          const added = values.map((value, position) =>
            looked[position] === true ? interner.intern(value) : interner.add(value),
          );
          const ids = added.map((id) => interner.canonical(id));
          const texts = values.map(canonicalJson);
          for (const [left, id] of ids.entries()) {
            expect(interner.value(id)).toEqual(values[left]);
            for (const [right, other] of ids.entries()) expect(id === other).toBe(texts[left] === texts[right]);
          }
        },
      ),
    );
  });

  it('keeps many pairs apart', () => {
    const interner = new JsonInterner();
    const ids = new Set<number>();
    for (let first = 0; first < 100; first++)
      for (let second = 0; second < 100; second++) ids.add(interner.intern([first, second]));
    expect(ids.size).toBe(10_000);
    expect(interner.intern([7, 8])).toBe(interner.internPair(interner.intern(7), interner.intern(8)));
  });

  it('finds that packed micro-operations are equal to others, in another thread too', () => {
    const interner = new JsonInterner();
    const { words } = interner.microOps;
    const [f, key, one, two] = ['r', 'x', 1, 2].map((value) => interner.intern(value)) as [
      number,
      number,
      number,
      number,
    ];
    const packed = [0, 1].map(() => {
      const offset = words.length;
      for (const word of [2, f, key, emptyListResult - 2, one, two, f, key, noResult]) words.push(word);
      return interner.addMicroOps(offset);
    });
    const value: Json = [
      ['r', 'x', [1, 2]],
      ['r', 'x'],
    ];
    const crossed = JsonInterner.unpack(structuredClone(interner.pack()));
    for (const either of [crossed, interner]) {
      expect(packed.map((id) => either.value(id))).toEqual([value, value]);
      expect(packed.map((id) => either.isPair(id))).toEqual([false, false]);
      expect(new Set([...packed.map((id) => either.canonical(id)), either.intern(value)]).size).toBe(1);
    }
  });

  it('refuses a number it did not give', () => {
    expect(() => new JsonInterner().value(0)).toThrow(RangeError);
  });
});
