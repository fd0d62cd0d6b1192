/** A sequence kept in a register: each transaction takes the next number. Whoever gets a number must be the only one. */
import { clientOf, type Workload } from './workload.ts';

const key = 'sequence';

export const uniqueIds: Workload = {
  name: 'unique-ids',
  summary: 'takes the next number of a sequence in a transaction; nobody may get a number that another got',
  capability: 'transactions',
  keyed: false,
  options: [],
  needs: ['generate'],
  generator: () => ({
    next: () => ({ f: 'generate', value: null }),
    observe() {
      // What is asked does not depend on what came back.
    },
    finalReads: () => [],
  }),
  async execute(connection) {
    const taken = await clientOf(connection, 'transactions').transact(async (transaction) => {
      const next = ((await transaction.read(key)) ?? 0) + 1;
      await transaction.write(key, next);
      return next;
    });
    return { type: 'ok', value: taken };
  },
};
