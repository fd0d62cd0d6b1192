/**
 * Self-check: a simulated trial run a second time must give the same history, byte for byte. If it does not, something
 * reached for real time, randomness or input, and no replay can be trusted.
 */
import { readFileSync } from 'node:fs';
import { formatEvent } from '../../checkers/history/index.ts';
import { OrdealError } from '../errors.ts';
import type { TrialPlan } from '../record/plan.ts';
import { performTrial } from './perform-trial.ts';
import { requireSimulated } from './plan-trial.ts';
import { fileIn } from './trial-directory.ts';

const shownCharacters = 160;

/** Where two histories part: the number of the first line that differs; null if they are the same. */
export function partingOf(first: readonly string[], second: readonly string[]): number | null {
  const length = Math.max(first.length, second.length);
  for (let index = 0; index < length; index++) if (first[index] !== second[index]) return index;
  return null;
}

/** Runs the plan again and compares with the history in the directory. Answers the number of events; throws if they part. */
export async function selfCheck(plan: TrialPlan, directory: string, signal: AbortSignal): Promise<number> {
  requireSimulated('--self-check', plan.backend);
  const first = readFileSync(fileIn(directory, 'history'), 'utf8').split('\n').slice(0, -1);
  const second: string[] = [];
  const sink = {
    event: () => undefined,
    history: (event: Parameters<typeof formatEvent>[0]) => void second.push(formatEvent(event)),
  };
  await performTrial(plan, sink, { signal, progress: () => undefined });
  const at = partingOf(first, second);
  if (at === null) return first.length;
  const shown = (line: string | undefined): string => line?.slice(0, shownCharacters) ?? 'the end';
  throw new OrdealError(
    'not-deterministic',
    `the same trial, run twice, parted at event ${at}\nfirst: ${shown(first[at])}\nthen: ${shown(second[at])}`,
    'Look for clocks, timers, randomness, files or sockets that the nodes or the adapter use directly (docs/simulation.md)',
  );
}
