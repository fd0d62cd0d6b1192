/** `ordeal campaign FILE`: many trials, from a matrix in a file. */
import type { Command } from 'commander';
import { examples, type CommandContext } from '../command.ts';
import { conductCampaign, type CampaignOptions } from '../conduct-campaign.ts';
import { defaultOutputDirectory } from '../output-directory.ts';

const sample = `  { "trials": [ { "target": "redis", "workload": ["set", "register"], "faults": ["kill", "pause,clock"],
                  "set": { "persistence": ["none", "always"] }, "time": 20, "seed": [1, 2] } ] }`;

export function defineCampaign(program: Command, context: CommandContext): void {
  program
    .command('campaign')
    .summary('run many trials, from a file')
    .description(
      'Runs the trials of a JSON file, one after the other. Every field of an entry takes one value or a list; lists ' +
        'multiply. An entry may say what it is "expected" to find: valid (the default), invalid or unknown. Exit code: ' +
        '0 if all trials found what was expected, 1 if one was invalid and should not be, 2 if one was not as expected otherwise.',
    )
    .argument('<file>', 'the campaign, JSON')
    .option('--output <directory>', 'where trial directories go', defaultOutputDirectory)
    .option('--docker-host <address>', 'the Docker engine')
    .option('--json', 'print the summary as JSON; progress goes to standard error')
    .option('--junit <file>', 'also write a summary as JUnit XML, for a build server')
    .option('--markdown <file>', 'also write a summary as Markdown, for a pull request')
    .addHelpText('after', `\nA campaign:\n${sample}`)
    .addHelpText(
      'after',
      examples(
        ['ordeal campaign nightly.json', 'every combination in the file'],
        ['ordeal campaign nightly.json --junit results.xml', 'for a build server'],
      ),
    )
    .action(async (file: string, options: CampaignOptions) => {
      const { readCampaign } = await import('../../campaign/read-campaign.ts');
      context.finish(await conductCampaign(readCampaign(file, context.argv), options, context));
    });
}
