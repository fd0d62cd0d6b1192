/**
 * A seed that broke the claim, for a person: made small, run once more into a directory of its own, reported, and told as a
 * story of its few events.
 */
import { visibleText } from '../../reports/hostile-text.ts';
import { countOf } from '../../reports/quantities.ts';
import type { Exploration } from '../explore/exploration.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { ShrinkProgress, Shrunk } from '../explore/shrink/shrink-trial.ts';
import { writeReport } from './write-report.ts';

export interface KeptFinding {
  readonly directory: string;
  /** Of the verdict on the trial that was kept. */
  readonly sentence: string;
  readonly report: string;
  readonly shrunk: {
    readonly operations: number;
    readonly faults: number;
    readonly nodes: number;
    /** Trials that shrinking took. */
    readonly tried: number;
    readonly seconds: number;
    /** False if it ended before nothing smaller was left to try. */
    readonly complete: boolean;
  } | null;
}

export interface KeepRequest {
  /** Shrinking makes no more trials than these; 0: keep the trial as it is. Not a time: the result is the same anywhere. */
  readonly shrinkTrials: number;
  readonly output: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

function sizeText({ operations, faults, nodes }: ShrinkProgress): string {
  return `${countOf(operations, 'operation')}, ${countOf(faults, 'fault')}, ${countOf(nodes, 'node')}`;
}

const sayEveryMs = 2000;

async function shrunkSeed(exploration: Exploration, seed: number, request: KeepRequest): Promise<Shrunk> {
  const { shrinkSeed } = await import('../explore/shrink/shrink-seed.ts');
  let saidAtMs = 0;
  const progress = (now: ShrinkProgress): void => {
    if (now.elapsedMs - saidAtMs < sayEveryMs) return;
    saidAtMs = now.elapsedMs;
    request.say(`  shrinking: ${sizeText(now)} after ${countOf(now.tried, 'trial')}`);
  };
  return shrinkSeed(exploration, seed, { trials: request.shrinkTrials, signal: request.signal, progress });
}

/** A search gives a check little time; the trial that is kept is checked in a worker, which a busy machine may start late. */
const keptCheckTimeMs = 60_000;

/** Runs it into a directory of its own. One in which a program throws is judged by what was recorded until then. */
async function kept(plan: TrialPlan, output: string): Promise<{ directory: string; sentence: string }> {
  const { runTrial } = await import('../trial/run-trial.ts');
  const { judge } = await import('../trial/judge.ts');
  const { signal } = new AbortController();
  let directory = '';
  const observer = { planned: (_plan: TrialPlan, made: string) => void (directory = made) };
  try {
    const { verdict } = await runTrial(plan, { outputDirectory: output, observer, signal });
    return { directory, sentence: verdict.sentence };
  } catch (error) {
    if (directory === '') throw error;
    const sentence = `the trial crashed: ${error instanceof Error ? error.message : String(error)}`;
    await judge(directory, { reasons: [sentence] });
    return { directory, sentence };
  }
}

/** Rejects if the trial cannot be run again at all. */
export async function keepFinding(exploration: Exploration, seed: number, request: KeepRequest): Promise<KeptFinding> {
  const shrunk = await shrunkSeed(exploration, seed, request);
  const limits = { ...shrunk.plan.limits, checkTimeMs: keptCheckTimeMs };
  const { directory, sentence } = await kept({ ...shrunk.plan, limits }, request.output);
  const report = await writeReport(directory);
  if (shrunk.plan.script === undefined) return { directory, sentence, report, shrunk: null };
  const { operations, faults, nodes, tried, elapsedMs, complete } = shrunk;
  request.say(
    `shrunk to ${sizeText(shrunk)} by ${countOf(tried, 'trial')} in ${(elapsedMs / 1000).toFixed(1)} s` +
      (complete ? '' : ' (and no further: --shrink-trials)'),
  );
  const { readTrialRecord } = await import('../trial/judge.ts');
  const { storyLines } = await import('../../reports/text/story.ts');
  for (const { clock, text, culprit } of storyLines(await readTrialRecord(directory))) {
    request.say(`  ${clock}  ${text}${culprit ? '  <- does not fit' : ''}`);
  }
  request.say(visibleText(sentence));
  return {
    directory,
    sentence,
    report,
    shrunk: { operations, faults, nodes, tried, seconds: elapsedMs / 1000, complete },
  };
}
