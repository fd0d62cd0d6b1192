/** `ordeal demo [NAME]`: the textbook hazards, each found, shrunk and explained, beside the configuration that holds. */
import type { Command } from 'commander';
import { usualShrinkTrials } from '../../explore/exploration.ts';
import { examples, printJson, type CommandContext } from '../command.ts';
import { conductDemo, type DemoOptions } from '../conduct-demo.ts';
import { numberFrom, wholeNumberFrom } from '../option-values.ts';
import { defaultOutputDirectory } from '../output-directory.ts';
import { alignedRows } from '../table.ts';

async function listDemos({ terminal }: CommandContext, json: boolean): Promise<void> {
  const { hazards } = await import('../../hazards/index.ts');
  if (json) return printJson(terminal, hazards);
  for (const line of alignedRows(hazards.map(({ name, title }) => [name, title]))) terminal.print(line);
  terminal.print('');
  terminal.print('ordeal demo NAME shows one: explained, found, shrunk to its few events, reported.');
}

export function defineDemo(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .summary('show a textbook hazard: found, shrunk, explained')
    .description(
      'Lists the hazards, or shows one: explains it, searches for a trial in which it shows, shrinks that to its few events, ' +
        'writes a report, and, where a change mends it, shows that the mended configuration holds over as many seeds. ' +
        'Exit code: 0 if it showed what it promises, 2 if it did not.',
    )
    .argument('[name]', 'the hazard')
    .option('--time <seconds>', 'search for this long at most', numberFrom(0), 60)
    .option('--shrink-trials <number>', 'shrink by this many trials at most', wholeNumberFrom(0), usualShrinkTrials)
    .option('--seed <number>', 'the first seed', wholeNumberFrom(0), 1)
    .option('--workers <number>', 'processes that try seeds; default: one a core, at most 8', wholeNumberFrom(1))
    .option('--output <directory>', 'where the trial goes', defaultOutputDirectory)
    .option('--json', 'print the answer as JSON; progress goes to standard error')
    .addHelpText('after', examples(['ordeal demo', 'the list'], ['ordeal demo unique-name', 'two winners of one name']))
    .action(async (name: string | undefined, options: DemoOptions) => {
      if (name === undefined) {
        await listDemos(context, options.json === true);
        context.finish(0);
      } else context.finish(await conductDemo(name, options, context));
    });
}
