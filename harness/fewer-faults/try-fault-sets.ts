/**
 * Runs a trial again and again with fewer faults, and counts how often each set of them still fails. A simulated trial
 * would repeat exactly, so each retry is given another seed of its world: the same operations and faults meet other delays.
 */
import type { Verdict } from '../../checkers/verdict.ts';
import type { TrialPlan } from '../record/plan.ts';
import { runTrial, type TrialOutcome } from '../trial/run-trial.ts';
import { faultSets, type FaultSet } from './fault-sets.ts';

export interface TriedFaultSet extends FaultSet {
  /** Trials by their verdict. */
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Trials that could not be set up or judged. */
  readonly notRun: number;
  /** Directories of the trials that failed. */
  readonly failures: readonly string[];
}

export interface FaultSetRequest {
  /** Of each set. */
  readonly trials: number;
  readonly outputDirectory: string;
  readonly dockerHost?: string;
  /** Ends the retries; a trial that is cut short does not count. */
  readonly signal: AbortSignal;
  /** After each trial that counts. */
  readonly tried: (set: FaultSet, attempt: number, outcome: TrialOutcome | Error) => Promise<void> | void;
}

function attemptOf(plan: TrialPlan, schedule: FaultSet['schedule'], attempt: number): TrialPlan {
  const ids = schedule.map(({ id }) => id).join('-');
  return {
    ...plan,
    trialId: `${plan.trialId}-faults-${ids === '' ? 'none' : ids}-try-${attempt + 1}`,
    schedule,
    worldSeed: ((plan.worldSeed ?? plan.seed) + attempt) >>> 0,
  };
}

/** What each set gave, so far if the signal ended it. Rejects if the very first trial cannot be run: then none can. */
export async function tryFaultSets(plan: TrialPlan, request: FaultSetRequest): Promise<readonly TriedFaultSet[]> {
  const { trials, outputDirectory, dockerHost, signal, tried } = request;
  const surroundings = { outputDirectory, observer: {}, signal, ...(dockerHost === undefined ? {} : { dockerHost }) };
  const results: TriedFaultSet[] = [];
  let isFirst = true;
  for (const set of faultSets(plan.schedule)) {
    const counts: Record<Verdict, number> = { valid: 0, invalid: 0, unknown: 0 };
    const failures: string[] = [];
    let notRun = 0;
    for (let attempt = 0; attempt < trials && !signal.aborted; attempt++) {
      let answer: TrialOutcome | Error;
      try {
        answer = await runTrial(attemptOf(plan, set.schedule, attempt), surroundings);
      } catch (error) {
        if (isFirst) throw error;
        answer = error instanceof Error ? error : new Error(String(error));
      }
      isFirst = false;
      if (signal.aborted) break;
      if (answer instanceof Error) notRun++;
      else {
        counts[answer.verdict.verdict]++;
        if (answer.verdict.verdict === 'invalid') failures.push(answer.directory);
      }
      await tried(set, attempt, answer);
    }
    results.push({ ...set, counts, notRun, failures });
  }
  return results;
}

/** Of the sets that failed, one with the fewest faults; of several, the one that failed most often. Null if none failed. */
export function smallestFailing(sets: readonly TriedFaultSet[]): TriedFaultSet | null {
  const failing = sets.filter(({ counts }) => counts.invalid > 0);
  const [smallest = null] = failing.toSorted(
    (left, right) => left.schedule.length - right.schedule.length || right.counts.invalid - left.counts.invalid,
  );
  return smallest;
}
