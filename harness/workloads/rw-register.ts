/**
 * Transactions that read and write registers, every written value unique. Most systems can do this, but a read shows
 * only one version, so that much of the order has to be inferred or searched for.
 */
import { runMicroOperations, type MicroOperation } from '../../targets/contract/client.ts';
import { RotatingKeys, rotatingKeyOptions, type DrawnOperation } from './rotating-keys.ts';
import { clientOf, type Invocation, type Workload } from './workload.ts';

/** Few: a system that carries out step by step, slowly, must be done before the deadline. */
const keysPerFinalRead = 2;

function microOperation(drawn: DrawnOperation): MicroOperation {
  return drawn.kind === 'read' ? ['r', drawn.key, null] : ['w', drawn.key, drawn.value];
}

export const rwRegister: Workload = {
  name: 'rw-register',
  summary: 'transactions that read and write registers, every value unique',
  capability: 'transactions',
  keyed: false,
  initial: null,
  options: rotatingKeyOptions,
  needs: ['txn'],
  generator(random, options) {
    const keys = new RotatingKeys(random, options);
    return {
      next: () => ({ f: 'txn', value: keys.draw().map(microOperation) }),
      observe() {
        // What is asked does not depend on what came back.
      },
      finalReads: () =>
        keys.allKeys(keysPerFinalRead).map((group): Invocation => {
          return { f: 'txn', value: group.map((key): MicroOperation => ['r', key, null]) };
        }),
    };
  },
  async execute(connection, invocation) {
    const client = clientOf(connection, 'transactions');
    const operations = invocation.value as unknown as readonly MicroOperation[];
    return { type: 'ok', value: await client.transact((open) => runMicroOperations(open, operations)) };
  },
};
