/** The search on histories that propagation alone does not decide, against every way to choose. */
import { describe, expect, it } from 'vitest';
import { draftColumns, type DraftTransaction } from '../oracles/draft-transactions.testing.ts';
import { randomDrafts, seededRandom } from '../oracles/random-drafts.testing.ts';
import { someChoiceFits } from './choices.testing.ts';
import { decide } from './decide.ts';
import { hardHistory, type HardShape } from './hard-histories.testing.ts';
import { observe } from './observations.ts';
import { OrderSearch } from './order-search.ts';
import { buildPolygraph, type Polygraph } from './polygraph.ts';
import { unrepeatedRead } from './unrepeated-read.ts';

const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 60);

function polygraphOf(seed: number, shape: HardShape, snapshots: boolean): Polygraph {
  const observed = observe(draftColumns(hardHistory(seededRandom(seed), shape)));
  if (observed.kind !== 'observations') throw new Error(observed.kind);
  return buildPolygraph(observed.observations, { snapshots, precedence: 'none' });
}

const shapes = [
  { pairs: 6, clauses: 15, size: 2 },
  { pairs: 8, clauses: 22, size: 3 },
  { pairs: 11, clauses: 30, size: 4 },
];

describe.each([false, true])('with snapshots %s', (snapshots) => {
  it.each(shapes)('$pairs choices, $clauses clauses of $size: finds what every choice together says', (shape) => {
    let [conflicts, contradictions] = [0, 0];
    for (let seed = 0; seed < runs; seed++) {
      const expected = someChoiceFits(polygraphOf(seed, shape, snapshots));
      const search = new OrderSearch(polygraphOf(seed, shape, snapshots), () => false);
      const end = search.begin() ? search.run() : 'contradiction';
      expect({ seed, end }).toEqual({ seed, end: expected ? 'chosen' : 'contradiction' });
      conflicts += search.conflicts;
      if (!expected) contradictions++;
    }
    expect(conflicts).toBeGreaterThan(runs / 2);
    expect(contradictions).toBeGreaterThan(runs / 10);
    expect(contradictions).toBeLessThan((runs * 9) / 10);
  });
});

describe.each([false, true])('propagation, with snapshots %s', (snapshots) => {
  it('refutes what random reads break without any search', () => {
    const shape = { transactions: 20, keys: 3, sessions: 20, opsEach: 3, strayInTen: 3, lastWritesOnly: true };
    const ends = { atOnce: 0, chosen: 0, contradiction: 0, stopped: 0 };
    for (let seed = 0; seed < 1000; seed++) {
      const observed = observe(draftColumns(randomDrafts(seededRandom(seed), shape)));
      if (observed.kind !== 'observations' || unrepeatedRead(observed.observations) !== undefined) continue;
      const polygraph = buildPolygraph(observed.observations, { snapshots, precedence: 'none' });
      if (polygraph.cyclic || polygraph.blocked !== undefined) continue;
      const search = new OrderSearch(polygraph, () => false);
      ends[search.begin() ? search.run() : 'atOnce']++;
    }
    expect(ends).toMatchObject({ contradiction: 0, stopped: 0 });
    expect(ends.atOnce).toBeGreaterThan(0);
    expect(ends.chosen).toBeGreaterThan(50);
  });
});

describe('decide on them', () => {
  it('tells a contradiction that rests on cases', () => {
    const told = Array.from({ length: 30 }, (_, seed) => {
      const columns = draftColumns(hardHistory(seededRandom(seed), { pairs: 5, clauses: 16, size: 2 }));
      return decide(columns, 'serializable');
    }).filter((decision) => decision.verdict === 'invalid');
    const cased = told.filter(({ core }) => core.argument.some((sentence) => sentence.startsWith('Suppose')));
    expect(cased.length).toBeGreaterThan(5);
    for (const { core } of cased) {
      expect(core.minimal).toBe(true);
      expect(core.argument.filter((sentence) => sentence.startsWith('That is a cycle')).length).toBeGreaterThan(1);
      expect(core.cycle.at(-1)?.to).toBe(core.cycle[0]?.from);
    }
  });

  it('ends at its limit with unknown', () => {
    const columns = draftColumns(hardHistory(seededRandom(1), { pairs: 150, clauses: 520, size: 3 }));
    let questions = 0;
    const decision = decide(columns, 'serializable', { shouldStop: () => ++questions > 3 });
    expect(decision.verdict).toBe('unknown');
    expect(decision).toHaveProperty('reason', expect.stringMatching(/reached its limit after [\d,]+ conflicts/));
  });

  it('asks for its limit before it searches, too', () => {
    const drafts = Array.from({ length: 400 }, (_, at): DraftTransaction => ({
      session: at,
      ops: [
        ['w', 1, at],
        ['r', 2, null],
      ],
    }));
    let questions = 0;
    const decision = decide(draftColumns(drafts), 'snapshot-isolation', { shouldStop: () => ++questions > 1 });
    expect(decision).toEqual({ verdict: 'unknown', reason: expect.stringContaining('after 0 conflicts') as string });
  });

  it('says so when the history does not fit the memory', () => {
    const columns = draftColumns(hardHistory(seededRandom(1), { pairs: 50, clauses: 100, size: 3 }));
    const decision = decide(columns, 'snapshot-isolation', { memoryLimitBytes: 1000 });
    expect(decision).toEqual({
      verdict: 'unknown',
      reason: expect.stringContaining('do not fit the memory') as string,
    });
  });
});
