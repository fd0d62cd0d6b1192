/** Parts of the search that only cost time when they are wrong, so that no verdict would show it. */
import { describe, expect, it } from 'vitest';
import { draftColumns } from '../oracles/draft-transactions.testing.ts';
import { randomDrafts, seededRandom } from '../oracles/random-drafts.testing.ts';
import { Clauses } from './clauses.ts';
import { decide } from './decide.ts';
import { hardHistory } from './hard-histories.testing.ts';
import { observe } from './observations.ts';
import { restrict } from './shrink-core.ts';
import { solve } from './solve.ts';

describe('a learned clause', () => {
  it('is watched by another literal when one of its two has become false', () => {
    const clauses = new Clauses(8);
    clauses.learn(Int32Array.of(0, 2, 4));
    const known = new Map<number, boolean>();
    const implied: number[] = [];
    const falsify = (literal: number): number => {
      known.set(literal, false);
      return clauses.falsified(
        literal,
        (other) => known.get(other),
        (other) => implied.push(other),
      );
    };
    expect([falsify(0), falsify(4), implied]).toEqual([-1, -1, [2]]);
    expect(falsify(2)).toBe(0);
  });
});

describe('what a contradiction may rest on', () => {
  it('is a contradiction by itself, after propagation and after a search', () => {
    const shape = { transactions: 20, keys: 3, sessions: 20, opsEach: 3, strayInTen: 3, lastWritesOnly: true };
    const columns = Array.from({ length: 300 }, (_, seed) => [
      draftColumns(randomDrafts(seededRandom(seed), shape)),
      draftColumns(hardHistory(seededRandom(seed), { pairs: 6, clauses: 15, size: 2 })),
    ]).flat();
    let contradictions = 0;
    for (const one of columns) {
      const observed = observe(one);
      if (observed.kind !== 'observations') continue;
      const { observations } = observed;
      const solution = solve(observations, { snapshots: true, precedence: 'none' }, () => false);
      if (solution.end !== 'contradiction') continue;
      const nodes = [...solution.involved.keys()].filter((node) => solution.involved[node] === 1);
      const alone = solve(restrict(observations, nodes), { snapshots: true, precedence: 'none' }, () => false);
      expect(alone.end).toBe('contradiction');
      contradictions++;
    }
    expect(contradictions).toBeGreaterThan(50);
  });
});

describe('an attempt to run a history', () => {
  it('never yields an order that does not replay', () => {
    const shape = { transactions: 30, keys: 4, sessions: 30, opsEach: 4, strayInTen: 1 };
    for (let seed = 0; seed < 300; seed++) {
      const { verdict } = decide(draftColumns(randomDrafts(seededRandom(seed), shape)), 'snapshot-isolation');
      expect({ seed, verdict }).not.toEqual({ seed, verdict: 'unknown' });
    }
  });
});
