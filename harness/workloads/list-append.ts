/**
 * Transactions that append to lists and read them. A read shows every append before it in its order, so the order of
 * versions is seen instead of guessed: the sharpest workload for isolation (Kingsbury and Alvaro, VLDB 2020).
 */
import type { ListOperation } from '../../targets/contract/client.ts';
import { RotatingKeys, rotatingKeyOptions, type DrawnOperation } from './rotating-keys.ts';
import { clientOf, type Invocation, type Workload } from './workload.ts';

/** Few: a system that carries out step by step, slowly, must be done before the deadline. */
const keysPerFinalRead = 2;

function listOperation(drawn: DrawnOperation): ListOperation {
  return drawn.kind === 'read' ? ['r', drawn.key, null] : ['append', drawn.key, drawn.value];
}

export const listAppend: Workload = {
  name: 'list-append',
  summary: 'transactions that append to lists and read them; shows anomalies of every isolation level',
  capability: 'lists',
  keyed: false,
  options: rotatingKeyOptions,
  needs: ['txn'],
  generator(random, options) {
    const keys = new RotatingKeys(random, options);
    return {
      next: () => ({ f: 'txn', value: keys.draw().map(listOperation) }),
      observe() {
        // What is asked does not depend on what came back.
      },
      finalReads: () =>
        keys.allKeys(keysPerFinalRead).map((group): Invocation => {
          return { f: 'txn', value: group.map((key): ListOperation => ['r', key, null]) };
        }),
    };
  },
  async execute(connection, invocation) {
    const client = clientOf(connection, 'lists');
    const operations = invocation.value as unknown as readonly ListOperation[];
    return { type: 'ok', value: await client.transact(operations) };
  },
};
