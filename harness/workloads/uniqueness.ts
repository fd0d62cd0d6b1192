/** What may exist once only: names, each claimed by several clients at about the same time; and identifiers. */
import { clientOf, type Workload } from './workload.ts';

const claimsPerName = 3;

export const uniqueNames: Workload = {
  name: 'unique-names',
  summary: 'claims names, several clients the same one; each may get one owner',
  capability: 'names',
  keyed: true,
  options: [],
  needs: ['claim'],
  generator() {
    let claims = 0;
    return {
      next() {
        const owner = claims++;
        return { f: 'claim', value: [`name${Math.floor(owner / claimsPerName)}`, owner] };
      },
      observe() {
        // Whoever claims is somebody new each time.
      },
      finalReads: () => [],
    };
  },
  async execute(connection, { value }) {
    const client = clientOf(connection, 'names');
    const [name, owner] = value as readonly [string, number];
    if (await client.claim(name, owner)) return { type: 'ok', value };
    return { type: 'fail', value, error: ['taken', `${name} has another owner`] };
  },
};

export const uniqueIds: Workload = {
  name: 'unique-ids',
  summary: 'asks for identifiers; none may come twice',
  capability: 'ids',
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
    return { type: 'ok', value: await clientOf(connection, 'ids').generate() };
  },
};
