/**
 * Makes a failing trial small: the fewest faults and operations, the shortest times, that still fail in the same way: that
 * break the claim by the same anomaly, or crash with the same error. fast-check drives it (trial-arbitrary.ts proposes); each
 * proposal is run and judged, so what comes out is a trial that fails, however many trials it was given. These are what
 * limits it, not time: on every machine the same comes out.
 */
import fc from 'fast-check';
import type { Json } from '../../../checkers/history/event.ts';
import type { VerdictRecord } from '../../record/verdict-record.ts';
import type { TrialPlan } from '../../record/plan.ts';
import type { Target } from '../../../targets/contract/target.ts';
import { CrashedTrial, tryTrial, type TriedTrial } from '../../trial/try-trial.ts';
import { stopwatch } from '../../wall-clock.ts';
import { findWorkload } from '../../workloads/index.ts';
import type { Exploration } from '../exploration.ts';
import { explicitTrial, operationCount } from './explicit-trial.ts';
import { TrialArbitrary, underChances } from './trial-arbitrary.ts';

export interface ShrinkProgress {
  readonly operations: number;
  readonly faults: number;
  readonly nodes: number;
  /** Trials run so far. */
  readonly tried: number;
  readonly elapsedMs: number;
}

export interface Shrunk extends ShrinkProgress {
  /** Explicit, and it fails; the given plan itself if it did not fail once made explicit. */
  readonly plan: TrialPlan;
  /** False if it was ended before nothing smaller was left to try. */
  readonly complete: boolean;
}

export interface ShrinkLimits {
  /** Most trials to run. */
  readonly trials: number;
  readonly signal: AbortSignal;
  readonly progress: (progress: ShrinkProgress) => void;
}

/** What a trial that failed gave: a verdict, or a crash. */
export type FailedTrial = TriedTrial | CrashedTrial;

/** A trial takes milliseconds, and half of one shows nothing. */
const uninterrupted = new AbortController().signal;

/** The trial tried; a crash is an answer as well. */
export async function tryToFail(plan: TrialPlan): Promise<FailedTrial> {
  try {
    return await tryTrial(plan, uninterrupted);
  } catch (error) {
    if (error instanceof CrashedTrial) return error;
    throw error;
  }
}

/** How it failed, by name: `linearizable/nonlinearizable`, `crash: ...` without its numbers. Empty if it did not. */
function failures(tried: FailedTrial): string[] {
  if (tried instanceof CrashedTrial) return [`crash: ${tried.message.replace(/\d+/g, '#')}`];
  const { verdict, checks } = tried.verdict;
  if (verdict !== 'invalid') return [];
  return checks.flatMap(({ checker, anomalies }) =>
    anomalies.filter(({ permitted }) => permitted !== true).map(({ type }) => `${checker}/${type}`),
  );
}

/** The operations that the verdict names, by the index of their invocation. */
function evidence({ checks }: VerdictRecord): ReadonlySet<number> {
  const [first] = checks.flatMap(({ anomalies }) => anomalies.filter(({ permitted }) => permitted !== true));
  return new Set([...(first?.operations ?? []), ...(first?.explainedPrefix ?? [])]);
}

/** The object that an operation is about, for workloads of independent objects; the same for all otherwise. */
function objectOf(value: Json, keyed: boolean): string {
  return keyed ? JSON.stringify(Array.isArray(value) ? value[0] : value) : '';
}

/** A trial that fails, with what it gave. */
interface Failure {
  readonly plan: TrialPlan;
  readonly tried: FailedTrial;
}

class Shrinking {
  tried = 0;
  /** The latest trial that failed in the way that is sought: the smallest so far, as every proposal is smaller. */
  latest: Failure | null = null;
  readonly elapsedMs = stopwatch();
  readonly #kind: string | undefined;
  readonly #limits: ShrinkLimits;

  constructor(failed: FailedTrial, limits: ShrinkLimits) {
    [this.#kind] = failures(failed);
    this.#limits = limits;
  }

  get isOver(): boolean {
    return this.#limits.signal.aborted || this.tried >= this.#limits.trials;
  }

  async fails(plan: TrialPlan): Promise<boolean> {
    if (this.isOver || this.#kind === undefined) return false;
    this.tried++;
    const tried = await tryToFail(plan);
    if (!failures(tried).includes(this.#kind)) return false;
    this.latest = { plan, tried };
    this.#limits.progress(this.of(plan));
    return true;
  }

  of(plan: TrialPlan): ShrinkProgress {
    return {
      operations: operationCount(plan),
      faults: plan.schedule.length,
      nodes: plan.nodes.length,
      tried: this.tried,
      elapsedMs: this.elapsedMs(),
    };
  }
}

interface Guess {
  /** How many to try it under: the fewer operations are left, the more hangs on their delays. */
  readonly chances: number;
  readonly keeps: (index: number) => boolean;
}

/** Which operations may be enough: those that the verdict names, those on the same objects, those before the last named. */
function guesses({ plan, tried }: Failure): Guess[] {
  const all: Guess = { chances: 1, keeps: () => true };
  if (tried instanceof CrashedTrial) return [all];
  const named = evidence(tried.verdict);
  const { keyed } = findWorkload(plan.workload);
  const objects = new Map(tried.history.map(({ index, value }) => [index, objectOf(value, keyed)]));
  const touched = new Set([...named].map((index) => objects.get(index)));
  const last = Math.max(...named);
  return [
    { chances: 20, keeps: (index) => named.has(index) },
    { chances: 3, keeps: (index) => index <= last && touched.has(objects.get(index)) },
    { chances: 2, keeps: (index) => index <= last },
    all,
  ];
}

/** The failure with the operations of the first guess that still fails; null if none does, or none is smaller. */
async function withNamedOperations(failure: Failure, shrinking: Shrinking): Promise<Failure | null> {
  const before = failure.plan.script === undefined ? Number.POSITIVE_INFINITY : operationCount(failure.plan);
  for (const { chances, keeps } of guesses(failure)) {
    const guess = explicitTrial(failure.plan, failure.tried, keeps);
    if (operationCount(guess) >= before) continue;
    for (const plan of underChances(guess, chances)) if (await shrinking.fails(plan)) return shrinking.latest;
  }
  return null;
}

/** Down to what the verdict names, whose own verdict may name fewer; as often as that helps. */
async function withFewestNamed(failure: Failure, shrinking: Shrinking): Promise<Failure> {
  const fewer = await withNamedOperations(failure, shrinking);
  return fewer === null ? failure : withFewestNamed(fewer, shrinking);
}

/** One round of what trial-arbitrary.ts proposes. */
async function withProposals(failure: Failure, trials: TrialArbitrary, shrinking: Shrinking): Promise<Failure> {
  // The first run only confirms that it fails; all others are smaller trials.
  let isFirst = true;
  const holds = async (candidate: TrialPlan): Promise<boolean> => {
    if (isFirst) {
      isFirst = false;
      return false;
    }
    return !(await shrinking.fails(candidate));
  };
  await fc.check(fc.asyncProperty(trials, holds), { examples: [[failure.plan]], numRuns: 1 });
  return shrinking.latest ?? failure;
}

/** Round after round, until one brings nothing. */
async function untilSmallest(failure: Failure, trials: TrialArbitrary, shrinking: Shrinking): Promise<Failure> {
  const smaller = await withProposals(await withFewestNamed(failure, shrinking), trials, shrinking);
  return smaller === failure || shrinking.isOver ? smaller : untilSmallest(smaller, trials, shrinking);
}

/** `failed` is what the plan gave. The plan that comes back fails in the same way, and its history is always the same. */
export async function shrinkTrial(
  exploration: Exploration,
  target: Target,
  plan: TrialPlan,
  failed: FailedTrial,
  limits: ShrinkLimits,
): Promise<Shrunk> {
  const shrinking = new Shrinking(failed, limits);
  const explicit = await withFewestNamed({ plan, tried: failed }, shrinking);
  if (shrinking.latest === null) return { ...shrinking.of(plan), plan, complete: false };
  const smallest = await untilSmallest(explicit, new TrialArbitrary(exploration, target), shrinking);
  return { ...shrinking.of(smallest.plan), plan: smallest.plan, complete: !shrinking.isOver };
}
