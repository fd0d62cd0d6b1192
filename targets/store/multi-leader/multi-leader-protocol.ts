/** What nodes of a multi-leader cluster say to each other: their own changes, in order, and how far they have come. */
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';
import { isInteger, isKey, isList, isRecord } from '../protocol/fields.ts';
import { isChange } from '../versions/version-delta.ts';
import type { Change } from '../versions/version-delta.ts';

/** One change, numbered by the node that made it. */
export type Entry = {
  readonly number: number;
  /** By node: how many of its changes the maker had when it made this one. It is not applied before those. */
  readonly causes: Readonly<Record<string, number>>;
  readonly key: string;
  readonly change: Change;
};

/** Some of the sender's own changes, in order. */
export type EntriesMessage = { readonly kind: 'entries'; readonly entries: readonly Entry[] };

/** How many of the receiver's changes the sender holds durably, without a gap. */
export type ReceivedMessage = { readonly kind: 'received'; readonly count: number };

export type MultiLeaderMessage = EntriesMessage | ReceivedMessage;

const isCount = (value: Json | undefined): value is number => isInteger(value) && value >= 0;

function isEntry(value: Json): boolean {
  if (!isRecord(value) || !isCount(value['number']) || !isKey(value['key']) || !isChange(value['change'])) return false;
  const { causes } = value;
  return isRecord(causes) && Object.values(causes).every(isCount);
}

/** Checks what came over a socket, where it comes in; the node trusts what passed. */
export function isMultiLeaderMessage(message: Message): boolean {
  if (message['kind'] === 'received') return isCount(message['count']);
  const { kind, entries } = message;
  return kind === 'entries' && isList(entries) && entries.every(isEntry);
}
