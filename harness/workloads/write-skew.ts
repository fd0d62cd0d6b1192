/**
 * Write skew on purpose: two transactions look whether a pair of registers is empty, and each fills its own side if it
 * is. Run one after the other, the second finds what the first wrote; both succeed only if neither saw the other (Berenson
 * et al. 1995, A5B; the two doctors who both go off call).
 */
import type { Json } from '../../checkers/history/event.ts';
import { TransactionAborted } from '../../targets/contract/errors.ts';
import { clientOf, type Workload } from './workload.ts';

type Sides = readonly [left: number | null, right: number | null];

export const writeSkew: Workload = {
  name: 'write-skew',
  summary: 'pairs of transactions that each write only if the other has not; at most one of a pair may succeed',
  capability: 'transactions',
  keyed: true,
  options: [],
  needs: ['insert'],
  generator() {
    let inserts = 0;
    return {
      next() {
        const id = inserts++;
        const key = `pair${Math.floor(id / 2)}`;
        // The two of a pair follow each other at once, on two clients.
        const sides: Json = id % 2 === 0 ? [id, null] : [null, id];
        return { f: 'insert', value: [key, sides] };
      },
      observe() {
        // What is asked does not depend on what came back.
      },
      finalReads: () => [],
    };
  },
  async execute(connection, invocation) {
    const client = clientOf(connection, 'transactions');
    const [key, [left, right]] = invocation.value as unknown as readonly [string, Sides];
    await client.transact(async (transaction) => {
      const seen = [await transaction.read(`${key}-left`), await transaction.read(`${key}-right`)];
      if (seen.some((value) => value !== null)) throw new TransactionAborted('the other side is taken');
      if (left === null) await transaction.write(`${key}-right`, right as number);
      else await transaction.write(`${key}-left`, left);
    });
    return { type: 'ok', value: invocation.value };
  },
};
