/** `ordeal tour`, which `npm start` runs: a first campaign on the reference store, with nothing but Node. */
import type { Command } from 'commander';
import { examples, type CommandContext } from '../command.ts';
import { conductCampaign, type CampaignOptions } from '../conduct-campaign.ts';
import { wholeNumberFrom } from '../option-values.ts';
import { defaultOutputDirectory } from '../output-directory.ts';

export function defineTour(program: Command, context: CommandContext): void {
  program
    .command('tour')
    .summary('see what it does: a small campaign, no Docker, under a minute')
    .description(
      'Runs a small campaign on the reference store in the simulated world: configurations that keep their claim under ' +
        'every fault, and configurations in which a textbook violation must be found. Needs nothing but Node.',
    )
    .option('--seed <number>', 'the first seed', wholeNumberFrom(0), 1)
    .option('--output <directory>', 'where trial directories go', defaultOutputDirectory)
    .option('--json', 'print the summary as JSON; progress goes to standard error')
    .addHelpText('after', examples(['ordeal tour', 'the tour'], ['ordeal tour --seed 100', 'the same on other seeds']))
    .action(async (options: CampaignOptions & { readonly seed: number }) => {
      const { tourTrials } = await import('../../campaign/tour.ts');
      context.finish(await conductCampaign(tourTrials(context.argv, options.seed), options, context));
    });
}
