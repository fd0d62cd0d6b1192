/** Commander's usage errors in our words: what was wrong, the nearest match, the list, and where help is. */
import type { Command, CommanderError } from 'commander';
import { OrdealError } from '../errors.ts';
import { unknownName } from '../unknown-name.ts';

/** The innermost command that these words name. */
function commandOf(program: Command, argv: readonly string[]): Command {
  let command = program;
  for (const word of argv) {
    if (word.startsWith('-')) continue;
    const inner = command.commands.find((candidate) => candidate.name() === word);
    if (inner === undefined) break;
    command = inner;
  }
  return command;
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

export function usageProblem(error: CommanderError, program: Command, argv: readonly string[]): OrdealError {
  const command = commandOf(program, argv);
  const help = `see \`${pathOf(command)} --help\``;
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  if (error.code === 'commander.unknownOption') {
    const flags = [...command.options, ...program.options].map((option) => option.long ?? option.flags);
    return unknownName('option', quoted, [...flags, '--help'], help);
  }
  if (error.code === 'commander.unknownCommand') {
    const names = command.commands.map((candidate) => candidate.name());
    return unknownName('command', quoted, names, help);
  }
  return new OrdealError(error.code, error.message.replace(/^error: /, ''), help);
}
