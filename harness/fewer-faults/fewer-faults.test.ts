import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlannedFault, TrialPlan } from '../record/plan.ts';
import { planTrial } from '../trial/plan-trial.ts';
import { faultSets } from './fault-sets.ts';
import { smallestFailing, tryFaultSets } from './try-fault-sets.ts';

const fault = (id: number, kind: string, variant: string, startMs: number): PlannedFault => ({
  id,
  kind,
  variant,
  startMs,
  holdMs: 3000,
});
const cut = fault(0, 'partition', 'primary', 1000);
const pause = fault(1, 'pause', 'minority', 6000);
const skew = fault(2, 'clock', 'one', 10_000);
const sets = (...schedule: PlannedFault[]) =>
  faultSets(schedule).map((set) => `${set.name} [${set.schedule.map(({ id }) => id).join()}]`);

describe('faultSets', () => {
  it('takes all, each left out, each alone, and none', () => {
    expect(sets(cut, pause, skew)).toEqual([
      'all 3 faults [0,1,2]',
      'without partition:primary at 1.0 s [1,2]',
      'without pause:minority at 6.0 s [0,2]',
      'without clock:one at 10.0 s [0,1]',
      'partition:primary at 1.0 s alone [0]',
      'pause:minority at 6.0 s alone [1]',
      'clock:one at 10.0 s alone [2]',
      'no faults []',
    ]);
  });

  it('takes no set twice', () => {
    expect(sets(cut)).toEqual(['its one fault, partition:primary at 1.0 s [0]', 'no faults []']);
    expect(sets(cut, pause).toSorted()).toEqual([
      'all 2 faults [0,1]',
      'no faults []',
      'partition:primary at 1.0 s alone [0]',
      'pause:minority at 6.0 s alone [1]',
    ]);
  });
});

async function failover(schedule: readonly PlannedFault[]): Promise<TrialPlan> {
  const plan = await planTrial({
    target: 'store',
    backend: 'simulated',
    set: { replication: 'single-leader', nodes: '3' },
    workload: 'set',
    faults: [],
    timeMs: 9000,
    seed: 3,
    argv: [],
  });
  return { ...plan, schedule };
}

describe('tryFaultSets', () => {
  const quietly = (): void => undefined;

  it('tells the fault that loses writes from the one that does not matter', async () => {
    const outputDirectory = mkdtempSync(path.join(tmpdir(), 'ordeal-fewer-'));
    const plan = await failover([cut, { ...skew, startMs: 5500, holdMs: 500 }]);
    const seen: string[] = [];
    const tried = await tryFaultSets(plan, {
      trials: 1,
      outputDirectory,
      signal: new AbortController().signal,
      tried: ({ name }, attempt) => void seen.push(`${name} ${attempt}`),
    });
    const fails = Object.fromEntries(
      tried.map(({ schedule, counts }) => [schedule.map(({ id }) => id).join(), counts.invalid]),
    );
    expect(fails).toMatchObject({ '0,2': 1, '0': 1, '2': 0, '': 0 });
    expect(smallestFailing(tried)?.schedule).toEqual([cut]);
    expect(seen).toHaveLength(4);
    expect(readdirSync(outputDirectory)).toHaveLength(4);
    expect(tried.flatMap(({ failures }) => failures)).toHaveLength(2);
  });

  it('ends when it is told to, with what it has', async () => {
    const stop = new AbortController();
    const tried = await tryFaultSets(await failover([cut]), {
      trials: 3,
      outputDirectory: mkdtempSync(path.join(tmpdir(), 'ordeal-fewer-')),
      signal: stop.signal,
      tried: () => stop.abort(),
    });
    expect(tried.map(({ counts, notRun }) => counts.valid + counts.invalid + counts.unknown + notRun)).toEqual([1, 0]);
  });

  it('refuses what cannot be run at all', async () => {
    const plan = { ...(await failover([cut])), workload: 'no-such-workload' };
    const outputDirectory = mkdtempSync(path.join(tmpdir(), 'ordeal-fewer-'));
    const { signal } = new AbortController();
    await expect(tryFaultSets(plan, { trials: 1, outputDirectory, signal, tried: quietly })).rejects.toThrow(
      'no-such-workload',
    );
  });
});
