/**
 * Makes a failing trial small: the fewest faults and operations, the shortest times, that still break the claim in the same
 * way. fast-check drives it (trial-arbitrary.ts proposes); each proposal is run and judged, so what comes out is a trial
 * that fails, whatever the time it was given.
 */
import fc from 'fast-check';
import type { Json } from '../../../checkers/history/event.ts';
import type { VerdictRecord } from '../../record/verdict-record.ts';
import type { TrialPlan } from '../../record/plan.ts';
import type { Target } from '../../../targets/contract/target.ts';
import { tryTrial, type TriedTrial } from '../../trial/try-trial.ts';
import { stopwatch } from '../../wall-clock.ts';
import { findWorkload } from '../../workloads/index.ts';
import type { Exploration } from '../exploration.ts';
import { explicitTrial, operationCount } from './explicit-trial.ts';
import { TrialArbitrary } from './trial-arbitrary.ts';

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
  /** False if the time was over first. */
  readonly complete: boolean;
}

export interface ShrinkLimits {
  readonly timeMs: number;
  readonly signal: AbortSignal;
  readonly progress: (progress: ShrinkProgress) => void;
}

/** What broke, by name: `linearizable/nonlinearizable`. Empty if nothing did. */
function broken({ verdict, checks }: VerdictRecord): string[] {
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

/** A trial takes milliseconds, and half of one shows nothing. */
const uninterrupted = new AbortController().signal;

class Shrinking {
  tried = 0;
  readonly elapsedMs = stopwatch();
  readonly #kind: string | undefined;
  readonly #limits: ShrinkLimits;

  constructor(verdict: VerdictRecord, limits: ShrinkLimits) {
    [this.#kind] = broken(verdict);
    this.#limits = limits;
  }

  get isOver(): boolean {
    return this.#limits.signal.aborted || this.elapsedMs() >= this.#limits.timeMs;
  }

  /** A trial that cannot be carried through does not fail in the way that is sought. */
  async fails(plan: TrialPlan): Promise<boolean> {
    if (this.isOver || this.#kind === undefined) return false;
    this.tried++;
    let tried: TriedTrial;
    try {
      tried = await tryTrial(plan, uninterrupted);
    } catch {
      return false;
    }
    const stillFails = broken(tried.verdict).includes(this.#kind);
    if (stillFails) this.#limits.progress(this.of(plan));
    return stillFails;
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

/**
 * The trial made explicit, with as few operations as a first guess allows: those that the verdict names alone, or those on
 * the same objects, or those before the last that it names; else all. Null if not even all of them fail again.
 */
async function explicitFailure(plan: TrialPlan, failed: TriedTrial, shrinking: Shrinking): Promise<TrialPlan | null> {
  const named = evidence(failed.verdict);
  const { keyed } = findWorkload(plan.workload);
  const objects = new Map(failed.history.map(({ index, value }) => [index, objectOf(value, keyed)]));
  const touched = new Set([...named].map((index) => objects.get(index)));
  const last = Math.max(...named);
  const guesses = [
    { seeds: 10, keeps: (index: number) => named.has(index) },
    { seeds: 3, keeps: (index: number) => index <= last && touched.has(objects.get(index)) },
    { seeds: 2, keeps: (index: number) => index <= last },
    { seeds: 1, keeps: () => true },
  ];
  for (const { seeds, keeps } of guesses) {
    const guess = explicitTrial(plan, failed, keeps);
    for (let offset = 0; offset < seeds; offset++) {
      const candidate = { ...guess, worldSeed: plan.seed + offset };
      if (await shrinking.fails(candidate)) return candidate;
    }
  }
  return null;
}

/** `failed` is what the plan gave. The plan that comes back fails in the same way, and its history is always the same. */
export async function shrinkTrial(
  exploration: Exploration,
  target: Target,
  plan: TrialPlan,
  failed: TriedTrial,
  limits: ShrinkLimits,
): Promise<Shrunk> {
  const shrinking = new Shrinking(failed.verdict, limits);
  const explicit = await explicitFailure(plan, failed, shrinking);
  if (explicit === null) return { ...shrinking.of(plan), plan, complete: false };
  // The first run only confirms that it fails; all others are smaller trials.
  let isFirst = true;
  const holds = async (candidate: TrialPlan): Promise<boolean> => {
    if (isFirst) {
      isFirst = false;
      return false;
    }
    return !(await shrinking.fails(candidate));
  };
  const property = fc.asyncProperty(new TrialArbitrary(exploration, target), holds);
  const details = await fc.check(property, { examples: [[explicit]], numRuns: 1 });
  const [smallest = explicit] = details.counterexample ?? [];
  return { ...shrinking.of(smallest), plan: smallest, complete: !shrinking.isOver };
}
