/** The trials in an output directory, newest first, as far as each can be read: a cut-off or foreign one is no error. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { OrdealError } from '../errors.ts';
import type { VerdictRecord } from '../record/verdict-record.ts';
import { fileIn, readPlan, readVerdict } from '../trial/trial-directory.ts';
import type { RecentTrial } from '../tui/home-state.ts';

/** The verdict, or null if the trial was never judged or its verdict file is damaged. */
function verdictOf(directory: string): VerdictRecord | null {
  if (!existsSync(fileIn(directory, 'verdict'))) return null;
  try {
    return readVerdict(directory);
  } catch (error) {
    if (error instanceof OrdealError) return null;
    throw error;
  }
}

function readTrial(directory: string, nowMs: number): RecentTrial | null {
  try {
    const plan = readPlan(directory);
    const verdict = verdictOf(directory);
    const report = fileIn(directory, 'report');
    return {
      directory,
      name: path.basename(directory),
      target: plan.target,
      workload: plan.workload,
      backend: plan.backend,
      verdict: verdict?.verdict ?? null,
      sentence: verdict?.sentence ?? 'It was cut off before it was judged.',
      reportFile: existsSync(report) ? report : null,
      replayCommand: plan.replayCommand,
      ageMs: nowMs - statSync(fileIn(directory, 'plan')).mtimeMs,
    };
  } catch (error) {
    // Not a trial's directory, or one whose plan is damaged: there is nothing to show of it.
    if (error instanceof OrdealError) return null;
    throw error;
  }
}

/** At most `limit` trials; none if the directory does not exist. `nowMs` is the wall clock, milliseconds since 1970. */
export function recentTrials(outputDirectory: string, nowMs: number, limit: number): readonly RecentTrial[] {
  if (!existsSync(outputDirectory)) return [];
  return readdirSync(outputDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(outputDirectory, entry.name))
    .filter((directory) => existsSync(fileIn(directory, 'plan')))
    .map((directory) => ({ directory, madeMs: statSync(fileIn(directory, 'plan')).mtimeMs }))
    .toSorted((left, right) => right.madeMs - left.madeMs)
    .slice(0, limit)
    .flatMap(({ directory }) => readTrial(directory, nowMs) ?? []);
}
