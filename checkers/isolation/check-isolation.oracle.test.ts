/** The entry against the definitions: every serial order, every order of snapshots and commits. */
import { describe, expect, it } from 'vitest';
import { decidedModels, type DecidedModel } from './decision/decision.ts';
import { draftColumns } from './oracles/draft-transactions.testing.ts';
import { oracle } from './oracles/oracle.testing.ts';
import { randomDrafts, seededRandom, type DraftShape } from './oracles/random-drafts.testing.ts';
import { checkIsolation } from './check-isolation.ts';

const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 600);

const shapes: readonly (DraftShape & { readonly name: string })[] = [
  { name: 'lists', transactions: 6, keys: 2, sessions: 3, opsEach: 4, strayInTen: 1, lists: true },
  { name: 'few lists', transactions: 5, keys: 3, sessions: 5, opsEach: 3, strayInTen: 2, lists: true },
  {
    name: 'uncertain lists',
    transactions: 6,
    keys: 2,
    sessions: 4,
    opsEach: 3,
    strayInTen: 1,
    lists: true,
    uncertainInTen: 3,
  },
  { name: 'registers', transactions: 6, keys: 3, sessions: 3, opsEach: 4, strayInTen: 1 },
  { name: 'uncertain registers', transactions: 6, keys: 2, sessions: 4, opsEach: 3, strayInTen: 1, uncertainInTen: 3 },
];

interface Tally {
  /** Verdicts that contradict the definitions, or themselves: as texts. */
  readonly wrong: readonly string[];
  /** Histories that show something, and yet are `unknown`. */
  readonly undecided: number;
}

/** `limit` 0: the cycles alone, which may leave a history undecided. */
function judge(shape: DraftShape, model: DecidedModel, limit: number): Tally {
  const wrong: string[] = [];
  let undecided = 0;
  for (let seed = 0; seed < runs; seed++) {
    const drafts = randomDrafts(seededRandom(seed * 31 + shape.keys), shape);
    const transactions = draftColumns(drafts);
    const { workload } = transactions;
    const result = checkIsolation({ transactions, workload, model, initial: null, options: { decisionLimit: limit } });
    const { verdict, reasons, models } = result;
    const expected = oracle(transactions, model) ? 'valid' : 'invalid';
    const isOpen = verdict === 'unknown';
    const isSelfContradiction =
      reasons.some((reason) => reason.includes('one of them is wrong')) ||
      (isOpen && reasons.length === 0) ||
      (verdict === 'invalid' && models?.consistentWith.includes(model) === true);
    if ((!isOpen && verdict !== expected) || isSelfContradiction) {
      wrong.push(`${seed}: ${verdict}, not ${expected}: ${JSON.stringify(drafts)} ${reasons.join('; ')}`);
    }
    if (isOpen && !reasons.some((reason) => reason.includes('nothing to judge'))) undecided++;
  }
  return { wrong, undecided };
}

describe.each(shapes)('$name', (shape) => {
  it.each(decidedModels)('%s: cycles alone are never wrong', (model) => {
    const { wrong, undecided } = judge(shape, model, 0);
    expect(wrong).toEqual([]);
    expect(undecided).toBeLessThan(shape.lists === true ? runs / 20 : runs);
  });

  it.each(decidedModels)('%s: with the complete decision', (model) => {
    expect(judge(shape, model, 100)).toEqual({ wrong: [], undecided: 0 });
  });
});
