/**
 * `ordeal replay DIR`: the plan of an earlier trial, once more. In the simulated world the same plan gives the same
 * history, byte for byte, and this is checked; in Docker the same operations and faults meet a world that differs. So
 * what a failure needs is found there by counting: `--shrink-faults N` retries with fewer faults.
 */
import type { Command } from 'commander';
import { compareHistories, type HistoryComparison } from '../compare-histories.ts';
import { examples, printJson, type CommandContext } from '../command.ts';
import { conductFewerFaults } from '../conduct-fewer-faults.ts';
import { conductTrial, showFor, trialAnswer } from '../conduct-trial.ts';
import { wholeNumberFrom } from '../option-values.ts';
import { defaultOutputDirectory } from '../output-directory.ts';
import type { TrialPlan } from '../../record/plan.ts';

export interface ReplayOptions {
  readonly output: string;
  /** Trials of each set of faults; absent: the plan once, as it is. */
  readonly shrinkFaults?: number;
  readonly dockerHost?: string;
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly tui?: boolean;
}

/** The same plan under a new name: `20261121-101500-...` becomes the same with the time of the replay. */
function renewed(plan: TrialPlan, at: Date, argv: readonly string[]): TrialPlan {
  const stamp = at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return { ...plan, trialId: plan.trialId.replace(/^\d{8}-\d{6}/, stamp), argv, startedAt: at.toISOString() };
}

function comparisonText(comparison: HistoryComparison, plan: TrialPlan): string {
  switch (comparison.relation) {
    case 'identical':
      return `the history is identical to the one replayed (sha256 ${comparison.replayedSha256.slice(0, 16)}...)`;
    case 'prefix':
      return 'the history replayed was cut off; all of it stands at the beginning of the new one';
    case 'different':
      return plan.backend === 'docker'
        ? 'the history differs from the one replayed, as it must with real processes and real time'
        : `the history DIFFERS from the one replayed, first at line ${comparison.firstDifferentLine}: another version of ordeal or of the target made it (see versions in trial.json)`;
  }
}

export async function replayTrial(directory: string, options: ReplayOptions, context: CommandContext): Promise<number> {
  const { readPlan, fileIn } = await import('../../trial/trial-directory.ts');
  const { wallNow } = await import('../../wall-clock.ts');
  const plan = renewed(readPlan(directory), wallNow(), context.argv);
  const { shrinkFaults: trials } = options;
  if (trials !== undefined) return conductFewerFaults(directory, plan, { ...options, trials }, context);
  const show = showFor(context.terminal, options);
  let made = '';
  const compared = (): Promise<HistoryComparison> =>
    compareHistories(fileIn(directory, 'history'), fileIn(made, 'history'));
  const conducted = await conductTrial(
    plan,
    {
      outputDirectory: options.output,
      show,
      made: (where) => void (made = where),
      ...(options.dockerHost === undefined ? {} : { dockerHost: options.dockerHost }),
    },
    context,
  ).catch(async (error: unknown) => {
    // A program that threw throws again: what it came to until then is the answer.
    if (made !== '') context.terminal.printError(comparisonText(await compared(), plan));
    throw error;
  });
  const comparison = await compared();
  if (show === 'json') printJson(context.terminal, { ...trialAnswer(conducted), comparison });
  else context.terminal.print(comparisonText(comparison, plan));
  return conducted.exitCode;
}

export function defineReplay(program: Command, context: CommandContext): void {
  program
    .command('replay')
    .summary('run an earlier trial again')
    .description(
      'Runs the plan of an earlier trial again. Simulated trials repeat exactly: the new history is compared with the old ' +
        'one, and the answer says whether they are identical. Docker trials get the same plan; with --shrink-faults they are retried with ' +
        'fewer faults, to see which of them it takes.',
    )
    .argument('<directory>', "the trial's directory")
    .option('--output <directory>', 'where the new trial goes', defaultOutputDirectory)
    .option(
      '--shrink-faults <trials>',
      'retry with all faults, without each, with each alone and with none, this often each; say how often each fails',
      wholeNumberFrom(1),
    )
    .option('--docker-host <address>', 'the Docker engine')
    .option('--json', 'print the verdict as JSON; progress goes to standard error')
    .option('--plain', 'progress as plain lines, also on a terminal')
    .option('--no-tui', 'the same as --plain')
    .addHelpText(
      'after',
      examples(
        ['ordeal replay ordeal-trials/20261121-101500-store-register-42', 'the same again'],
        ['ordeal replay --shrink-faults 5 ordeal-trials/20261121-101500-redis-set-7', 'which faults does it take?'],
      ),
    )
    .action(async (directory: string, options: ReplayOptions) =>
      context.finish(await replayTrial(directory, options, context)),
    );
}
