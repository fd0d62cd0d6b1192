/**
 * Long fork: keys that are written once each, and transactions that read whole groups of them. Two readers of a group
 * that saw two writes in opposite orders looked at two different pasts (Sovran et al., SOSP 2011, section 3).
 */
import { runMicroOperations, type MicroOperation } from '../../targets/contract/client.ts';
import { chance, pick, shuffle } from '../../targets/contract/random.ts';
import { clientOf, type Invocation, type Workload } from './workload.ts';

const readsOfAnOldGroup = 0.2;

function readOf(keys: readonly string[]): Invocation {
  return { f: 'read', value: keys.map((key): MicroOperation => ['r', key, null]) };
}

export const longFork: Workload = {
  name: 'long-fork',
  summary: 'keys written once, groups of them read at once; all readers must agree on the order of the writes',
  capability: 'transactions',
  keyed: false,
  options: [
    { name: 'groupSize', default: 3, minimum: 2, maximum: 100, description: 'keys that are read together' },
    { name: 'readPercent', default: 60, minimum: 1, maximum: 95, description: 'reads in a hundred operations' },
  ],
  needs: ['write', 'read'],
  generator(random, options) {
    const groupSize = options['groupSize'] as number;
    const readShare = (options['readPercent'] as number) / 100;
    const groups: string[][] = [];
    let unwritten: string[] = [];
    const begin = (): string[] => {
      const group = Array.from({ length: groupSize }, (_, position) => `g${groups.length}-${position}`);
      groups.push(group);
      unwritten = shuffle(random, group);
      return group;
    };
    let current = begin();
    return {
      next() {
        if (chance(random, readShare)) {
          return readOf(shuffle(random, chance(random, readsOfAnOldGroup) ? pick(random, groups) : current));
        }
        if (unwritten.length === 0) current = begin();
        const key = unwritten.pop() as string;
        return { f: 'write', value: [['w', key, 1]] };
      },
      observe() {
        // What is asked does not depend on what came back.
      },
      finalReads: () => groups.slice(-3).map(readOf),
    };
  },
  async execute(connection, invocation) {
    const client = clientOf(connection, 'transactions');
    const operations = invocation.value as unknown as readonly MicroOperation[];
    return { type: 'ok', value: await client.transact((open) => runMicroOperations(open, operations)) };
  },
};
