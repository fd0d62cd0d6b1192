import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Visited } from './visited.ts';

describe('Visited', () => {
  it('covers a configuration that used more, and no other', () => {
    const visited = new Visited(2, 1);
    expect(visited.add(Int32Array.of(1, 7, 0b011))).toBe(true);
    expect(visited.add(Int32Array.of(1, 7, 0b011))).toBe(false);
    expect(visited.add(Int32Array.of(1, 7, 0b111))).toBe(false);
    expect(visited.add(Int32Array.of(1, 7, 0b101))).toBe(true);
    expect(visited.add(Int32Array.of(1, 7, 0b001))).toBe(true);
    expect(visited.add(Int32Array.of(1, 8, 0b011))).toBe(true);
    expect(visited.count).toBe(4);
  });

  it('is a set of subsets, like a list that is searched from end to end', () => {
    const row = fc.tuple(fc.nat(3), fc.nat(3), fc.integer({ min: -4, max: 3 }), fc.nat(7));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 300 }), (rows) => {
        const visited = new Visited(2, 2);
        const list: (readonly number[])[] = [];
        for (const one of rows) {
          const covered = list.some(
            ([a, b, c = 0, d = 0]) => a === one[0] && b === one[1] && (c & ~one[2]) === 0 && (d & ~one[3]) === 0,
          );
          if (!covered) list.push(one);
          expect(visited.add(Int32Array.from(one))).toBe(!covered);
        }
      }),
    );
  });

  it('grows, and knows beforehand what that takes', () => {
    const visited = new Visited(2, 0);
    const before = visited.peakBytes;
    for (let number = 0; number < 100_000; number++) expect(visited.add(Int32Array.of(number, -number))).toBe(true);
    for (let number = 0; number < 100_000; number += 99)
      expect(visited.add(Int32Array.of(number, -number))).toBe(false);
    expect(visited.count).toBe(100_000);
    expect(visited.peakBytes).toBeGreaterThan(before * 50);
  });
});
