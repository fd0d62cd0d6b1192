/**
 * A seed that broke the claim, for a person: made small, run once more into a directory of its own, reported, and told as a
 * story of its few events.
 */
import { visibleText } from '../../reports/hostile-text.ts';
import { countOf } from '../../reports/quantities.ts';
import type { Exploration } from '../explore/exploration.ts';
import type { ShrinkProgress, Shrunk } from '../explore/shrink/shrink-trial.ts';
import { storyLines } from './story-lines.ts';
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
    /** False if it ran out of time. */
    readonly complete: boolean;
  } | null;
}

export interface KeepRequest {
  /** Wall time for shrinking; 0: keep the trial as it is. */
  readonly shrinkMs: number;
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
  return shrinkSeed(exploration, seed, { timeMs: request.shrinkMs, signal: request.signal, progress });
}

/** Rejects if the trial cannot be run again. */
export async function keepFinding(exploration: Exploration, seed: number, request: KeepRequest): Promise<KeptFinding> {
  const { runTrial } = await import('../trial/run-trial.ts');
  const shrunk = await shrunkSeed(exploration, seed, request);
  const signal = new AbortController().signal;
  const { directory, verdict } = await runTrial(shrunk.plan, { outputDirectory: request.output, observer: {}, signal });
  const report = await writeReport(directory);
  const { sentence } = verdict;
  if (shrunk.plan.script === undefined) return { directory, sentence, report, shrunk: null };
  const { operations, faults, nodes, tried, elapsedMs, complete } = shrunk;
  request.say(
    `shrunk to ${sizeText(shrunk)} by ${countOf(tried, 'trial')} in ${(elapsedMs / 1000).toFixed(1)} s` +
      (complete ? '' : ' (there was no time for more: --shrink-time)'),
  );
  const { readTrialRecord } = await import('../trial/judge.ts');
  for (const line of storyLines(await readTrialRecord(directory))) request.say(visibleText(line));
  request.say(visibleText(sentence));
  return {
    directory,
    sentence,
    report,
    shrunk: { operations, faults, nodes, tried, seconds: elapsedMs / 1000, complete },
  };
}
