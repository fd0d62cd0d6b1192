/**
 * What nodes say to each other. The messages are those of Raft (Ongaro and Ousterhout, "In Search of an Understandable
 * Consensus Algorithm", 2014, figures 2 and 13; Ongaro's thesis, sections 3.10 and 9.6); asynchronous replication uses
 * `append` and `append-reply` alone.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';
import { isEntry, type LogEntry } from '../storage/log-entry.ts';
import { areNames, isCount } from './fields.ts';

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

/** From a leader to a follower that lacks what the leader's log no longer has: a piece of the snapshot. */
export type SnapshotMessage = {
  readonly kind: 'snapshot';
  readonly term: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly members: readonly string[];
  /** Which piece, from 0, of how many. */
  readonly piece: number;
  readonly pieceCount: number;
  readonly data: string;
  readonly round: number;
};

/** The whole snapshot is answered by an `append-reply` instead. */
export type SnapshotReply = {
  readonly kind: 'snapshot-reply';
  readonly term: number;
  readonly lastIndex: number;
  readonly nextPiece: number;
  readonly round: number;
};

/** The candidate's log as of its last entry, on which a vote depends. */
type LogEnd = { readonly lastIndex: number; readonly lastTerm: number };

export type VoteRequest = { readonly kind: 'vote-request'; readonly term: number } & LogEnd;

export type VoteReply = { readonly kind: 'vote'; readonly term: number; readonly granted: boolean };

/** Asks whether a vote would be given in `term`, which has not begun. */
export type PreVoteRequest = { readonly kind: 'pre-vote-request'; readonly term: number } & LogEnd;

/** `term` is the one asked for if granted, or else the voter's. */
export type PreVoteReply = { readonly kind: 'pre-vote'; readonly term: number; readonly granted: boolean };

/** From a leader that hands over: stand for election at once. */
export type TimeoutNow = { readonly kind: 'timeout-now'; readonly term: number };

export type PeerMessage =
  | AppendMessage
  | AppendReply
  | SnapshotMessage
  | SnapshotReply
  | VoteRequest
  | VoteReply
  | PreVoteRequest
  | PreVoteReply
  | TimeoutNow;

/** Checks what came over a socket, where it comes in; the node trusts what passed. */
export function isPeerMessage(message: Message): boolean {
  if (!isCount(message['term'])) return false;
  const areCounts = (...names: readonly string[]): boolean => names.every((name) => isCount(message[name]));
  switch (message['kind']) {
    case 'append': {
      const entries = message['entries'];
      if (!areCounts('prevIndex', 'prevTerm', 'commit', 'round') || !Array.isArray(entries)) return false;
      const firstIndex = (message['prevIndex'] as number) + 1;
      return entries.every(
        (entry: Json, place) => isEntry(entry) && (entry as Message)['index'] === firstIndex + place,
      );
    }
    case 'append-reply':
      return areCounts('index', 'round') && typeof message['success'] === 'boolean';
    case 'snapshot':
      return (
        areCounts('lastIndex', 'lastTerm', 'piece', 'pieceCount', 'round') &&
        areNames(message['members']) &&
        typeof message['data'] === 'string'
      );
    case 'snapshot-reply':
      return areCounts('lastIndex', 'nextPiece', 'round');
    case 'vote-request':
    case 'pre-vote-request':
      return areCounts('lastIndex', 'lastTerm');
    case 'timeout-now':
      return true;
    case 'vote':
    case 'pre-vote':
      return typeof message['granted'] === 'boolean';
    default:
      return false;
  }
}
