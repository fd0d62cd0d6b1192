/**
 * What nodes say to each other. The messages are those of Raft (Ongaro and Ousterhout, "In Search of an Understandable
 * Consensus Algorithm", 2014, figure 2); asynchronous replication uses `append` and `append-reply` alone.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';
import type { LogEntry } from '../storage/replicated-log.ts';
import { isCommand } from '../state-machine.ts';

/** From a leader: entries that follow `prevIndex`, or none (a heartbeat). */
export type AppendMessage = {
  readonly kind: 'append';
  readonly term: number;
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly entries: readonly LogEntry[];
  /** The leader's commit index. */
  readonly commit: number;
  /** Numbers the leader's broadcasts, so that an answer shows that the leader was one after the question was asked. */
  readonly round: number;
};

export type AppendReply = {
  readonly kind: 'append-reply';
  readonly term: number;
  readonly success: boolean;
  /** On success: the logs agree, durably, up to here. Otherwise: the leader should go on from here. */
  readonly index: number;
  readonly round: number;
};

export type VoteRequest = {
  readonly kind: 'vote-request';
  readonly term: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
};

export type VoteReply = { readonly kind: 'vote'; readonly term: number; readonly granted: boolean };

export type PeerMessage = AppendMessage | AppendReply | VoteRequest | VoteReply;

const isCount = (value: Json | undefined): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function isEntry(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entry = value as Message;
  return isCount(entry['index']) && isCount(entry['term']) && isCommand(entry['command']);
}

/** Checks what came over a socket, where it comes in; the node trusts what passed. */
export function isPeerMessage(message: Message): boolean {
  if (!isCount(message['term'])) return false;
  const areCounts = (...names: readonly string[]): boolean => names.every((name) => isCount(message[name]));
  switch (message['kind']) {
    case 'append': {
      const entries = message['entries'];
      return areCounts('prevIndex', 'prevTerm', 'commit', 'round') && Array.isArray(entries) && entries.every(isEntry);
    }
    case 'append-reply':
      return areCounts('index', 'round') && typeof message['success'] === 'boolean';
    case 'vote-request':
      return areCounts('lastIndex', 'lastTerm');
    case 'vote':
      return typeof message['granted'] === 'boolean';
    default:
      return false;
  }
}
