/** Runs a demonstration: one hazard, shown in full. Ctrl-C ends it in good order. */
import { printJson, type CommandContext } from './command.ts';
import { interruptedExitCode, listenForInterruption } from './interruption.ts';
import { showHazard, shownExitCode } from './show-hazard.ts';

export interface DemoOptions {
  readonly time: number;
  readonly shrinkTrials: number;
  readonly seed: number;
  readonly workers?: number;
  readonly output: string;
  readonly json?: boolean;
}

export async function conductDemo(name: string, options: DemoOptions, context: CommandContext): Promise<number> {
  const { terminal, argv } = context;
  const { findHazard } = await import('../explore/find-hazard.ts');
  const { startWorkers, usualWorkers } = await import('../explore/worker-pool.ts');
  const hazard = findHazard(name);
  const say = options.json === true ? terminal.printError : terminal.print;
  const interruption = listenForInterruption({
    first: () => say('interrupted: ending the demonstration; once more leaves at once'),
    second: () => process.exit(interruptedExitCode),
  });
  const pool = startWorkers(options.workers ?? usualWorkers());
  try {
    const { signal } = interruption;
    const shown = await showHazard(hazard, {
      pool,
      searchMs: options.time * 1000,
      shrinkTrials: options.shrinkTrials,
      firstSeed: options.seed,
      output: options.output,
      argv,
      signal,
      say,
    });
    if (options.json === true) printJson(terminal, shown);
    return signal.aborted ? interruptedExitCode : shownExitCode(shown);
  } finally {
    pool.close();
    interruption.dispose();
  }
}
