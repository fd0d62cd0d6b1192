/**
 * The command line's entry. `main` does the work on given streams and answers the exit code; `runProcess`, called by the
 * launcher, gives it this process's.
 */
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import type { CommandContext } from './command.ts';
import { describeProblem, inputOrEnvironmentExitCode } from './problem.ts';
import { buildProgram } from './program.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { usageProblem } from './usage-problem.ts';

/** The package's version, from the nearest package.json upwards (the checkout's, or the one that dist/ lies in). */
function packageVersion(): string {
  for (const up of ['../../', '../../../']) {
    try {
      const parsed = JSON.parse(readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (parsed.name === 'ordeal' && parsed.version !== undefined) return parsed.version;
    } catch (error) {
      // No package.json on this level: dist/ has none of its own, so the next level is tried.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return 'unknown';
}

const globalFlags: readonly string[] = ['--no-color', '--verbose'];

/** Runs the command line `argv` (without `node ordeal`) and answers the exit code. Never rejects, never exits. */
export async function main(argv: readonly string[], terminal: Terminal, verbose: boolean): Promise<number> {
  let exitCode = 0;
  const context: CommandContext = {
    terminal,
    argv,
    finish(code) {
      exitCode = code;
    },
  };
  const program = buildProgram(context, packageVersion());
  try {
    if (argv.every((word) => globalFlags.includes(word))) {
      if (!terminal.interactive) {
        program.outputHelp();
        return 0;
      }
      const { home } = await import('./home.ts');
      return await home(context);
    }
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // A command group without its command (`ordeal images`): its help has been printed.
    if (error instanceof CommanderError && error.code === 'commander.help') return inputOrEnvironmentExitCode;
    const problem = error instanceof CommanderError ? usageProblem(error, program, argv) : error;
    for (const line of describeProblem(problem, verbose)) terminal.printError(line);
    return inputOrEnvironmentExitCode;
  }
}

/** Runs the command line for this process and ends it, once everything written has left. */
export async function runProcess(argv: readonly string[]): Promise<void> {
  const color = !argv.includes('--no-color');
  const terminal = openTerminal({
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    color,
  });
  // Ink colours by its own copy of chalk, which knows FORCE_COLOR and not NO_COLOR.
  if (terminal.style.level === 0) process.env['FORCE_COLOR'] = '0';
  const verbose = argv.includes('--verbose') || (process.env['DEBUG'] ?? '') !== '';
  const failed = async (error: unknown): Promise<void> => {
    await terminal.closeScreen();
    for (const line of describeProblem(error, verbose)) terminal.printError(line);
    process.exit(inputOrEnvironmentExitCode);
  };
  process.on('uncaughtException', (error) => void failed(error));
  process.on('unhandledRejection', (error) => void failed(error));
  const exitCode = await main(argv, terminal, verbose);
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(exitCode);
}

/** Resolves when what was written before has been handed to the system, or the reader is gone. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) resolve();
    else stream.write('', () => resolve());
  });
}
