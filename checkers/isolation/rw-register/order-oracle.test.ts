/** Inferred edges against the definitions of the assumptions, on small histories in which anything can be read. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftColumns, type DraftOp, type DraftTransaction } from '../oracles/draft-transactions.testing.ts';
import { inferRegister } from './infer-register.ts';
import type { RegisterAssumptions } from './register-assumptions.ts';
import { isBefore, missingEdges, naiveOrder, uncertainEdges } from './register-orders.testing.ts';

const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 1500);

interface DrawnOp {
  readonly isRead: boolean;
  readonly key: number;
  /** Of a read: which of the values of the key; 0 is nil. */
  readonly value: number;
}

interface DrawnTransaction {
  readonly session: number;
  readonly ops: readonly DrawnOp[];
  readonly status: 'committed' | 'aborted' | 'indeterminate';
  /** How long it lasts. */
  readonly length: number;
}

/** Values are unique by key: the writes of a key are numbered. Processes do one thing at a time. */
function drafts(drawn: readonly DrawnTransaction[], unwritten: number): DraftTransaction[] {
  const writes = new Map<number, number>();
  for (const { ops } of drawn)
    for (const { isRead, key } of ops) if (!isRead) writes.set(key, (writes.get(key) ?? 0) + 1);
  const next = new Map<number, number>();
  const free = new Map<number, number>();
  return drawn.map(({ session, ops, status, length }, position) => {
    const invoke = Math.max(position * 10, (free.get(session) ?? -1) + 1);
    const complete = invoke + length * 10 + 1;
    free.set(session, complete);
    const draftOps = ops.map(({ isRead, key, value }): DraftOp => {
      if (isRead) {
        const seen = value % ((writes.get(key) ?? 0) + 1 + unwritten);
        return ['r', key, status === 'committed' ? (seen === 0 ? null : seen) : '?'];
      }
      next.set(key, (next.get(key) ?? 0) + 1);
      return ['w', key, next.get(key) as number];
    });
    return { session, ops: draftOps, status, invoke, complete };
  });
}

const drawnTransaction = (most: number): fc.Arbitrary<DrawnTransaction> =>
  fc.record({
    session: fc.nat(2),
    ops: fc.array(fc.record({ isRead: fc.boolean(), key: fc.nat(1), value: fc.nat(6) }), {
      minLength: 1,
      maxLength: most,
    }),
    status: fc.constantFrom('committed', 'committed', 'committed', 'committed', 'aborted', 'indeterminate'),
    length: fc.nat(4),
  });

/** Transactions in the order of their invocations. */
const history = fc
  .tuple(fc.array(drawnTransaction(4), { minLength: 1, maxLength: 9 }), fc.constantFrom(0, 0, 1, 2))
  .map(([drawn, unwritten]) =>
    drafts(drawn, unwritten).toSorted((left, right) => (left.invoke as number) - (right.invoke as number)),
  );

const assumed: readonly RegisterAssumptions[] = [
  { writeFollowsRead: false },
  {},
  { sequentialKeys: true },
  { sequentialKeys: true, writeFollowsRead: false },
  { linearizableKeys: true },
  { sequentialKeys: true, linearizableKeys: true },
  { transactionOrder: [4, 2, 7, 1, 9, 3, 8, 6, 5] },
];

describe.each(assumed)('with %j', (assumptions) => {
  it(`claims all that is certain and nothing else, on ${runs} histories`, () => {
    let cyclic = 0;
    const property = fc.property(history, (drafted) => {
      const transactions = draftColumns(drafted);
      const inference = inferRegister(transactions, assumptions);
      const order = naiveOrder(transactions, assumptions);
      expect(inference.directCounts.get('cyclic-versions') ?? 0).toBe(order.cyclic.size);
      expect(missingEdges(transactions, order, inference)).toEqual([]);
      const certain = (earlier: number, later: number): boolean => isBefore(order, earlier, later);
      expect(uncertainEdges(transactions, certain, order, inference)).toEqual([]);
      if (order.cyclic.size > 0) cyclic++;
    });
    fc.assert(property, { numRuns: runs });
    expect(cyclic > 0).toBe(assumptions.writeFollowsRead !== false || assumptions.sequentialKeys === true);
  });
});
