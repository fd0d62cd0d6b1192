/**
 * Runs a campaign for a person: a line when a trial begins, what it found when it ends, one table after the last. A trial
 * that finds what its campaign expects of it (a textbook violation in a configuration known for it) is a success.
 */
import { writeFile } from 'node:fs/promises';
import { verdictExitCode, type Verdict } from '../../checkers/verdict.ts';
import { renderJunit } from '../../reports/campaign/junit.ts';
import { renderMarkdownSummary } from '../../reports/campaign/markdown-summary.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import type { CampaignTrial } from '../campaign/run-campaign.ts';
import type { TrialObserver } from '../trial/observer.ts';
import type { TrialOutcome } from '../trial/run-trial.ts';
import { stopwatch } from '../wall-clock.ts';
import { printJson, type CommandContext } from './command.ts';
import { interruptedExitCode, listenForInterruption } from './interruption.ts';
import { progressLines } from './progress-lines.ts';
import { replayLine, shownPath } from './shown-path.ts';
import { alignedRows } from './table.ts';
import { verdictWord, type Terminal } from './terminal.ts';
import { writeReport } from './write-report.ts';

export interface CampaignOptions {
  readonly output: string;
  readonly dockerHost?: string;
  readonly json?: boolean;
  /** Files to write summaries to, for build servers and pull requests. */
  readonly junit?: string;
  readonly markdown?: string;
}

interface Finished {
  readonly title: string;
  readonly expected: Verdict;
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly operations: number;
  readonly faults: number;
  readonly seconds: number;
  readonly report: string;
  readonly replay: string;
  readonly directory: string;
}

/** The worst that was not expected: 0 if all trials found what was expected of them. */
export function campaignExitCode(finished: readonly Pick<Finished, 'expected' | 'verdict'>[]): number {
  const surprises = finished.filter((trial) => trial.verdict !== trial.expected).map((trial) => trial.verdict);
  if (surprises.includes('invalid')) return verdictExitCode.invalid;
  // A violation that was expected and not found is no proof of health: nobody can tell.
  return surprises.length > 0 ? verdictExitCode.unknown : verdictExitCode.valid;
}

function asExpected({ verdict, expected }: Pick<Finished, 'expected' | 'verdict'>): string {
  if (verdict === expected) return 'as expected';
  return expected === 'valid' ? 'NOT EXPECTED' : `NOT EXPECTED: should be ${expected}`;
}

function summarise(
  trial: CampaignTrial,
  { plan, verdict, directory }: TrialOutcome,
  report: string,
  seconds: number,
): Finished {
  return {
    title: trial.title,
    expected: trial.expected ?? 'valid',
    verdict: verdict.verdict,
    sentence: verdict.sentence,
    operations: verdict.checks.reduce((sum, check) => sum + check.operations, 0),
    faults: verdict.faults.filter((fault) => fault.attestation.status === 'attested').length,
    seconds,
    report,
    replay: plan.replayCommand,
    directory,
  };
}

/** Simulated trials are over in a moment; what happens in a Docker trial is worth following. */
function observer(say: (line: string) => void): TrialObserver {
  let lines: TrialObserver = {};
  return {
    planned(plan) {
      if (plan.backend === 'docker') lines = progressLines((line) => say(`    ${line}`), stopwatch());
    },
    event: (event) => lines.event?.(event),
    history: (event) => lines.history?.(event),
    progress: (line) => lines.progress?.(line),
  };
}

function printFinished(terminal: Terminal, say: (line: string) => void, trial: Finished): void {
  const { style } = terminal;
  say(
    `  ${verdictWord(style, trial.verdict)}, ${asExpected(trial)} (${trial.seconds.toFixed(1)} s): ${visibleText(trial.sentence)}`,
  );
  say(style.dim(`  report  ${visibleText(shownPath(trial.report))}`));
  say(style.dim(`  replay  ${visibleText(replayLine(trial.report))}`));
}

function printTable(terminal: Terminal, finished: readonly Finished[]): void {
  const rows = finished.map((trial) => [
    trial.verdict,
    asExpected(trial),
    `${trial.operations} operations`,
    `${trial.faults} faults attested`,
    visibleText(trial.title),
  ]);
  terminal.print('');
  for (const [index, line] of alignedRows(rows).entries()) {
    const { verdict } = finished[index] as Finished;
    terminal.print(`${verdictWord(terminal.style, verdict)}${line.slice(verdict.length)}`);
  }
}

/** The summaries asked for: JUnit XML for a build server, Markdown for a pull request. */
async function writeSummaries(finished: readonly Finished[], { junit, markdown }: CampaignOptions): Promise<void> {
  const rows = finished.map(({ title, expected, verdict, sentence, seconds, report, replay }) => ({
    title,
    expected,
    verdict,
    sentence,
    seconds,
    reportPath: report,
    replayCommand: replay,
  }));
  if (junit !== undefined) await writeFile(junit, renderJunit(rows));
  if (markdown !== undefined) await writeFile(markdown, renderMarkdownSummary(rows));
}

/** Runs all trials and answers the exit code. */
export async function conductCampaign(
  trials: readonly CampaignTrial[],
  options: CampaignOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const json = options.json === true;
  const say = json ? terminal.printError : terminal.print;
  const finished: Finished[] = [];
  const interruption = listenForInterruption({
    first: () => say('interrupted: ending this trial in good order; once more leaves at once'),
    second: () => {
      terminal.printError('left at once: what a trial left behind is cleaned up by: ordeal heal');
      process.exit(interruptedExitCode);
    },
  });
  const elapsed = stopwatch();
  let trialElapsed = stopwatch();
  try {
    const { runCampaign } = await import('../campaign/run-campaign.ts');
    await runCampaign(trials, {
      outputDirectory: options.output,
      signal: interruption.signal,
      ...(options.dockerHost === undefined ? {} : { dockerHost: options.dockerHost }),
      observerFor(trial, index) {
        trialElapsed = stopwatch();
        say(`${terminal.style.bold(`${index + 1}/${trials.length}`)} ${visibleText(trial.title)}`);
        return observer(say);
      },
      async finished(trial, outcome) {
        const report = await writeReport(outcome.directory);
        const summary = summarise(trial, outcome, report, trialElapsed() / 1000);
        finished.push(summary);
        printFinished(terminal, say, summary);
      },
    });
  } finally {
    interruption.dispose();
  }
  await writeSummaries(finished, options);
  const exitCode = interruption.signal.aborted ? interruptedExitCode : campaignExitCode(finished);
  if (json) printJson(terminal, { trials: finished, planned: trials.length, elapsedMs: Math.round(elapsed()) });
  else {
    printTable(terminal, finished);
    const asPlanned = finished.filter((trial) => trial.verdict === trial.expected).length;
    terminal.print(`${asPlanned} of ${trials.length} trials as expected, in ${(elapsed() / 1000).toFixed(1)} s`);
  }
  return exitCode;
}
