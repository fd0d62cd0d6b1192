/** `ordeal models`: the consistency models that a target may claim, and which implies which. */
import type { Command } from 'commander';
import { examples, printJson, type CommandContext } from '../command.ts';
import { alignedRows } from '../table.ts';

export function defineModels(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('models')
    .summary('list consistency models')
    .description('Lists the consistency models, strongest first in each family, and the weaker ones that each implies.')
    .option('--json', 'print as JSON, with sources')
    .addHelpText('after', examples(['ordeal models', 'the list'], ['ordeal models --json', 'with who says so']))
    .action(async (options: { json?: boolean }) => {
      const { models } = await import('../../../checkers/models/index.ts');
      if (options.json === true) printJson(terminal, models);
      else {
        const rows = models.map((model) => [
          model.name,
          model.implies.length === 0 ? '' : `implies ${model.implies.map((weaker) => weaker.model).join(', ')}`,
          model.summary,
        ]);
        for (const line of alignedRows(rows)) terminal.print(line);
      }
      finish(0);
    });
}
