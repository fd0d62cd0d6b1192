/** `ordeal workloads`: what clients can do, and over which capability. */
import type { Command } from 'commander';
import { examples, printJson, type CommandContext } from '../command.ts';
import { alignedRows } from '../table.ts';

export function defineWorkloads(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('workloads')
    .summary('list workloads')
    .description('Lists the workloads: what clients do, the capability they need, and their options (--workload-set).')
    .option('--json', 'print as JSON')
    .addHelpText('after', examples(['ordeal workloads', 'the list'], ['ordeal workloads --json', 'with every option']))
    .action(async (options: { json?: boolean }) => {
      const { workloads } = await import('../../workloads/index.ts');
      if (options.json === true) {
        printJson(
          terminal,
          workloads.map(({ name, summary, capability, options: known }) => ({
            name,
            summary,
            capability,
            options: known,
          })),
        );
      } else {
        const rows = workloads.flatMap((workload) => [
          [workload.name, `needs ${workload.capability}`, workload.summary],
          ...workload.options.map((option) => [`  ${option.name}`, `default ${option.default}`, option.description]),
        ]);
        for (const line of alignedRows(rows)) terminal.print(line);
      }
      finish(0);
    });
}
