/** The weak levels against their axioms, by enumeration of commit orders. */
import { describe, expect, it } from 'vitest';
import { draftColumns, type DraftTransaction } from '../oracles/draft-transactions.testing.ts';
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

const txn = (session: number, ...ops: DraftTransaction['ops']): DraftTransaction => ({ session, ops });

describe('rules that random histories seldom need', () => {
  it('what was read twice from one transaction, and then from one before it', () => {
    const drafts = [
      txn(0, ['w', 1, 1]),
      txn(0, ['w', 1, 2], ['w', 2, 2]),
      txn(1, ['r', 2, 2], ['r', 1, 2], ['r', 1, 1]),
    ];
    expect(decideWeak(draftColumns(drafts), 'read-committed').verdict).toBe('invalid');
  });

  it.each(weakLevels)('%s: the order that a list shows, against that of a session', (level) => {
    const drafts = [txn(0, ['append', 1, 2]), txn(0, ['append', 1, 1]), txn(1, ['r', 1, [1, 2]])];
    expect(decideWeak(draftColumns(drafts), level).verdict).toBe('invalid');
    expect(decideWeak(draftColumns(drafts), level, {}, { sessions: false }).verdict).toBe('valid');
  });
});

describe('evidence', () => {
  it('of a fractured read: the read that forces each commit', () => {
    const drafts = [txn(0, ['w', 1, 1], ['w', 2, 1]), txn(1, ['r', 1, 1], ['r', 2, null])];
    const decision = decideWeak(draftColumns(drafts), 'read-atomic');
    expect(decision).toMatchObject({
      verdict: 'invalid',
      core: {
        transactions: [0, 1],
        cycle: [
          { from: 0, to: 1, kind: 1, reason: 'T0 -> T1 because T1 read key 1 as 1, which T0 wrote' },
          { from: 1, to: 0, kind: 2 },
        ],
        summary: 'T1 read key 2 at its initial value, although it sees T0, which wrote 1',
      },
    });
  });

  it('of a causal cycle: the chain by which one transaction sees the other', () => {
    const drafts = [
      txn(0, ['w', 1, 1]),
      txn(0, ['w', 1, 2]),
      txn(1, ['r', 1, 2], ['w', 2, 1]),
      txn(2, ['r', 2, 1], ['r', 1, 1]),
    ];
    expect(decideWeak(draftColumns(drafts), 'read-atomic').verdict).toBe('valid');
    const decision = decideWeak(draftColumns(drafts), 'causal');
    expect(decision).toMatchObject({ verdict: 'invalid', core: { transactions: [0, 1, 2, 3] } });
    expect(decision).toHaveProperty('core.summary', 'causal would need T0 before T1 before T0');
    expect(decision).toHaveProperty(
      'core.argument',
      expect.arrayContaining(['T1 -> T0 because T3 sees T1, which wrote 2 to key 1, and yet read 1 of T0.']),
    );
    expect(decideWeak(draftColumns(drafts), 'causal', {}, { sessions: false }).verdict).toBe('valid');
  });

  it('of an indeterminate transaction: it is bound to its process only from before', () => {
    const drafts: DraftTransaction[] = [
      { ...txn(0, ['w', 1, 1]), status: 'indeterminate' },
      txn(0, ['r', 1, null]),
      txn(1, ['r', 1, 1]),
    ];
    for (const level of weakLevels) expect(decideWeak(draftColumns(drafts), level).verdict).toBe('valid');
  });
});

describe('limits', () => {
  it('a stopped decision is unknown', () => {
    const drafts = Array.from({ length: 9000 }, (_, at): DraftTransaction => ({
      session: at % 3,
      ops: [['w', at, at]],
    }));
    for (const level of ['read-committed', 'read-atomic'] as const)
      expect(decideWeak(draftColumns(drafts), level, { shouldStop: () => true })).toMatchObject({ verdict: 'unknown' });
  });

  it('so is one whose clocks do not fit the memory', () => {
    const drafts = Array.from({ length: 50 }, (_, at): DraftTransaction => ({ session: at, ops: [['w', 1, at]] }));
    const decision = decideWeak(draftColumns(drafts), 'causal', { memoryLimitBytes: 100 });
    expect(decision).toEqual({ verdict: 'unknown', reason: expect.stringContaining('vector clocks') as string });
  });
});
