/** A campaign: many trials, one after the other, each judged and reported by itself; one table at the end. */
import type { Verdict } from '../../checkers/verdict.ts';
import type { TrialObserver } from '../trial/observer.ts';
import { planTrial, type TrialRequest } from '../trial/plan-trial.ts';
import { runTrial, type TrialOutcome } from '../trial/run-trial.ts';

export interface CampaignTrial {
  /** What this trial shows, in a few words. */
  readonly title: string;
  readonly request: TrialRequest;
  /** What the textbook says will happen; the campaign reports whether it did. Without it the claim must be kept. */
  readonly expected?: Verdict;
}

export interface CampaignSetting {
  readonly outputDirectory: string;
  readonly dockerHost?: string;
  readonly signal: AbortSignal;
  observerFor(trial: CampaignTrial, index: number): TrialObserver;
  /** After each trial: report writing, a line for people. */
  finished(trial: CampaignTrial, outcome: TrialOutcome, index: number): Promise<void>;
}

/** Runs the trials in order until the signal aborts. Plans all of them first, so that a mistake shows at once. */
export async function runCampaign(
  trials: readonly CampaignTrial[],
  setting: CampaignSetting,
): Promise<readonly TrialOutcome[]> {
  const plans = [];
  for (const trial of trials) plans.push(await planTrial(trial.request));
  const outcomes: TrialOutcome[] = [];
  for (const [index, trial] of trials.entries()) {
    if (setting.signal.aborted) break;
    const { outputDirectory, dockerHost, signal } = setting;
    const outcome = await runTrial(plans[index] as (typeof plans)[number], {
      outputDirectory,
      signal,
      observer: setting.observerFor(trial, index),
      ...(dockerHost === undefined ? {} : { dockerHost }),
    });
    outcomes.push(outcome);
    await setting.finished(trial, outcome, index);
  }
  return outcomes;
}
