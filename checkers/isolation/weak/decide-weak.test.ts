/** The weak levels against their axioms, by enumeration of commit orders. */
import { describe, expect, it } from 'vitest';
import { draftColumns } from '../oracles/draft-transactions.testing.ts';
import { commitOrderExists, visibilityExists } from '../oracles/axioms.testing.ts';
import { randomDrafts, seededRandom, type DraftShape } from '../oracles/random-drafts.testing.ts';
import { decideWeak, weakLevels, type WeakLevel } from './decide-weak.ts';

const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 250);

const shapes: readonly (DraftShape & { readonly name: string })[] = [
  { name: 'registers', transactions: 5, keys: 2, sessions: 3, opsEach: 4, strayInTen: 4, lastWritesOnly: true },
  { name: 'many sessions', transactions: 5, keys: 3, sessions: 5, opsEach: 5, strayInTen: 3, lastWritesOnly: true },
  { name: 'lists', transactions: 5, keys: 2, sessions: 3, opsEach: 4, strayInTen: 2, lists: true },
];

function agree(shape: DraftShape, level: WeakLevel, sessions: boolean, count: number): Map<string, number> {
  const seen = new Map<string, number>();
  for (let seed = 0; seed < count; seed++) {
    const drafts = randomDrafts(seededRandom(seed * 7907 + shape.keys), shape);
    const columns = draftColumns(drafts);
    const decision = decideWeak(columns, level, {}, { sessions });
    const expected = commitOrderExists(columns, level, sessions) ? 'valid' : 'invalid';
    if (decision.verdict !== expected)
      throw new Error(`seed ${seed}: ${decision.verdict}, not ${expected}: ${JSON.stringify(drafts)}`);
    seen.set(expected, (seen.get(expected) ?? 0) + 1);
  }
  return seen;
}

describe.each(shapes)('on random $name', (shape) => {
  describe.each(weakLevels)('%s', (level) => {
    it.each([true, false])('agrees with its axiom, sessions: %s', (sessions) => {
      const seen = agree(shape, level, sessions, runs);
      expect(seen.get('valid')).toBeGreaterThan(runs / 20);
      expect(seen.get('invalid')).toBeGreaterThan(runs / 20);
    });
  });
});

describe('the oracles', () => {
  it.each(['read-atomic', 'causal', 'prefix', 'serializable'] as const)(
    'of %s agree, by commit order and by visibility',
    (level) => {
      const shape = { transactions: 4, keys: 2, sessions: 2, opsEach: 3, strayInTen: 4, lastWritesOnly: true };
      for (let seed = 0; seed < 400; seed++) {
        const columns = draftColumns(randomDrafts(seededRandom(seed), shape));
        expect({ seed, valid: visibilityExists(columns, level, true) }).toEqual({
          seed,
          valid: commitOrderExists(columns, level, true),
        });
      }
    },
  );
});
