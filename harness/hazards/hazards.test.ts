import { describe, expect, it } from 'vitest';
import { planExploration } from '../explore/plan-exploration.ts';
import { loadTarget } from '../target-registry.ts';
import { planTrial } from '../trial/plan-trial.ts';
import { hazards, soundConfigurations, type Situation } from './index.ts';
import { tourConfigurations, tourHazards } from './tour.ts';

async function plan({ target, set, workload, workloadSet, faults, model }: Situation): Promise<unknown> {
  const asked = { target, set, workload, workloadSet: workloadSet ?? {}, faults, seed: 1, argv: [] };
  return planTrial({ ...asked, backend: 'simulated', timeMs: 60_000, ...(model === undefined ? {} : { model }) });
}

const mended = hazards.flatMap(({ mendedBy, ...hazard }) =>
  mendedBy === undefined ? [] : [{ ...hazard, name: `${hazard.name}, mended`, set: { ...hazard.set, ...mendedBy } }],
);

describe('hazards and configurations that hold', () => {
  it.each([...hazards, ...mended, ...soundConfigurations].map((one) => [one.name, one] as const))(
    '%s can be planned',
    async (_name, situation) => {
      await expect(plan(situation)).resolves.toMatchObject({ workload: situation.workload });
    },
  );

  it('have names of their own', () => {
    const names = [...hazards, ...soundConfigurations].map(({ name }) => name);
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('show every planted bug of the store', async () => {
    const { bugs = [] } = await loadTarget('store');
    const shown = new Map(hazards.map((hazard) => [hazard.name, hazard.set['bug']]));
    expect(bugs.filter(({ name }) => shown.get(name) !== name).map(({ name }) => name)).toEqual([]);
  });
});

it('configurations that hold are put under every fault that there is to bear, but for leases under clock faults', async () => {
  const missing = soundConfigurations.map(async ({ name, faults, ...situation }) => {
    const { base } = await planExploration({ ...situation, argv: [] });
    return [name, base.faults.filter((fault) => !faults.includes(fault))] as const;
  });
  const found = (await Promise.all(missing)).filter(([, faults]) => faults.length > 0);
  expect(Object.fromEntries(found)).toEqual({ 'raft-reads-by-lease': ['clock', 'clock-drift', 'clock-strobe'] });
});

it('the tour names what there is', () => {
  const names = [...hazards, ...soundConfigurations].map(({ name }) => name);
  expect([...tourHazards, ...tourConfigurations].filter((name) => !names.includes(name))).toEqual([]);
});
