/** What can go wrong between a client and the store, and which of it leaves no doubt. */
import type { ErrorTable } from '../../contract/errors.ts';
import { hasCode } from '../../contract/errors.ts';
import type { RefusalCode } from '../protocol/client-protocol.ts';

export type StoreErrorCode =
  RefusalCode | 'connection-refused' | 'connection-lost' | 'no-session' | 'not-committed' | 'protocol-error';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** With `not-leader`: the node that leads, if known. */
  readonly leader: string | null;

  constructor(code: StoreErrorCode, message: string, leader: string | null = null, options?: ErrorOptions) {
    // Refusals are many, and where the client heard of one tells nothing: looking for that took a sixth of a trial's time.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.leader = leader;
  }
}

export const storeErrors: ErrorTable = [
  {
    code: 'not-leader',
    definite: true,
    meaning:
      'The node does not lead and did nothing with the request; reads cut short by a change of leader also end so.',
    matches: hasCode('not-leader'),
  },
  {
    code: 'overloaded',
    definite: true,
    meaning: 'The leader has too many operations open and did nothing with the request.',
    matches: hasCode('overloaded'),
  },
  {
    code: 'not-caught-up',
    definite: true,
    meaning: 'The node lags behind what the client has seen, or has just started, and did nothing with the read.',
    matches: hasCode('not-caught-up'),
  },
  {
    code: 'connection-refused',
    definite: true,
    meaning: 'No connection was established, so the request was never sent.',
    matches: hasCode('connection-refused'),
  },
  {
    code: 'not-now',
    definite: true,
    meaning: 'The leader did not begin what an operator asked for, for a reason that passes.',
    matches: hasCode('not-now'),
  },
  {
    code: 'bad-request',
    definite: true,
    meaning: 'The node did not understand the request and did nothing with it.',
    matches: hasCode('bad-request'),
  },
  {
    code: 'quorum-timeout',
    definite: false,
    meaning: 'Fewer copies than asked for answered in time; those that did have the write.',
    matches: hasCode('quorum-timeout'),
  },
  {
    code: 'serialization-failure',
    definite: true,
    meaning: 'The transaction was aborted because of another beside it.',
    matches: hasCode('serialization-failure'),
  },
  {
    code: 'deadlock',
    definite: true,
    meaning: 'The transaction was aborted because it and others waited for each other.',
    matches: hasCode('deadlock'),
  },
  {
    code: 'constraint-violated',
    definite: true,
    meaning: 'The transaction was aborted because a row was there, or was not.',
    matches: hasCode('constraint-violated'),
  },
  {
    code: 'transaction-timeout',
    definite: true,
    meaning: 'The transaction was aborted because it waited too long for a lock.',
    matches: hasCode('transaction-timeout'),
  },
  {
    code: 'transaction-gone',
    definite: true,
    meaning: 'The node knows of no such transaction: it was aborted before, its commit never asked for.',
    matches: hasCode('transaction-gone'),
  },
  {
    code: 'no-session',
    definite: true,
    meaning: "The client's session is over, or could not be opened; the command was not carried out.",
    matches: hasCode('no-session'),
  },
  {
    code: 'not-committed',
    definite: true,
    // What is left after the rules above is a broken connection, or something that nobody foresaw.
    endsConnection: true,
    meaning: 'The transaction failed before its commit was asked for; what nobody commits is aborted.',
    matches: hasCode('not-committed'),
  },
  {
    code: 'leadership-lost',
    definite: false,
    meaning: 'The write was in the log of a leader that leads no longer; the next leader may have it or not.',
    matches: hasCode('leadership-lost'),
  },
  {
    code: 'connection-lost',
    definite: false,
    meaning: 'The connection broke after the request was sent; the node may have carried it out.',
    matches: hasCode('connection-lost'),
  },
  {
    code: 'protocol-error',
    definite: false,
    meaning: 'The node answered something that the client does not understand.',
    matches: hasCode('protocol-error'),
  },
];
