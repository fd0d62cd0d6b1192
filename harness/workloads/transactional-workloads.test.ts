import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.ts';
import { workloadOptions } from './index.ts';
import { listAppend } from './list-append.ts';
import { rwRegister } from './rw-register.ts';
import type { Workload } from './workload.ts';

type Micro = readonly [string, string, unknown];

const settings = fc.record({
  keys: fc.integer({ min: 1, max: 12 }),
  writesPerKey: fc.integer({ min: 1, max: 40 }),
  maxLength: fc.integer({ min: 1, max: 6 }),
  readPercent: fc.integer({ min: 0, max: 99 }),
});

function draw(workload: Workload, seed: number, set: Readonly<Record<string, number>>, count: number) {
  const texts = Object.fromEntries(Object.entries(set).map(([name, value]) => [name, String(value)]));
  const generator = workload.generator(seededRandom(seed, 'workload'), workloadOptions(workload, texts));
  const transactions = Array.from({ length: count }, () => generator.next(0)?.value as unknown as readonly Micro[]);
  return { transactions, finalReads: generator.finalReads().map(({ value }) => value as unknown as readonly Micro[]) };
}

describe.each([
  [listAppend, 'append'],
  [rwRegister, 'w'],
])('the workload $name', (workload, write) => {
  it('writes unique values, a bounded number per key, and reads all keys at the end', () => {
    fc.assert(
      fc.property(fc.nat(), settings, (seed, set) => {
        const { transactions, finalReads } = draw(workload, seed, set, 300);
        const written = new Map<string, unknown[]>();
        const all = transactions.flat();
        expect(all.filter(([kind, , value]) => kind !== write && (kind !== 'r' || value !== null))).toEqual([]);
        for (const [kind, key, value] of all) {
          if (kind === write) written.set(key, [...(written.get(key) ?? []), value]);
        }
        for (const values of written.values()) {
          expect(new Set(values).size).toBe(values.length);
          expect(values.length).toBeLessThanOrEqual(set.writesPerKey);
        }
        for (const { length } of transactions) {
          expect(length).toBeGreaterThanOrEqual(1);
          expect(length).toBeLessThanOrEqual(set.maxLength);
        }
        const readAtLast = new Set(finalReads.flat().map(([, key]) => key));
        expect([...written.keys()].filter((key) => !readAtLast.has(key))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('asks the same for the same seed, and something else for another', () => {
    const set = workloadOptions(workload, {});
    expect(draw(workload, 5, set, 100)).toEqual(draw(workload, 5, set, 100));
    expect(draw(workload, 5, set, 100)).not.toEqual(draw(workload, 6, set, 100));
  });

  it('lets transactions meet: keys in use are shared', () => {
    const { transactions } = draw(workload, 7, workloadOptions(workload, {}), 200);
    const keys = transactions.slice(0, 20).map((micro) => new Set(micro.map(([, key]) => key)));
    const meetings = keys.flatMap((one, at) =>
      keys.slice(at + 1).filter((other) => [...one].some((key) => other.has(key))),
    );
    expect(meetings.length).toBeGreaterThan(20);
  });
});
