/**
 * Write skew on purpose: two transactions look whether anybody has taken a pair, and each takes its own side if nobody has. Run one
 * after the other, the second finds what the first wrote; both succeed only if neither saw the other (Berenson et al.
 * 1995, A5B; the two doctors who both go off call). `write-skew` looks at two registers by name. `adya` asks for the rows of the
 * pair by a predicate: what must not change under it is not a row, for there is none, so who locks or watches rows alone
 * lets both succeed (Adya 1999, section 3.1; known from Jepsen's workload of that name).
 */
import type { Json } from '../../checkers/history/event.ts';
import { TransactionAborted } from '../../targets/contract/errors.ts';
import { clientOf, type Generator, type Workload } from './workload.ts';

type Sides = readonly [left: number | null, right: number | null];

function insertsInPairs(): Generator {
  let inserts = 0;
  return {
    next() {
      const id = inserts++;
      // The two of a pair follow each other at once, on two clients.
      const sides: Json = id % 2 === 0 ? [id, null] : [null, id];
      return { f: 'insert', value: [`pair${pairOf(id)}`, sides] };
    },
    observe() {
      // What is asked does not depend on what came back.
    },
    finalReads: () => [],
  };
}

const pairOf = (id: number): number => Math.floor(id / 2);

const alike = { keyed: true, options: [], needs: ['insert'], generator: insertsInPairs } as const;

export const writeSkew: Workload = {
  ...alike,
  name: 'write-skew',
  summary: 'pairs of transactions that each write only if the other has not; at most one of a pair may succeed',
  capability: 'transactions',
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

/** A row is one of a pair if its value leaves the pair's number. So many pairs are told apart. */
const maxPairs = 1_000_000;

export const adya: Workload = {
  ...alike,
  name: 'adya',
  summary:
    'pairs of transactions that each insert a row only if a predicate finds none; at most one of a pair may succeed',
  capability: 'rows',
  async execute(connection, invocation) {
    const client = clientOf(connection, 'rows');
    const [key, [left, right]] = invocation.value as unknown as readonly [string, Sides];
    const pair = pairOf(left ?? (right as number)) % maxPairs;
    await client.transact(async (transaction) => {
      const [, , found] = await transaction.perform(['rp', ['mod', maxPairs, pair], null]);
      if (!Array.isArray(found) || found.length > 0) throw new TransactionAborted('a row of the pair is there');
      if (left === null) await transaction.perform(['insert', `${key}-right`, maxPairs + pair]);
      else await transaction.perform(['insert', `${key}-left`, pair]);
    });
    return { type: 'ok', value: invocation.value };
  },
};
