/** `ordeal faults`: what can be broken on purpose, and how each is attested. */
import type { Command } from 'commander';
import { examples, printJson, type CommandContext } from '../command.ts';
import { alignedRows } from '../table.ts';

export function defineFaults(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('faults')
    .summary('list faults')
    .description(
      'Lists the faults, their variants, and what attests that each one bit. `--faults partition` rotates through the ' +
        'variants that are possible; `--faults partition:halves` asks for one.',
    )
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      examples(['ordeal faults', 'the list'], ['ordeal targets redis', 'which of them redis can bear']),
    )
    .action(async (options: { json?: boolean }) => {
      const { faultKinds } = await import('../../faults/index.ts');
      if (options.json === true) {
        printJson(
          terminal,
          faultKinds.map(({ name, summary, attestedBy, variants }) => ({ name, summary, attestedBy, variants })),
        );
      } else {
        for (const kind of faultKinds) {
          terminal.print(`${terminal.style.bold(kind.name)}  ${kind.summary}`);
          const only = kind.beyondPromises;
          const caution = only === undefined ? [] : [['  only by name', only]];
          const rows = Object.entries(kind.variants).map(([variant, meaning]) => [
            `  ${kind.name}:${variant}`,
            meaning,
          ]);
          for (const line of alignedRows([...rows, ['  attested by', kind.attestedBy], ...caution]))
            terminal.print(line);
        }
      }
      finish(0);
    });
}
