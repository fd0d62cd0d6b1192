/** The rows of the scoreboard, and the searches behind each. */
import type { Hazard, SoundConfiguration } from '../../harness/hazards/index.ts';
import { isFinding, type Exploration } from '../../harness/explore/exploration.ts';
import { search } from '../../harness/explore/explore.ts';
import { planExploration } from '../../harness/explore/plan-exploration.ts';
import { trySeed } from '../../harness/explore/try-seed.ts';
import { shrinkSeed } from '../../harness/explore/shrink/shrink-seed.ts';
import type { WorkerPool } from '../../harness/explore/worker-pool.ts';
import { loadTarget } from '../../harness/target-registry.ts';
import { stopwatch } from '../../harness/wall-clock.ts';

export interface BugRow {
  readonly name: string;
  /** In at least half of the searches. */
  readonly found: boolean;
  /** Medians over the searches, to the first find; null if the median search found nothing. */
  readonly seeds: number | null;
  readonly seconds: number | null;
  /** Size of the shrunk trial. */
  readonly operations: number | null;
  readonly faults: number | null;
}

export interface ConfigurationRow {
  readonly name: string;
  readonly claim: string;
  readonly trials: number;
  readonly accusations: number;
  /** Trials that showed nothing: neither for the configuration nor against it. */
  readonly unknown: number;
}

export interface Measuring {
  readonly pool: WorkerPool;
  readonly searches: number;
  /** Of one search, at most. */
  readonly searchMs: number;
  readonly shrinkTrials: number;
  readonly trials: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Searches begin this far apart, so that they share no seed. */
const seedsApart = 10_000_000;

interface Find {
  readonly exploration: Exploration;
  readonly seed: number;
  readonly seeds: number;
  readonly seconds: number;
}

/**
 * Whether the trial fails because of what the hazard is about. One in which the nodes only did not settle again breaks no model, and one
 * that fails without the planted bug as well shows something else.
 */
async function showsHazard(hazard: Hazard, exploration: Exploration, seed: number): Promise<boolean> {
  const target = await loadTarget(hazard.target);
  const { reached } = await trySeed(exploration, target, seed);
  const counts = (mark: string): boolean => mark !== 'anomaly no-recovery' || hazard.stalls === true;
  if (!reached.some((mark) => mark.startsWith('anomaly ') && counts(mark))) return false;
  const { bug, ...set } = hazard.set;
  if (bug === undefined) return true;
  const without = await planExploration({ ...hazard, set, firstSeed: exploration.firstSeed, argv: [] });
  return !isFinding(await trySeed(without, target, seed));
}

/** The first trial that shows the hazard, in seeds and in time; one that only fails is passed over. Null once the time is over. */
async function firstFind(hazard: Hazard, firstSeed: number, measuring: Measuring): Promise<Find | null> {
  const { pool, searchMs, signal } = measuring;
  const elapsedMs = stopwatch();
  for (let from = firstSeed; elapsedMs() < searchMs;) {
    const exploration = await planExploration({ ...hazard, firstSeed: from, argv: [] });
    const limits = { pool, timeMs: searchMs - elapsedMs(), keepGoing: false, signal };
    const { tally, ending } = await search(exploration, limits, () => undefined);
    const [finding] = tally.findings;
    if (ending !== 'found' || finding === undefined) return null;
    const { seed, fate } = finding;
    const seconds = elapsedMs() / 1000;
    if (fate === 'invalid' && (await showsHazard(hazard, exploration, seed))) {
      return { exploration, seed, seeds: seed - firstSeed + 1, seconds };
    }
    from = seed + 1;
  }
  return null;
}

/** Of a list in which null is more than everything. */
function median(values: readonly (number | null)[]): number | null {
  const ranked = values.toSorted((left, right) => (left ?? Infinity) - (right ?? Infinity));
  return ranked[Math.floor((ranked.length - 1) / 2)] ?? null;
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100);

export async function measureHazard(hazard: Hazard, measuring: Measuring): Promise<BugRow> {
  const { searches, shrinkTrials, signal, say } = measuring;
  const finds: (Find | null)[] = [];
  let shrunk: { readonly operations: number; readonly faults: number } | null = null;
  for (let number = 0; number < searches && !signal.aborted; number++) {
    const find = await firstFind(hazard, 1 + number * seedsApart, measuring);
    finds.push(find);
    say(
      `  search ${number + 1}: ${find === null ? 'nothing' : `seed ${find.seeds} after ${find.seconds.toFixed(1)} s`}`,
    );
    if (find === null || shrunk !== null) continue;
    const smaller = await shrinkSeed(find.exploration, find.seed, {
      trials: shrinkTrials,
      signal,
      progress: () => undefined,
    });
    if (smaller.plan.script !== undefined) shrunk = smaller;
    say(`  shrunk to ${smaller.operations} operations and ${smaller.faults} faults by ${smaller.tried} trials`);
  }
  const seeds = median(finds.map((find) => find?.seeds ?? null));
  return {
    name: hazard.name,
    found: seeds !== null,
    seeds,
    seconds: rounded(median(finds.map((find) => find?.seconds ?? null))),
    operations: shrunk?.operations ?? null,
    faults: shrunk?.faults ?? null,
  };
}

const sayEveryMs = 30_000;

export async function measureConfiguration(
  configuration: SoundConfiguration,
  { pool, trials, signal, say }: Measuring,
): Promise<ConfigurationRow> {
  const exploration = await planExploration({ ...configuration, lastSeed: trials, argv: [] });
  let saidAtMs = 0;
  const limits = { pool, timeMs: Number.POSITIVE_INFINITY, keepGoing: true, signal };
  const { tally } = await search(exploration, limits, ({ tally: now, elapsedMs }) => {
    if (elapsedMs - saidAtMs < sayEveryMs) return;
    saidAtMs = elapsedMs;
    say(`  ${now.trials} trials, ${JSON.stringify(now.fates)}`);
  });
  say(`  ${JSON.stringify(tally.fates)} ${JSON.stringify(tally.unknownReasons)}`);
  for (const { seed, fate, sentence } of tally.findings) say(`  seed ${seed} ${fate}: ${sentence}`);
  return {
    name: configuration.name,
    claim: exploration.base.claim.model,
    trials: tally.trials,
    accusations: tally.fates.invalid + tally.fates.crashed,
    unknown: tally.fates.unknown,
  };
}
