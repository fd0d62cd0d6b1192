/**
 * For tests: histories on which little follows at once. Pairs of blind writers of a key are boolean variables; a clause is
 * a cycle through readers of some of them that closes only if all those pairs are ordered one way, as in the proof that the
 * question is NP-complete (Papadimitriou 1979). Clauses also cross each other, so the formula is not exactly this one.
 */
import type { DraftOp, DraftTransaction } from '../oracles/draft-transactions.testing.ts';
import type { Random } from '../oracles/random-drafts.testing.ts';

export interface HardShape {
  readonly pairs: number;
  readonly clauses: number;
  /** Pairs in a clause. */
  readonly size: number;
}

export function hardHistory(random: Random, { pairs, clauses, size }: HardShape): DraftTransaction[] {
  const drafts: DraftOp[][] = [];
  const add = (...ops: DraftOp[]): number => drafts.push(ops) - 1;
  let nextValue = 1;
  const value = (): number => nextValue++;
  const writers = Array.from({ length: pairs }, (_, key) =>
    [value(), value()].map((written) => ({ draft: add(['w', key, written]), written })),
  );
  for (let clause = 0, nextKey = pairs; clause < clauses; clause++) {
    const first = random(pairs);
    const step = 1 + random(Math.max(1, Math.floor(pairs / size)));
    const steps = Array.from({ length: size }, (_, at) => {
      const pair = (first + at * step) % pairs;
      const side = random(2);
      const [last, replaced] = [writers[pair]?.[side], writers[pair]?.[1 - side]];
      return { last: last?.draft as number, reader: add(['r', pair, replaced?.written as number]) };
    });
    for (const [at, { last }] of steps.entries()) {
      const [key, written] = [nextKey++, value()];
      drafts[last]?.push(['w', key, written]);
      drafts[steps[(at + 1) % size]?.reader as number]?.push(['r', key, written]);
    }
  }
  return drafts.map((ops, session) => ({ session, ops, invoke: session, complete: 100_000 + session }));
}
