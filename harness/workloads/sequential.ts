/**
 * Keys in parts, written one after the other and read in the opposite order: whoever sees a later part must see all earlier
 * ones, or the writes of one client were reordered.
 */
import { chance, pick } from '../../targets/contract/random.ts';
import { clientOf, type Workload } from './workload.ts';

const parts = 4;
const partName = (key: string, part: number): string => `${key}-${part}`;

export const sequential: Workload = {
  name: 'sequential',
  summary: 'writes the parts of keys in order and reads them backwards; no later part without the earlier ones',
  capability: 'register',
  keyed: false,
  options: [
    { name: 'readPercent', default: 50, minimum: 1, maximum: 95, description: 'reads in a hundred operations' },
  ],
  needs: ['write', 'read'],
  generator(random, options) {
    const readShare = (options['readPercent'] as number) / 100;
    const recent: string[] = [];
    let written = 0;
    return {
      next() {
        if (recent.length > 0 && chance(random, readShare)) return { f: 'read', value: pick(random, recent) };
        const key = `q${written++}`;
        recent.push(key);
        if (recent.length > 4) recent.shift();
        return { f: 'write', value: key };
      },
      observe() {
        // What is asked does not depend on what came back.
      },
      finalReads: () => recent.map((key) => ({ f: 'read', value: key })),
    };
  },
  async execute(connection, { f, value }) {
    const client = clientOf(connection, 'register');
    const key = value as string;
    if (f === 'write') {
      await client.write(partName(key, 0), 1);
      try {
        for (let part = 1; part < parts; part++) await client.write(partName(key, part), 1);
      } catch (cause) {
        // However definite the failure of a later part is, the first one was written: nobody may call it undone.
        throw new Error(`only some parts of ${key} were written`, { cause });
      }
      return { type: 'ok', value };
    }
    const seen: (number | null)[] = [];
    for (let part = parts - 1; part >= 0; part--) seen.push(await client.read(partName(key, part)));
    return { type: 'ok', value: [key, seen] };
  },
};
