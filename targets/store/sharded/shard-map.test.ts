import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionOf, ShardMap } from './shard-map.ts';
import type { ShardEntry } from './shard-map.ts';

const positions = ['', 'a', 'b', 'c', 'd', 'e'];
const entry: fc.Arbitrary<ShardEntry> = fc
  .record({
    from: fc.nat({ max: 5 }),
    length: fc.integer({ min: 1, max: 6 }),
    owner: fc.constantFrom('n1', 'n2', 'n3'),
    epoch: fc.nat({ max: 4 }),
  })
  .map(({ from, length, owner, epoch }) => ({
    from: positions[from] as string,
    to: positions[from + length] ?? null,
    owner,
    epoch,
  }));

describe('a map of shards', () => {
  it('by hash gives every node a shard, by range everything to the first', () => {
    expect(new ShardMap(['n1', 'n2'], 'hash').entries).toEqual([
      { from: '', to: '80000000', owner: 'n1', epoch: 0 },
      { from: '80000000', to: null, owner: 'n2', epoch: 0 },
    ]);
    expect(new ShardMap(['n1', 'n2'], 'range').entries).toEqual([{ from: '', to: null, owner: 'n1', epoch: 0 }]);
  });

  it('believes of each position the first entry of the highest epoch, and has no gaps', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (learned) => {
        const map = new ShardMap(['n1', 'n2', 'n3'], 'range');
        const believed = new Map(positions.map((position) => [position, { owner: 'n1', epoch: 0 }]));
        for (const one of learned) {
          map.learn(one);
          for (const position of positions) {
            const covers = one.from <= position && (one.to === null || position < one.to);
            const known = believed.get(position) as { owner: string; epoch: number };
            if (covers && one.epoch > known.epoch) believed.set(position, { owner: one.owner, epoch: one.epoch });
          }
        }
        for (const [position, known] of believed) expect(map.at(position)).toMatchObject(known);
        expect(map.entries[0]?.from).toBe('');
        expect(map.entries.map(({ to }) => to)).toEqual([...map.entries.slice(1).map(({ from }) => from), null]);
      }),
    );
  });

  it('has entries of a local index where their rows are, of a global one by their values', () => {
    const sharding = 'hash';
    const placed = (index: 'local' | 'global'): string[] =>
      (['rows/x/1', 'index/5/x/1', 'index/5/y', 'index/6/x/1'] as const).map((row) =>
        positionOf(row, { sharding, index }),
      );
    const [row, ...local] = placed('local');
    expect(local.map((position) => position === row)).toEqual([true, false, true]);
    const [, five, alsoFive, six] = placed('global');
    expect([alsoFive === five, six === five]).toEqual([true, false]);
  });

  it('spreads names that are alike over the positions', () => {
    const first = Array.from(
      { length: 64 },
      (_, index) => positionOf(`registers/${index}`, { sharding: 'hash', index: 'none' })[0],
    );
    expect(new Set(first).size).toBeGreaterThan(12);
  });
});
