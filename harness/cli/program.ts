/** The program: every command, the options that all of them share, and one way out for usage errors. */
import { Command } from 'commander';
import type { CommandContext, DefineCommand } from './command.ts';
import { examples } from './command.ts';
import { defineCampaign } from './commands/campaign.ts';
import { defineCheck } from './commands/check.ts';
import { defineDemo } from './commands/demo.ts';
import { defineDoctor } from './commands/doctor.ts';
import { defineExplore } from './commands/explore.ts';
import { defineFaults } from './commands/faults.ts';
import { defineHeal } from './commands/heal.ts';
import { defineImages } from './commands/images.ts';
import { defineModels } from './commands/models.ts';
import { defineRecheck } from './commands/recheck.ts';
import { defineReplay } from './commands/replay.ts';
import { defineReport } from './commands/report.ts';
import { defineRun } from './commands/run.ts';
import { defineTargets } from './commands/targets.ts';
import { defineTour } from './commands/tour.ts';
import { defineWorkloads } from './commands/workloads.ts';

/** In the order of `ordeal --help`. */
const definitions: readonly DefineCommand[] = [
  defineTour,
  defineRun,
  defineExplore,
  defineDemo,
  defineCampaign,
  defineReplay,
  defineCheck,
  defineRecheck,
  defineReport,
  defineTargets,
  defineWorkloads,
  defineFaults,
  defineModels,
  defineDoctor,
  defineHeal,
  defineImages,
];

/** Parsing throws a CommanderError instead of ending the process; its messages are printed by whoever catches it. */
export function buildProgram(context: CommandContext, version: string): Command {
  const { terminal } = context;
  const program = new Command('ordeal')
    .description(
      'Puts distributed systems through an ordeal: runs them, breaks things on purpose, records what every client saw, ' +
        'and checks that record against the consistency model they claim.',
    )
    .version(version)
    .option('--no-color', 'no colours (also: NO_COLOR)')
    .option('--verbose', 'stacks and causes of errors (also: DEBUG)')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.printError(text.trimEnd()),
      outputError: () => {
        // Said once, with what to do, by usage-problem.ts.
      },
    })
    .addHelpText(
      'after',
      examples(
        ['ordeal', 'targets and recent trials, on a terminal'],
        ['ordeal tour', 'a first campaign in the simulated world, under a minute, no Docker'],
        ['ordeal run store --faults partition,kill', 'one trial'],
        ['ordeal check history.edn --workload cas-register', 'judge a history that another tool recorded'],
        ['ordeal doctor', 'what this machine can do'],
      ),
    );
  for (const define of definitions) define(program, context);
  return program;
}
