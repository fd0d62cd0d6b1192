/**
 * Redis' error table. A refusal by the server comes before a command has any effect; a connection that breaks while a
 * reply is awaited says nothing.
 */
import {
  ClientClosedError,
  ClientOfflineError,
  DisconnectsClientError,
  ErrorReply,
  SocketClosedUnexpectedlyError,
} from '@redis/client';
import { type ErrorRule, type ErrorTable, hasCode } from '../contract/errors.ts';

/** The connection never came to be, so the operation that wanted it was not sent. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

/** A refusal by the server, by the word that its error reply begins with. */
function refusal(word: string, code: string, meaning: string): ErrorRule {
  return {
    code,
    definite: true,
    meaning,
    matches: (error) => error instanceof ErrorReply && error.message.startsWith(word),
  };
}

export const redisErrors: ErrorTable = [
  {
    code: 'no-connection',
    definite: true,
    meaning: 'No connection could be opened, so the command was never sent.',
    matches: (error) => error instanceof NotConnected,
  },
  {
    code: 'client-closed',
    definite: true,
    meaning: 'The client refused the command because its connection was gone already; nothing was sent.',
    endsConnection: true,
    matches: (error) => error instanceof ClientClosedError || error instanceof ClientOfflineError,
  },
  refusal('LOADING', 'loading', 'The server is loading its data from disk and refuses commands until it is done.'),
  refusal('READONLY', 'read-only', 'The node is a replica and refuses writes.'),
  refusal('MASTERDOWN', 'primary-down', 'The replica has lost its primary and is configured to refuse stale reads.'),
  refusal(
    'MISCONF',
    'persistence-failed',
    'The server cannot write to its disk and refuses writes before they take effect.',
  ),
  refusal(
    'NOREPLICAS',
    'too-few-replicas',
    'Too few replicas are connected; the write is refused before it takes effect.',
  ),
  refusal('OOM', 'out-of-memory', 'The memory limit is reached; the write is refused before it takes effect.'),
  refusal('BUSY', 'busy', 'A long script is running; other commands are refused.'),
  refusal('NOAUTH', 'not-authenticated', 'The server wants a password first; the command is refused.'),
  refusal('WRONGTYPE', 'wrong-type', 'The key holds another type; the command is refused.'),
  {
    code: 'connection-lost',
    definite: false,
    meaning: 'The connection broke after the command was sent; the server may have carried it out.',
    matches: (error) =>
      error instanceof SocketClosedUnexpectedlyError ||
      error instanceof DisconnectsClientError ||
      hasCode('ECONNRESET', 'EPIPE', 'ETIMEDOUT')(error),
  },
];
