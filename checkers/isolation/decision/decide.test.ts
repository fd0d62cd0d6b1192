/** The complete decision against the definitions: every serial order, every order of snapshots and commits. */
import { describe, expect, it } from 'vitest';
import { draftColumns, type DraftTransaction } from '../oracles/draft-transactions.testing.ts';
import { oracle } from '../oracles/oracle.testing.ts';
import { randomDrafts, seededRandom, type DraftShape } from '../oracles/random-drafts.testing.ts';
import { decide } from './decide.ts';
import { decidedModels, type DecidedModel } from './decision.ts';

/** Histories per model and shape; a long run sets more. */
const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 250);

const shapes: readonly (DraftShape & { readonly name: string })[] = [
  { name: 'registers', transactions: 6, keys: 3, sessions: 3, opsEach: 4, strayInTen: 1 },
  { name: 'blind writes', transactions: 6, keys: 2, sessions: 6, opsEach: 3, strayInTen: 3, lastWritesOnly: true },
  { name: 'uncertain ones', transactions: 6, keys: 3, sessions: 4, opsEach: 4, strayInTen: 1, uncertainInTen: 4 },
  { name: 'lists', transactions: 6, keys: 2, sessions: 3, opsEach: 4, strayInTen: 1, lists: true },
  {
    name: 'uncertain lists',
    transactions: 6,
    keys: 2,
    sessions: 4,
    opsEach: 3,
    strayInTen: 1,
    lists: true,
    uncertainInTen: 4,
  },
];

function verdicts(shape: DraftShape, model: DecidedModel, count: number): Map<string, number> {
  const seen = new Map<string, number>();
  for (let seed = 0; seed < count; seed++) {
    const drafts = randomDrafts(seededRandom(seed * 7919 + shape.keys), shape);
    const columns = draftColumns(drafts);
    const decision = decide(columns, model);
    const expected = oracle(columns, model) ? 'valid' : 'invalid';
    if (decision.verdict !== expected)
      throw new Error(`seed ${seed}: ${decision.verdict}, not ${expected}: ${JSON.stringify(drafts)}`);
    seen.set(expected, (seen.get(expected) ?? 0) + 1);
    if (decision.verdict === 'invalid') expectCore(drafts, model, decision.core.transactions, seed);
  }
  return seen;
}

/** The core alone has no explanation either, if what it saw of others is forgotten. */
function expectCore(
  drafts: readonly DraftTransaction[],
  model: DecidedModel,
  transactions: readonly number[],
  seed: number,
): void {
  const values = new Set(
    transactions.flatMap(
      (txn) => drafts[txn]?.ops.filter(([f]) => f !== 'r').map(([, , value]) => value as number) ?? [],
    ),
  );
  if (drafts.some(({ ops }) => ops.some(([f]) => f === 'append'))) return;
  const core = transactions.map((txn) => {
    const draft = drafts[txn] as DraftTransaction;
    const ops = draft.ops.map((op) =>
      op[0] === 'r' && typeof op[2] === 'number' && !values.has(op[2]) ? (['r', op[1], '?'] as const) : op,
    );
    return { ...draft, ops };
  });
  if (core.some(({ status }) => status !== 'committed')) return;
  const wrongAlone = transactions.length === 1;
  if (!wrongAlone)
    expect({ seed, model, valid: oracle(draftColumns(core), model) }).toEqual({ seed, model, valid: false });
}

describe.each(shapes)('on random $name', (shape) => {
  it.each(decidedModels)('agrees with the definition of %s', (model) => {
    const seen = verdicts(shape, model, runs);
    expect(seen.get('valid')).toBeGreaterThan(runs / 20);
    expect(seen.get('invalid')).toBeGreaterThan(runs / 20);
  });
});

it('two writers of a key do not run side by side, although no read orders them', () => {
  const drafts: DraftTransaction[] = [
    { session: 0, ops: [['w', 0, 1]] },
    {
      session: 1,
      ops: [
        ['r', 3, null],
        ['w', 0, 2],
      ],
    },
    {
      session: 2,
      ops: [
        ['r', 0, null],
        ['w', 3, 1],
      ],
    },
  ];
  expect(decide(draftColumns(drafts), 'snapshot-isolation').verdict).toBe('valid');
});
