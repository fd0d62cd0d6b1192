/**
 * The store judged in the simulated world, by many seeds: the configuration that claims linearizability keeps it, the one
 * that should break breaks. More seeds: `ORDEAL_SEEDS=2000 npx vitest run harness/simulation/store-under-faults`.
 */
import { describe, expect, it } from 'vitest';
import { pairOperations } from '../../checkers/history/pairing.ts';
import { checkLinearizable } from '../../checkers/linearizability/check-linearizable.ts';
import { casRegisterSpecification } from '../../checkers/linearizability/specifications/index.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import { store } from '../../targets/store/index.ts';
import { runRegisterOrdeal } from './register-ordeal.testing.ts';
import { defaultWorldSettings } from './settings.ts';
import type { WorldSettings } from './settings.ts';

const seeds = Number(process.env['ORDEAL_SEEDS'] ?? 60);

const harsh: WorldSettings = {
  network: {
    minDelayMs: 0.2,
    meanExtraDelayMs: 3,
    lateProbability: 0.1,
    meanLatenessMs: 100,
    lossProbability: 0.08,
    duplicateProbability: 0.08,
    inOrder: false,
    bytesPerSecond: 1_000_000,
    maxDelayFactor: 1.5,
  },
  disk: { minSyncMs: 0.5, meanExtraSyncMs: 5, stallProbability: 0.05, meanStallMs: 100 },
  processor: { eventMs: 0.02 },
  maxEvents: 5_000_000,
};

interface Tally {
  readonly verdicts: Record<Verdict, number>;
  readonly completed: number;
  /** Seeds whose verdict was not `valid`. */
  readonly suspects: number[];
}

async function tally(set: Record<string, unknown>, faults: boolean, settings: WorldSettings): Promise<Tally> {
  const options = store.options.parse(set);
  const verdicts = { valid: 0, invalid: 0, unknown: 0 };
  const suspects: number[] = [];
  let completed = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { history } = await runRegisterOrdeal({ seed, target: store, options, timeMs: 5000, faults, settings });
    completed += history.filter((event) => event.type === 'ok').length;
    const { verdict } = checkLinearizable({
      operations: pairOperations(history),
      specification: casRegisterSpecification,
      keyed: true,
    });
    verdicts[verdict]++;
    if (verdict !== 'valid') suspects.push(seed);
  }
  return { verdicts, completed, suspects };
}

const allValid = { verdicts: { valid: seeds, invalid: 0, unknown: 0 }, suspects: [] };

describe('synchronous replication', () => {
  it.each<[string, Record<string, unknown>, WorldSettings]>([
    ['three nodes', { replication: 'sync' }, defaultWorldSettings],
    ['five nodes', { replication: 'sync', nodes: 5 }, defaultWorldSettings],
    ['three nodes, a bad network and slow disks', { replication: 'sync' }, harsh],
  ])('is linearizable under all faults: %s', { timeout: 600_000 }, async (_name, set, settings) => {
    const found = await tally(set, true, settings);
    expect(found).toMatchObject(allValid);
    expect(found.completed).toBeGreaterThan(100 * seeds);
  });
});

describe('asynchronous replication', () => {
  it('loses linearizability under faults, in a good part of the runs', { timeout: 600_000 }, async () => {
    const { verdicts } = await tally({ replication: 'async' }, true, defaultWorldSettings);
    expect(verdicts.invalid).toBeGreaterThan(seeds / 3);
  });

  it('keeps it as long as nothing breaks', { timeout: 600_000 }, async () => {
    expect(await tally({ replication: 'async' }, false, defaultWorldSettings)).toMatchObject(allValid);
  });
});
