/**
 * Runs one planned trial for a person: the seed first, then progress (the live screen on a terminal, plain lines
 * otherwise), then the verdict, the report's path and the command that repeats it. Ctrl-C stops it in good order.
 */
import { verdictExitCode } from '../../checkers/verdict.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import { countOf } from '../../reports/quantities.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { TrialObserver } from '../trial/observer.ts';
import type { TrialOutcome } from '../trial/run-trial.ts';
import { stopwatch } from '../wall-clock.ts';
import type { CommandContext } from './command.ts';
import { interruptedExitCode, listenForInterruption } from './interruption.ts';
import { progressLines } from './progress-lines.ts';
import type { Terminal } from './terminal.ts';
import { printVerdict } from './verdict-lines.ts';
import { writeReport } from './write-report.ts';

export interface ConductOptions {
  readonly outputDirectory: string;
  readonly dockerHost?: string;
  /** `live`: the screen; `lines`: progress on standard output; `json`: progress on standard error, answer in JSON. */
  readonly show: 'live' | 'lines' | 'json';
  /** Told the trial's directory as soon as there is one, also if the trial comes to nothing. */
  readonly made?: (directory: string) => void;
}

export interface ConductedTrial {
  readonly outcome: TrialOutcome;
  readonly reportFile: string;
  readonly exitCode: number;
}

interface Presentation {
  readonly observer: TrialObserver;
  readonly interrupted: () => void;
  readonly close: () => Promise<void>;
}

/** How to show a trial: live needs a person at a terminal. */
export function showFor(
  terminal: Terminal,
  options: { readonly json?: boolean; readonly plain?: boolean; readonly tui?: boolean },
): ConductOptions['show'] {
  if (options.json === true) return 'json';
  return terminal.interactive && options.plain !== true && options.tui !== false ? 'live' : 'lines';
}

/** What is about to happen, the seed first. */
export function planLines(plan: TrialPlan): readonly string[] {
  const faults =
    plan.schedule.length === 0 ? 'no faults' : `${countOf(plan.schedule.length, 'fault')} (${plan.faults.join(', ')})`;
  return [
    `seed ${plan.seed}`,
    `${plan.target} on ${plan.backend}: ${countOf(plan.nodes.length, 'node')}, workload ${plan.workload}, ${countOf(plan.clients, 'client')}, ` +
      `${plan.rate} ops/s for ${plan.timeMs / 1000} s, ${faults}`,
    `claims ${plan.claim.model} (${plan.claim.basis}): ${plan.claim.note}`,
  ].map(visibleText);
}

async function present(
  show: ConductOptions['show'],
  terminal: Terminal,
  onInterrupt: () => void,
): Promise<Presentation> {
  const say = show === 'json' ? terminal.printError : terminal.print;
  if (show !== 'live') {
    return {
      observer: progressLines(say, stopwatch()),
      interrupted: () => say('interrupted: healing, tearing down, judging what there is; once more leaves at once'),
      close: async () => {},
    };
  }
  const { openLiveView } = await import('../tui/live-view.ts');
  return openLiveView({ stdin: terminal.stdin, stdout: terminal.stdout, onInterrupt });
}

/** Runs, judges, reports and prints. Rejects with an OrdealError if the trial could not be set up or judged. */
export async function conductTrial(
  plan: TrialPlan,
  options: ConductOptions,
  context: CommandContext,
): Promise<ConductedTrial> {
  const { terminal } = context;
  for (const line of planLines(plan)) (options.show === 'json' ? terminal.printError : terminal.print)(line);
  let presentation: Presentation | null = null;
  const interruption = listenForInterruption({
    first: () => presentation?.interrupted(),
    second: () => void leaveAtOnce(terminal),
  });
  try {
    presentation = await present(options.show, terminal, interruption.request);
    terminal.closeScreen = presentation.close;
    const { observer } = presentation;
    const { runTrial } = await import('../trial/run-trial.ts');
    const outcome = await runTrial(plan, {
      outputDirectory: options.outputDirectory,
      observer: {
        ...observer,
        planned: (planned, directory) => {
          observer.planned?.(planned, directory);
          options.made?.(directory);
        },
      },
      signal: interruption.signal,
      ...(options.dockerHost === undefined ? {} : { dockerHost: options.dockerHost }),
    });
    const reportFile = await writeReport(outcome.directory);
    await presentation.close();
    if (options.show !== 'json') printVerdict(terminal, outcome.plan, outcome.verdict, reportFile);
    const exitCode = outcome.interrupted ? interruptedExitCode : verdictExitCode[outcome.verdict.verdict];
    return { outcome, reportFile, exitCode };
  } finally {
    await presentation?.close();
    interruption.dispose();
  }
}

/** The answer of `run` and `replay` for machines. */
export function trialAnswer({ outcome, reportFile }: ConductedTrial): Record<string, unknown> {
  const { plan, verdict, directory, interrupted } = outcome;
  return {
    ...verdict,
    target: plan.target,
    backend: plan.backend,
    workload: plan.workload,
    model: plan.claim.model,
    seed: plan.seed,
    interrupted,
    directory,
    report: reportFile,
    replay: plan.replayCommand,
  };
}

async function leaveAtOnce(terminal: Terminal): Promise<void> {
  await terminal.closeScreen();
  terminal.printError('left at once: containers, networks and faults of this trial may remain');
  terminal.printError('what to do: ordeal heal');
  process.exit(interruptedExitCode);
}
