/** `ordeal heal`: removes what trials left behind whose controller is gone. */
import type { Command } from 'commander';
import { visibleText } from '../../../reports/hostile-text.ts';
import { examples, printJson, type CommandContext } from '../command.ts';

interface HealOptions {
  readonly all?: boolean;
  readonly dockerHost?: string;
  readonly json?: boolean;
}

export function defineHeal(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('heal')
    .summary('remove what a killed trial left behind')
    .description(
      'Removes every container, volume and network of ours from the Docker engine, and with them their fault rules. Trials ' +
        'whose controller is alive on this machine are spared, unless --all is given.',
    )
    .option('--all', 'also those of trials that are running')
    .option('--docker-host <address>', 'the Docker engine')
    .option('--json', 'print as JSON')
    .addHelpText('after', examples(['ordeal heal', 'after kill -9, a crash, a power failure']))
    .action(async ({ all, dockerHost, json }: HealOptions) => {
      const { healDocker } = await import('../../docker/index.ts');
      const report = await healDocker({
        ...(all === undefined ? {} : { all }),
        ...(dockerHost === undefined ? {} : { dockerHost }),
      });
      if (json === true) printJson(terminal, report);
      else {
        for (const kind of ['containers', 'volumes', 'networks'] as const) {
          const names = report[kind];
          terminal.print(
            visibleText(`${names.length} ${kind} removed${names.length === 0 ? '' : `: ${names.join(', ')}`}`),
          );
        }
        for (const trial of report.spared)
          terminal.print(visibleText(`spared: trial ${trial} is running (--all removes it)`));
      }
      finish(0);
    });
}
