/** What every workload must keep to: what it asks is judged, its options work at their ends, one seed asks one thing. */
import { describe, expect, it } from 'vitest';
import { checkedWorkloads } from '../../checkers/index.ts';
import { seededRandom } from '../random.ts';
import { workloadOptions, workloads } from './index.ts';
import type { Invocation, Workload } from './workload.ts';

function asked(workload: Workload, seed: number, set: Readonly<Record<string, string>> = {}): (Invocation | null)[] {
  const generator = workload.generator(seededRandom(seed, 'workload'), workloadOptions(workload, set));
  const first = Array.from({ length: 200 }, (_, position) => generator.next(position % 5));
  return [...first, ...generator.finalReads()];
}

/** Kinds that are asked only of whoever was granted something. */
const followUps: Readonly<Record<string, readonly string[]>> = { 'fenced-resource': ['write'] };

describe.each(workloads.map((workload) => [workload.name, workload] as const))('the workload %s', (name, workload) => {
  it('is one that the checkers judge', () => {
    expect(checkedWorkloads.map((checked) => checked.name)).toContain(name);
    expect(workload.summary).not.toBe('');
  });

  it('asks the same for the same seed, and every kind that it needs', () => {
    expect(asked(workload, 1)).toEqual(asked(workload, 1));
    const kinds = new Set(asked(workload, 1).map((invocation) => invocation?.f));
    expect(workload.needs.filter((f) => !kinds.has(f))).toEqual(followUps[name] ?? []);
  });

  it('works with its options at their smallest', () => {
    const least = Object.fromEntries(workload.options.map((option) => [option.name, String(option.minimum)]));
    expect(asked(workload, 2, least)).toEqual(asked(workload, 2, least));
    for (const invocation of asked(workload, 2, least)) expect(invocation?.f).toMatch(/^[a-z]+$/);
  });

  it('gives values of its form: [key, argument] or the key if it is keyed', () => {
    const values = asked(workload, 3).map((invocation) => invocation?.value);
    const keyed = values.filter((value) =>
      Array.isArray(value) ? value.length === 2 && typeof value[0] === 'string' : typeof value === 'string',
    );
    expect(workload.keyed ? keyed.length : values.length).toBe(values.length);
  });
});
