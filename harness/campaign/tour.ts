/**
 * The tour that `npm start` runs: the reference store in the simulated world, nothing but Node needed. The same faults
 * meet a configuration that keeps its claim and one that the textbooks warn of. Seeds are fixed, so everybody sees the
 * same tour; other seeds are one `--seed` away.
 */
import type { TrialRequest } from '../trial/plan-trial.ts';
import type { CampaignTrial } from './run-campaign.ts';

const everything = ['partition', 'pause', 'kill', 'clock'];

function request(
  replication: 'sync' | 'async',
  workload: string,
  faults: readonly string[],
  argv: readonly string[],
  seed: number,
): TrialRequest {
  return { target: 'store', backend: 'simulated', set: { replication }, workload, faults, seed, timeMs: 60_000, argv };
}

/** The trials in order. `firstSeed` shifts all seeds. */
export function tourTrials(argv: readonly string[], firstSeed = 1): readonly CampaignTrial[] {
  return [
    {
      title: 'synchronous replication, every fault: stays linearizable',
      request: request('sync', 'register', everything, argv, firstSeed),
      expected: 'valid',
    },
    {
      title: 'synchronous replication, every fault: loses nothing it acknowledged',
      request: request('sync', 'set', everything, argv, firstSeed + 1),
      expected: 'valid',
    },
    {
      title: 'asynchronous replication, the primary cut off: a failover loses acknowledged writes',
      request: request('async', 'set', ['partition:primary'], argv, firstSeed + 2),
      expected: 'invalid',
    },
    {
      title: 'asynchronous replication, the primary cut off: two primaries at once, stale reads',
      request: request('async', 'register', ['partition:primary'], argv, firstSeed + 3),
      expected: 'invalid',
    },
  ];
}
