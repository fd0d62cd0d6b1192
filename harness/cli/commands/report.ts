/** `ordeal report DIR`: renders the report of a judged trial again, without judging it again. */
import { spawn } from 'node:child_process';
import { Option, type Command } from 'commander';
import { visibleText } from '../../../reports/hostile-text.ts';
import { examples, type CommandContext } from '../command.ts';
import { shownPath } from '../shown-path.ts';
import { textReport, writeReport } from '../write-report.ts';

interface ReportOptions {
  readonly open?: boolean;
  readonly format: 'html' | 'text';
}

const openers: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer' };

/** Hands the file to the desktop. Resolves to false if there is no desktop to hand it to. */
function openWithDesktop(file: string): Promise<boolean> {
  const child = spawn(openers[process.platform] ?? 'xdg-open', [file], { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
  });
}

export function defineReport(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('report')
    .summary('render a report again')
    .description(
      "Writes report.html in a judged trial's directory anew and prints its path; or prints the report as text.",
    )
    .argument('<directory>', "the trial's directory")
    .addOption(new Option('--format <format>', 'html or text').choices(['html', 'text']).default('html'))
    .option('--open', 'open the HTML report in the browser')
    .addHelpText(
      'after',
      examples(
        ['ordeal report ordeal-trials/20261121-101500-store-register-42 --open', 'look at it'],
        ['ordeal report ordeal-trials/20261121-101500-store-register-42 --format text', 'read it here'],
      ),
    )
    .action(async (directory: string, options: ReportOptions) => {
      if (options.format === 'text') {
        const width = terminal.stdout.isTTY ? terminal.stdout.columns : 100;
        terminal.print(await textReport(directory, { colour: terminal.style.level > 0, width }));
        finish(0);
        return;
      }
      const file = await writeReport(directory);
      terminal.print(visibleText(shownPath(file)));
      if (options.open === true && !(await openWithDesktop(file))) terminal.printError('nothing here can open it');
      finish(0);
    });
}
