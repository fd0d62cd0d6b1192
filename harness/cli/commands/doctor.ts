/** `ordeal doctor`: what this machine can do and what is missing, one line each. */
import type { Command } from 'commander';
import { visibleText } from '../../../reports/hostile-text.ts';
import { examples, printJson, type CommandContext } from '../command.ts';
import { inputOrEnvironmentExitCode } from '../problem.ts';
import { alignedRows } from '../table.ts';

interface DoctorOptions {
  readonly dockerHost?: string;
  readonly json?: boolean;
}

export function defineDoctor(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('doctor')
    .summary('tell what this machine can do')
    .description(
      'Tells what this machine can do and what is missing, one line each: Node, the container engine, what faults need. ' +
        'The simulated backend, `check` and `report` need nothing but Node. Exit code: 0, or 3 if something is missing.',
    )
    .option('--docker-host <address>', 'the Docker engine to examine')
    .option('--json', 'print as JSON')
    .addHelpText('after', examples(['ordeal doctor', 'this machine']))
    .action(async (options: DoctorOptions) => {
      const { examineMachine } = await import('../../docker/index.ts');
      const findings = await examineMachine(options.dockerHost === undefined ? {} : { dockerHost: options.dockerHost });
      if (options.json === true) printJson(terminal, findings);
      else {
        const { style } = terminal;
        const paint = { ok: style.green, warn: style.yellow, missing: style.red };
        const details = findings.map(({ detail }) => visibleText(detail.replaceAll(/\s*\n\s*/g, '; ')));
        const lines = alignedRows(findings.map(({ name }, index) => [name, details[index] ?? '']));
        for (const [index, finding] of findings.entries()) {
          const remedy = finding.remedy === '' ? '' : `  what to do: ${visibleText(finding.remedy)}`;
          terminal.print(`${paint[finding.state](finding.state.padEnd(7))}  ${lines[index] ?? ''}${remedy}`);
        }
      }
      finish(findings.some(({ state }) => state === 'missing') ? inputOrEnvironmentExitCode : 0);
    });
}
