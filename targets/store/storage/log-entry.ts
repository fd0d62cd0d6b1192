/** What the replicated log holds, in memory, on disk and on its way to others. */
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';
import { areNames, isCount } from '../protocol/fields.ts';
import { isCommand, type Command } from '../state-machine.ts';

/** Which nodes count from this entry on (Ongaro's thesis, section 4.1). */
export type MembersCommand = { readonly type: 'members'; readonly members: readonly string[] };

export type LogEntry = { readonly index: number; readonly term: number; readonly command: Command | MembersCommand };

/** An entry's place, whatever is in it. */
export interface LogPosition {
  readonly index: number;
  readonly term: number;
}

/** Whether it is an entry of a log, as far as its shape goes. */
export function isEntry(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entry = value as Message;
  const { command } = entry;
  return isCount(entry['index']) && isCount(entry['term']) && (isCommand(command) || isMembersCommand(command));
}

function isMembersCommand(value: Json | undefined): boolean {
  const command = value as Message | null | undefined;
  return typeof command === 'object' && command?.['type'] === 'members' && areNames(command['members']);
}
