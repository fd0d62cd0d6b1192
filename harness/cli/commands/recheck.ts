/** `ordeal recheck DIR`: judges a trial's directory again, also one that a crash cut off in the middle. */
import type { Command } from 'commander';
import { verdictExitCode } from '../../../checkers/verdict.ts';
import { examples, printJson, type CommandContext } from '../command.ts';
import { interruptedExitCode, listenForInterruption } from '../interruption.ts';
import { printVerdict } from '../verdict-lines.ts';
import { writeReport } from '../write-report.ts';

async function recheck(directory: string, json: boolean, { terminal }: CommandContext): Promise<number> {
  const { judge } = await import('../../trial/judge.ts');
  const { readPlan } = await import('../../trial/trial-directory.ts');
  const interruption = listenForInterruption({
    first: () => terminal.printError('interrupted: the check is stopped'),
    second: () => process.exit(interruptedExitCode),
  });
  try {
    const plan = readPlan(directory);
    const verdict = await judge(directory, { reasons: [], signal: interruption.signal });
    const reportFile = await writeReport(directory);
    if (json) printJson(terminal, { ...verdict, directory, report: reportFile, replay: plan.replayCommand });
    else printVerdict(terminal, plan, verdict, reportFile);
    return interruption.signal.aborted ? interruptedExitCode : verdictExitCode[verdict.verdict];
  } finally {
    interruption.dispose();
  }
}

export function defineRecheck(program: Command, context: CommandContext): void {
  program
    .command('recheck')
    .summary('judge a trial again')
    .description(
      "Judges the history in a trial's directory again, with this version's checkers, and writes its verdict and report " +
        'anew. A trial that was cut off (kill -9, power) is judged as far as it came.',
    )
    .argument('<directory>', "the trial's directory")
    .option('--json', 'print the verdict as JSON')
    .addHelpText(
      'after',
      examples(['ordeal recheck ordeal-trials/20261121-101500-store-register-42', 'judge it again']),
    )
    .action(async (directory: string, options: { json?: boolean }) =>
      context.finish(await recheck(directory, options.json === true, context)),
    );
}
