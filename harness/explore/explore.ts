/**
 * The search: seeds handed out in order to worker processes, until one breaks the claim, the time is over, the seeds are
 * used up, or somebody stops it. The first failing seed is the same however many workers there are: once one has failed,
 * what is under way is waited for, and the lowest counts.
 */
import { stopwatch } from '../wall-clock.ts';
import { isFinding, type Exploration } from './exploration.ts';
import { count, emptyTally, type Tally } from './tally.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface SearchLimits {
  readonly pool: WorkerPool;
  /** Wall time, for the search alone. */
  readonly timeMs: number;
  /** Goes on after a failing seed. */
  readonly keepGoing: boolean;
  readonly signal: AbortSignal;
}

export interface SearchProgress {
  readonly tally: Tally;
  /** Trials of this search; the tally may hold those of earlier ones. */
  readonly trials: number;
  readonly elapsedMs: number;
  /** The first seed that has not been handed out. */
  readonly nextSeed: number;
  /** Seeds handed out of which nothing has been heard yet. */
  readonly underWay: readonly number[];
}

export interface SearchOutcome extends SearchProgress {
  readonly ending: 'found' | 'time' | 'seeds' | 'interrupted';
}

/** A batch takes about this long: short enough to stop soon, long enough that talk costs nothing. */
const batchMs = 150;
const largestBatch = 64;

/** Hands out seeds in order, in batches whose size follows the speed; before them, those that an earlier search left over. */
class SeedSource {
  next: number;
  readonly underWay = new Set<number>();
  readonly #last: number;
  readonly #leftOver: number[];
  #batchSize = 1;

  constructor({ firstSeed, lastSeed }: Pick<Exploration, 'firstSeed' | 'lastSeed'>, leftOver: readonly number[]) {
    this.next = firstSeed;
    this.#last = lastSeed ?? Number.MAX_SAFE_INTEGER;
    this.#leftOver = [...leftOver];
  }

  get usedUp(): boolean {
    return this.#leftOver.length === 0 && this.next > this.#last;
  }

  take(): readonly number[] | null {
    const seeds = this.#leftOver.length > 0 ? this.#leftOver.splice(0, this.#batchSize) : this.#fresh();
    for (const seed of seeds ?? []) this.underWay.add(seed);
    return seeds;
  }

  #fresh(): readonly number[] | null {
    const length = Math.min(this.#batchSize, this.#last - this.next + 1);
    if (length <= 0) return null;
    const seeds = Array.from({ length }, (_, offset) => this.next + offset);
    this.next += length;
    return seeds;
  }

  adapt(msPerTrial: number): void {
    this.#batchSize = Math.max(1, Math.min(largestBatch, Math.round(batchMs / msPerTrial)));
  }
}

/** `progress` is called after every batch. What an earlier search left is gone on with: its tally is added to. Rejects if a worker is lost. */
export async function search(
  exploration: Exploration,
  { pool, timeMs, keepGoing, signal }: SearchLimits,
  progress: (progress: SearchProgress) => void,
  { tally, underWay: leftOver }: Pick<SearchProgress, 'tally' | 'underWay'> = { tally: emptyTally(), underWay: [] },
): Promise<SearchOutcome> {
  const source = new SeedSource(exploration, leftOver);
  await pool.begin(exploration);
  const elapsedMs = stopwatch();
  const before = tally.trials;
  let found = false;
  const now = (): SearchProgress => ({
    tally,
    trials: tally.trials - before,
    elapsedMs: elapsedMs(),
    nextSeed: source.next,
    underWay: [...source.underWay],
  });
  const isOver = (): boolean => signal.aborted || elapsedMs() >= timeMs || (found && !keepGoing);
  await pool.run(
    () => (isOver() ? null : source.take()),
    (results) => {
      for (const result of results) {
        count(tally, result);
        source.underWay.delete(result.seed);
      }
      found ||= results.some(isFinding);
      source.adapt((elapsedMs() * pool.count) / Math.max(1, tally.trials - before));
      progress(now());
    },
  );
  const ending = found && !keepGoing ? 'found' : signal.aborted ? 'interrupted' : source.usedUp ? 'seeds' : 'time';
  return { ...now(), ending };
}
