/**
 * An exploration: one configuration of a target, tried under seed after seed, each of which draws its own mix of faults,
 * load and times (see swarm-trial.ts). Plain data: it crosses between processes and is kept in a file to go on later.
 */
import type { Verdict } from '../../checkers/verdict.ts';
import type { TrialPlan } from '../record/plan.ts';

export interface Exploration {
  /** What all trials share. Its seed, schedule, clients, rate and times are drawn anew for each. */
  readonly base: TrialPlan;
  /** The options of the workload that were asked for by name: they are not drawn. */
  readonly fixedWorkloadOptions: readonly string[];
  /** Every trial is in a world of nodes that are far apart. */
  readonly wideArea: boolean;
  /** Every trial has one or two faults that last. */
  readonly longFaults: boolean;
  readonly firstSeed: number;
  /** The last one, or null to go on for ever. */
  readonly lastSeed: number | null;
}

/** `crashed`: the trial could not be carried through, because a node's program or a checker threw. */
export type Fate = Verdict | 'crashed';

/** What one seed gave. */
export interface SeedResult {
  readonly seed: number;
  readonly fate: Fate;
  /** The verdict's sentence, or the error. */
  readonly sentence: string;
  /** Why it is `unknown`, if it is. */
  readonly reasons: readonly string[];
  /** What it reached: faults, outcomes, roles (see coverage.ts). */
  readonly reached: readonly string[];
  readonly operations: number;
  /** Virtual time. */
  readonly virtualMs: number;
}

/** Of a finding, at most: enough for most, and a matter of seconds. */
export const usualShrinkTrials = 1500;

/** True for a seed that the search is for. */
export function isFinding({ fate }: Pick<SeedResult, 'fate'>): boolean {
  return fate === 'invalid' || fate === 'crashed';
}
