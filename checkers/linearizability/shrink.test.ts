/** A small proof is one: what is not confirmed to have no order is not shown. */
import { describe, expect, it } from 'vitest';
import { never } from '../history/columns.ts';
import type { PlacedOperation } from './search-problem.ts';
import { shrink, type SmallProof } from './shrink.ts';
import type { Effect } from './specification.ts';
import { casRegisterSpecification, counterSpecification } from './specifications/index.ts';

const effects: readonly Effect[] = [
  { f: 'write', argument: 1, result: 1 },
  { f: 'cas', argument: [1, 3], result: [1, 3] },
  { f: 'read', argument: null, result: 3 },
  { f: 'read', argument: null, result: 2 },
];
const [writesOne, oneToThree, readsThree, readsTwo] = [0, 1, 2, 3];
const register = casRegisterSpecification.compile(effects, null);

function placed(effect: number, invoke: number, complete: number = never): PlacedOperation {
  return { row: invoke, invoke, complete, effect };
}

function proofOf(operations: readonly PlacedOperation[]): SmallProof | undefined {
  return shrink(operations, operations.at(-1) as PlacedOperation, register, {});
}

describe('shrinking', () => {
  it('proves nothing of a history that has an order', () => {
    expect(proofOf([placed(writesOne, 0, 1), placed(oneToThree, 2, 3), placed(readsThree, 4, 5)])).toBeUndefined();
  });

  it('does not take a search that was stopped for one that found no order', () => {
    const additions: Effect[] = Array.from({ length: 14 }, (_, number) => ({
      f: 'add',
      argument: 2 + 3 ** number,
      result: null,
    }));
    const counter = counterSpecification.compile([...additions, { f: 'read', argument: null, result: 1 }], 0);
    const culprit = placed(14, 20, 21);
    const operations = [...additions.map((_, number) => placed(number, number, 30 + number)), culprit];
    let questions = 0;
    // Shrinking asks twice before its first search does, and is to end there.
    expect(shrink(operations, culprit, counter, { shouldStop: () => ++questions >= 3 })).toBeUndefined();
    expect(questions).toBeGreaterThanOrEqual(3);
  });

  it('forgets the past only if what was under way may have taken effect in it', () => {
    // Nobody wrote 2. The compare-and-set was over after the read of 3, but had taken effect before it.
    const proof = proofOf([
      placed(writesOne, 0, 1),
      placed(oneToThree, 2, 9),
      placed(readsThree, 3, 4),
      placed(readsTwo, 5, 10),
    ]);
    expect(proof).toEqual({ operations: [placed(readsTwo, 5, 10)], fromAnyState: false });
  });

  it('keeps the operation that it is asked about, also if that is not needed', () => {
    const operations = [placed(readsTwo, 2, 3), placed(writesOne, 4, 5)];
    expect(proofOf(operations)).toEqual({ operations, fromAnyState: false });
  });
});
