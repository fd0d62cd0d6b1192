/** `ordeal models`: the consistency models that a target may claim, which implies which, and what each forbids. */
import type { Command } from 'commander';
import { examples, printJson, type CommandContext } from '../command.ts';

interface Options {
  readonly json?: boolean;
}

async function run(name: string | undefined, options: Options, { terminal }: CommandContext): Promise<void> {
  const { describeModels, modelLines } = await import('../model-description.ts');
  const described = describeModels(name);
  if (options.json === true) printJson(terminal, described);
  else for (const line of modelLines(described, name !== undefined)) terminal.print(line);
}

export function defineModels(program: Command, context: CommandContext): void {
  program
    .command('models')
    .summary('list consistency models')
    .description(
      'Lists the consistency models, strongest first in each family: what each promises, the weaker ones that it implies, ' +
        'and the anomalies that it is the weakest to forbid. With the name of a model (or another name of it, such as PL-2.99) ' +
        'it shows that one, with sources, all models above and below it, and all that it forbids.',
    )
    .argument('[name]', 'a model')
    .option('--json', 'print as JSON, with sources')
    .addHelpText(
      'after',
      examples(
        ['ordeal models', 'the list'],
        ['ordeal models snapshot-isolation', 'one model with its sources'],
        ['ordeal models --json', 'with who says so'],
      ),
    )
    .action(async (name: string | undefined, options: Options) => {
      await run(name, options, context);
      context.finish(0);
    });
}
