import { describe, expect, it } from 'vitest';
import { plainHistory } from '../isolation/oracles/axioms.testing.ts';
import { draftColumns, type DraftTransaction } from '../isolation/oracles/draft-transactions.testing.ts';
import { randomDrafts, seededRandom } from '../isolation/oracles/random-drafts.testing.ts';
import { definitions } from './definitions.testing.ts';
import { implies } from './index.ts';

const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 300);
const names = [...definitions.keys()];

function kept(drafts: readonly DraftTransaction[]): Set<string> {
  const columns = draftColumns(drafts);
  return new Set(names.filter((name) => definitions.get(name)?.(columns) === true));
}

describe('the lattice against definitions by enumeration', () => {
  it(`no edge is refuted by ${runs} random histories`, { timeout: 3_600_000 }, () => {
    const refuted: string[] = [];
    for (let seed = 0; seed < runs; seed++) {
      const random = seededRandom(seed);
      const strayInTen = [0, 2, 4, 7][seed % 4] as number;
      const shape = { transactions: 4, keys: 2 + (seed % 2), sessions: 1 + (seed % 3), opsEach: 3, strayInTen };
      const drafts = randomDrafts(random, { ...shape, lastWritesOnly: true });
      if (plainHistory(draftColumns(drafts), false) === undefined) continue;
      const valid = kept(drafts);
      for (const stronger of valid) {
        const broken = names.filter((weaker) => implies(stronger, weaker) && !valid.has(weaker));
        if (broken.length > 0) refuted.push(`seed ${seed}: ${stronger} is kept, ${broken.join(', ')} not`);
      }
    }
    expect(refuted).toEqual([]);
  });

  const apart = { invoke: 0, complete: 9 };
  const planted: readonly (readonly [
    name: string,
    drafts: readonly DraftTransaction[],
    strongestKept: readonly string[],
    weakestBroken: readonly string[],
  ])[] = [
    [
      'write skew',
      [
        {
          session: 0,
          ops: [
            ['r', 0, null],
            ['w', 1, 1],
          ],
          ...apart,
        },
        {
          session: 1,
          ops: [
            ['r', 1, null],
            ['w', 0, 2],
          ],
          ...apart,
        },
      ],
      ['strong-snapshot-isolation'],
      ['serializable', 'repeatable-read', 'update-serializable'],
    ],
    [
      'long fork',
      [
        { session: 0, ops: [['w', 0, 1]], ...apart },
        { session: 1, ops: [['w', 1, 2]], ...apart },
        {
          session: 2,
          ops: [
            ['r', 0, 1],
            ['r', 1, null],
          ],
          ...apart,
        },
        {
          session: 3,
          ops: [
            ['r', 0, null],
            ['r', 1, 2],
          ],
          ...apart,
        },
      ],
      ['parallel-snapshot-isolation', 'update-serializable', 'strong-session-causal', 'strong-read-committed'],
      ['prefix', 'repeatable-read'],
    ],
    [
      'lost update',
      [
        {
          session: 0,
          ops: [
            ['r', 0, null],
            ['w', 0, 1],
          ],
          ...apart,
        },
        {
          session: 1,
          ops: [
            ['r', 0, null],
            ['w', 0, 2],
          ],
          ...apart,
        },
      ],
      ['strong-session-prefix', 'strong-read-committed'],
      ['cursor-stability'],
    ],
    [
      'fractured read, the old value first',
      [
        {
          session: 0,
          ops: [
            ['w', 0, 1],
            ['w', 1, 2],
          ],
          ...apart,
        },
        {
          session: 1,
          ops: [
            ['r', 1, null],
            ['r', 0, 1],
          ],
          ...apart,
        },
      ],
      ['strong-session-monotonic-atomic-view', 'cursor-stability', 'strong-read-committed'],
      ['read-atomic', 'consistent-view', 'repeatable-read'],
    ],
    [
      'fractured read, the new value first',
      [
        {
          session: 0,
          ops: [
            ['w', 0, 1],
            ['w', 1, 2],
          ],
          ...apart,
        },
        {
          session: 1,
          ops: [
            ['r', 0, 1],
            ['r', 1, null],
          ],
          ...apart,
        },
      ],
      ['cursor-stability', 'strong-read-committed'],
      ['monotonic-atomic-view'],
    ],
    [
      'an effect without its cause',
      [
        { session: 0, ops: [['w', 0, 1]], ...apart },
        {
          session: 1,
          ops: [
            ['r', 0, 1],
            ['w', 1, 2],
          ],
          ...apart,
        },
        {
          session: 2,
          ops: [
            ['r', 0, null],
            ['r', 1, 2],
          ],
          ...apart,
        },
      ],
      ['strong-session-read-atomic', 'cursor-stability', 'strong-read-committed'],
      ['causal-cerone', 'consistent-view', 'repeatable-read'],
    ],
    [
      'an own write missed',
      [
        { session: 0, ops: [['w', 0, 1]] },
        { session: 0, ops: [['r', 0, null]] },
      ],
      ['serializable', 'strong-read-committed', 'strong-session-monotonic-atomic-view'],
      ['strong-session-read-atomic', 'strong-session-snapshot-isolation', 'strong-session-serializable'],
    ],
    [
      'a stale read',
      [
        { session: 0, ops: [['w', 0, 1]] },
        { session: 1, ops: [['r', 0, null]] },
      ],
      ['strong-session-serializable', 'strong-read-committed'],
      ['strong-snapshot-isolation'],
    ],
    [
      'a circle of reads through the order of two sessions',
      [
        { session: 0, ops: [['r', 0, 1]] },
        { session: 0, ops: [['w', 1, 2]] },
        { session: 1, ops: [['r', 1, 2]] },
        { session: 1, ops: [['w', 0, 1]] },
      ],
      ['serializable', 'strong-read-uncommitted'],
      ['strong-session-read-committed'],
    ],
  ];

  it.each(planted)('%s keeps and breaks what the lattice says', (_, drafts, strongestKept, weakestBroken) => {
    const valid = kept(drafts);
    const mustBeKept = names.filter((name) => strongestKept.some((stronger) => implies(stronger, name)));
    const mustBeBroken = names.filter((name) => weakestBroken.some((weaker) => implies(name, weaker)));
    expect(mustBeKept.filter((name) => !valid.has(name))).toEqual([]);
    expect(mustBeBroken.filter((name) => valid.has(name))).toEqual([]);
    const unsaid = names.filter((name) => !mustBeKept.includes(name) && !mustBeBroken.includes(name));
    expect(unsaid).toEqual([]);
  });
});
