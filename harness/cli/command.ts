/** What every command of the command line is given, and the shape they share. */
import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

export interface CommandContext {
  readonly terminal: Terminal;
  /** The words after `ordeal`, for the record in `trial.json`. */
  readonly argv: readonly string[];
  /** Sets the exit code that the process ends with. */
  readonly finish: (exitCode: number) => void;
}

/** Adds one command to the program. Definitions are cheap; what a command needs is imported when it runs. */
export type DefineCommand = (program: Command, context: CommandContext) => void;

/** The examples at the end of a command's help: command lines with what each shows. */
export function examples(...lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, shows]) => `  ${command.padEnd(width)}  ${shows}`).join('\n')}`;
}

/** One JSON document on standard output. */
export function printJson(terminal: Terminal, answer: unknown): void {
  terminal.print(JSON.stringify(answer, null, 2));
}
