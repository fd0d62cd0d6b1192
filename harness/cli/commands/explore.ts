/** `ordeal explore TARGET`: seed after seed in the simulated world, until a claim breaks. */
import { InvalidArgumentError, type Command } from 'commander';
import { examples, type CommandContext } from '../command.ts';
import { conductExploration, type ExploreOptions } from '../conduct-exploration.ts';
import { usualShrinkTrials } from '../../explore/exploration.ts';
import { assignments, commaSeparated, numberFrom, wholeNumberFrom } from '../option-values.ts';
import { defaultOutputDirectory } from '../output-directory.ts';

/** `A..B`, or `A` for that one, or `A..` for all from there. */
function seedRange(text: string): ExploreOptions['seeds'] {
  const match = /^(\d{1,10})(?:(\.\.)(\d{1,10})?)?$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected A..B, A.. or A, in whole numbers.');
  const first = Number(match[1]);
  if (match[2] === undefined) return { first, last: first };
  return { first, last: match[3] === undefined ? null : Number(match[3]) };
}

export function defineExplore(program: Command, context: CommandContext): void {
  program
    .command('explore')
    .summary('search seeds in simulation until a claim breaks')
    .description(
      'Tries seed after seed in the simulated world, in parallel, until one breaks the claim. Each seed draws its own mix of ' +
        'faults, load and times. The trial that fails is shrunk to its few events, kept and reported; the same seed always gives the same trial.',
    )
    .argument('[target]', 'name, or the path of your own adapter module')
    .option('--set <name=value>', 'an option of the target; repeatable', assignments)
    .option('--bug <name>', 'plant this mistake (`ordeal targets store --bugs` lists them)')
    .option(
      '--hazard <name>',
      'the configuration, workload and faults of this demonstration (`ordeal demo` lists them)',
    )
    .option('--workload <name>', 'what clients do; default: the first that the target offers')
    .option('--workload-set <name=value>', 'an option of the workload; repeatable', assignments)
    .option(
      '--faults <kinds>',
      'what may be drawn, as kind or kind:variant; none; default: all that is possible',
      commaSeparated,
    )
    .option('--model <name>', 'judge against this model instead of what the target claims')
    .option('--wide-area', 'nodes that are far apart: every message takes 10 to 30 ms, or longer')
    .option('--long-faults', 'one or two faults that last, up to 8 seconds, instead of up to ten shorter ones')
    .option('--time <seconds>', 'search for this long', numberFrom(0), 60)
    .option('--workers <number>', 'processes that try seeds; default: one a core, at most 8', wholeNumberFrom(1))
    .option('--seeds <A..B>', 'try these seeds; default: 1.. until the time is over', seedRange)
    .option('--keep-going', 'go on after a seed that fails, and count them')
    .option('--no-shrink', 'keep the failing trial as it is')
    .option('--shrink-trials <number>', 'shrink by this many trials at most', wholeNumberFrom(0), usualShrinkTrials)
    .option('--resume <file>', 'go on with the exploration that was kept in this file')
    .option('--output <directory>', 'where the exploration and its trials are kept', defaultOutputDirectory)
    .option('--json', 'print the answer as JSON; progress goes to standard error')
    .addHelpText(
      'after',
      examples(
        ['ordeal explore store --time 60', 'the reference store: nothing should be found'],
        ['ordeal explore store --set replication=async --workload set', 'a failover that loses writes'],
        ['ordeal explore store --bug vote-not-persisted', 'a planted mistake'],
        ['ordeal explore store --seeds 1..1000 --keep-going', 'these seeds, all of them'],
        ['ordeal explore --resume ordeal-trials/exploration-....json', 'go on where it stopped'],
        ['ordeal explore ./my-adapter.ts --faults partition,kill', 'your own system'],
      ),
    )
    .action(async (target: string | undefined, options: ExploreOptions) =>
      context.finish(await conductExploration(target, options, context)),
    );
}
