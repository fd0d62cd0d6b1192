/** `ordeal tour`, which `npm start` runs: what holds and what does not, shown on the reference store, with nothing but Node. */
import type { Command } from 'commander';
import { examples, type CommandContext } from '../command.ts';
import { conductTour, type TourOptions } from '../conduct-tour.ts';
import { wholeNumberFrom } from '../option-values.ts';
import { defaultOutputDirectory } from '../output-directory.ts';

export function defineTour(program: Command, context: CommandContext): void {
  program
    .command('tour')
    .summary('see what it does: hazards found, shrunk and explained; no Docker, about a minute')
    .description(
      'Shows the reference store in the simulated world: configurations that keep their claim under every fault, and ' +
        'textbook hazards, each found, shrunk to its few events, explained, and mended. Needs nothing but Node. ' +
        '`ordeal demo` has all of them.',
    )
    .option('--seed <number>', 'the first seed', wholeNumberFrom(0), 1)
    .option('--output <directory>', 'where trial directories go', defaultOutputDirectory)
    .option('--json', 'print the summary as JSON; progress goes to standard error')
    .addHelpText('after', examples(['ordeal tour', 'the tour'], ['ordeal tour --seed 100', 'the same on other seeds']))
    .action(async (options: TourOptions) => context.finish(await conductTour(options, context)));
}
