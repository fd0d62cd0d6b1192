/** All of our own adapters keep the contract on real systems. */
import { describe, expect, it } from 'vitest';
import { dockerIsAbsent } from '../docker/require-docker.testing.ts';
import { loadTarget } from '../target-registry.ts';
import { checkConformance } from './conformance.ts';

const absent = await dockerIsAbsent();

const configurations: readonly (readonly [target: string, set: Readonly<Record<string, string>>])[] = [
  ['redis', {}],
  ['redis', { topology: 'replicated' }],
  ['postgres', { isolation: 'read-committed' }],
  ['postgres', { isolation: 'serializable' }],
  ['store', { replication: 'sync' }],
  ['store', { replication: 'async' }],
];

describe.skipIf(absent)('the conformance kit on containers', () => {
  it.each(configurations)('passes %s %j', { timeout: 180_000 }, async (name, set) => {
    const target = await loadTarget(name);
    // A connection that outlives its node needs the node's data to outlive it too.
    const lasting: Record<string, string> = name === 'redis' ? { persistence: 'always', ...set } : { ...set };
    const results = await checkConformance(target, { backend: 'docker', set: lasting });
    expect(results.filter((result) => !result.passed)).toEqual([]);
  });
});
