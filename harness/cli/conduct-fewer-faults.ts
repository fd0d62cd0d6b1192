/**
 * `ordeal replay --shrink-faults`, for a person: first what the recorded history comes down to, which the checkers know
 * already; then the trial again and again with fewer faults, and how often each set of them still fails. Ctrl-C ends it
 * with the results so far.
 */
import { existsSync } from 'node:fs';
import { verdictExitCode, type Verdict } from '../../checkers/verdict.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import { countOf, formatCount, formatDuration } from '../../reports/quantities.ts';
import { OrdealError } from '../errors.ts';
import type { FaultSet } from '../fewer-faults/fault-sets.ts';
import type { TriedFaultSet } from '../fewer-faults/try-fault-sets.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { TrialRecord } from '../record/trial-record.ts';
import type { TrialOutcome } from '../trial/run-trial.ts';
import { printJson, type CommandContext } from './command.ts';
import { interruptedExitCode, listenForInterruption } from './interruption.ts';
import { replayLine, shownPath } from './shown-path.ts';
import { alignedRows } from './table.ts';
import { writeReport } from './write-report.ts';

export interface FewerFaultsOptions {
  /** Of each set of faults. */
  readonly trials: number;
  readonly output: string;
  readonly dockerHost?: string;
  readonly json?: boolean;
}

interface Beginning {
  readonly record: TrialRecord | null;
  readonly lines: readonly string[];
}

/** What the recorded history comes down to. A trial that was cut off has no verdict yet. */
async function recorded(directory: string, width: number): Promise<Beginning> {
  const { fileIn } = await import('../trial/trial-directory.ts');
  if (!existsSync(fileIn(directory, 'verdict'))) {
    return { record: null, lines: ['the trial was never judged: ordeal recheck'] };
  }
  const { readTrialRecord } = await import('../trial/judge.ts');
  const { renderEvidence } = await import('../../reports/text/report.ts');
  const record = await readTrialRecord(directory);
  const { verdict, checks } = record.verdict;
  if (verdict !== 'invalid') return { record, lines: [`the recorded trial was ${verdict}: its history shows nothing`] };
  const all = checks.reduce((sum, check) => sum + check.operations, 0);
  const evidence = renderEvidence(record, { colour: false, width });
  return { record, lines: [`of the ${countOf(all, 'operation')} recorded, these show what is wrong:`, ...evidence] };
}

const verdicts: readonly Verdict[] = ['invalid', 'valid', 'unknown'];
const verb: Readonly<Record<Verdict, string>> = { invalid: 'failed', valid: 'valid', unknown: 'unknown' };

function tableLines(sets: readonly TriedFaultSet[]): string[] {
  const rows = sets.map(({ name, counts, notRun }) => [
    name,
    ...verdicts.map((verdict) => formatCount(counts[verdict])),
    formatCount(notRun),
  ]);
  return alignedRows([['faults', ...verdicts.map((verdict) => verb[verdict]), 'not run'], ...rows]);
}

function conclusion(sets: readonly TriedFaultSet[], smallest: TriedFaultSet | null): string {
  const run = sets.reduce((sum, { counts }) => sum + counts.invalid + counts.valid + counts.unknown, 0);
  if (smallest === null) return `none of ${countOf(run, 'trial')} failed`;
  const { name, counts } = smallest;
  const of = counts.invalid + counts.valid + counts.unknown;
  return `the smallest that still failed, and of those the most often: ${name} (${counts.invalid} of ${of})`;
}

/** As of one trial: a failure weighs more than anything that nobody knows. */
function verdictOf(sets: readonly TriedFaultSet[]): Verdict {
  if (sets.some(({ counts }) => counts.invalid > 0)) return 'invalid';
  const isUnsure = sets.some(({ counts, notRun }) => counts.unknown + notRun > 0);
  return isUnsure || sets.every(({ counts }) => counts.valid === 0) ? 'unknown' : 'valid';
}

/** A line a trial; one that failed gets its report. */
async function sayTried(
  set: FaultSet,
  attempt: number,
  outcome: TrialOutcome | Error,
  say: (line: string) => void,
): Promise<void> {
  const head = `${set.name}, trial ${attempt + 1}`;
  if (outcome instanceof Error) return say(visibleText(`${head}: could not be run: ${outcome.message}`));
  const { verdict, sentence } = outcome.verdict;
  say(visibleText(`${head}: ${verb[verdict]}${verdict === 'valid' ? '' : `: ${sentence}`}`));
  if (verdict === 'invalid') await writeReport(outcome.directory);
}

function answer(
  { lines, record }: Beginning,
  sets: readonly TriedFaultSet[],
  smallest: TriedFaultSet | null,
  interrupted: boolean,
) {
  return {
    verdict: verdictOf(sets),
    interrupted,
    recorded:
      record === null
        ? null
        : {
            verdict: record.verdict.verdict,
            anomalies: record.verdict.checks.flatMap(({ anomalies }) =>
              anomalies.map(({ type, summary, operations }) => ({ type, summary, operations })),
            ),
          },
    evidence: lines,
    sets: sets.map(({ name, schedule, counts, notRun, failures }) => ({
      name,
      faults: schedule.map(({ id, kind, variant, startMs, holdMs }) => ({ id, kind, variant, startMs, holdMs })),
      fails: counts.invalid,
      valid: counts.valid,
      unknown: counts.unknown,
      notRun,
      failures,
    })),
    smallest: smallest?.name ?? null,
  };
}

const pageWidth = 110;

/** `plan` is the recorded one under its new name. Answers the exit code. */
export async function conductFewerFaults(
  directory: string,
  plan: TrialPlan,
  options: FewerFaultsOptions,
  { terminal }: CommandContext,
): Promise<number> {
  const { trials, output, dockerHost, json } = options;
  if (plan.schedule.length === 0) {
    throw new OrdealError(
      'no-faults',
      `the trial in ${directory} has no faults to leave out`,
      'leave --shrink-faults out',
    );
  }
  const { faultSets } = await import('../fewer-faults/fault-sets.ts');
  const { smallestFailing, tryFaultSets } = await import('../fewer-faults/try-fault-sets.ts');
  const say = json === true ? terminal.printError : terminal.print;
  const beginning = await recorded(directory, pageWidth);
  for (const line of beginning.lines) say(line);
  const count = faultSets(plan.schedule).length;
  say(
    `${countOf(count, 'set')} of faults, ${countOf(trials, 'trial')} each, ` +
      `${formatDuration(plan.timeMs * 1e6)} of ${plan.backend === 'simulated' ? 'virtual ' : ''}time each and more`,
  );
  const interruption = listenForInterruption({
    first: () => say('interrupted: healing, tearing down, counting what there is; once more leaves at once'),
    second: () => process.exit(interruptedExitCode),
  });
  try {
    const { signal } = interruption;
    const sets = await tryFaultSets(plan, {
      trials,
      outputDirectory: output,
      ...(dockerHost === undefined ? {} : { dockerHost }),
      signal,
      tried: (set, attempt, outcome) => sayTried(set, attempt, outcome, say),
    });
    const smallest = smallestFailing(sets);
    if (json === true) printJson(terminal, answer(beginning, sets, smallest, signal.aborted));
    else {
      terminal.print('');
      for (const line of tableLines(sets)) terminal.print(line);
      terminal.print(conclusion(sets, smallest));
      for (const failure of smallest?.failures.slice(0, 1) ?? []) {
        const report = `${failure}/report.html`;
        terminal.print(visibleText(`report  ${shownPath(report)}`));
        terminal.print(visibleText(`replay  ${replayLine(report)}`));
      }
    }
    return signal.aborted ? interruptedExitCode : verdictExitCode[verdictOf(sets)];
  } finally {
    interruption.dispose();
  }
}
