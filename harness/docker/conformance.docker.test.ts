import { describe, expect, it } from 'vitest';
import { postgres } from '../../targets/postgres/index.ts';
import { redis } from '../../targets/redis/index.ts';
import type { Target } from '../../targets/contract/target.ts';
import { checkConformance } from '../testing/index.ts';
import { dockerIsAbsent } from './require-docker.ts';

const configurations: readonly [Target, Readonly<Record<string, string>>][] = [
  [redis as unknown as Target, {}],
  [redis as unknown as Target, { topology: 'replicated', persistence: 'none' }],
  [postgres as unknown as Target, {}],
  [postgres as unknown as Target, { isolation: 'read-committed' }],
];

describe.skipIf(await dockerIsAbsent())('the adapter contract in containers', () => {
  it.each(configurations)('is kept by $name with %j', async (target, set) => {
    const results = await checkConformance(target, { backend: 'docker', set });
    expect(results.filter((result) => !result.passed)).toEqual([]);
    expect(results.length).toBeGreaterThan(10);
  });
});
