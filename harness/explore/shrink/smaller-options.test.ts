import { expect, it } from 'vitest';
import { loadTarget } from '../../target-registry.ts';
import { planExploration } from '../plan-exploration.ts';
import { smallerOptions } from './smaller-options.ts';

/** What would be proposed of these options, each proposal by what it changes. */
async function proposed(set: Readonly<Record<string, string>>, model?: string): Promise<unknown[]> {
  const target = await loadTarget('store');
  const judgedBy = model === undefined ? {} : { model };
  const { base } = await planExploration({
    target: 'store',
    set,
    workload: 'register',
    faults: [],
    argv: [],
    ...judgedBy,
  });
  return [...smallerOptions(base, target)].map(({ options }) =>
    Object.fromEntries(Object.entries(options).filter(([name, value]) => base.options[name] !== value)),
  );
}

it('makes amounts smaller that were set, and leaves times and the number of nodes alone', async () => {
  const set = { snapshotEvery: '10', heartbeatMs: '40', nodes: '5' };
  expect(await proposed(set)).toEqual([{ snapshotEvery: 1 }, { snapshotEvery: 2 }, { snapshotEvery: 5 }]);
});

it('changes nothing while another model than the claim judges', async () => {
  const set = { replication: 'leaderless', writeQuorum: '3' };
  expect(await proposed(set)).toContainEqual({ writeQuorum: 2 });
  expect(await proposed(set, 'linearizable')).toEqual([]);
});
