/**
 * PostgreSQL's error table, by SQLSTATE (appendix A of its manual). The server tells of an abort with certainty; a
 * connection that is lost while a statement or COMMIT is in flight says nothing. A transaction that fails before its
 * COMMIT was sent is certainly rolled back, whatever the reason: the server aborts what nobody commits.
 */
import { type ErrorRule, type ErrorTable, hasCode } from '../contract/errors.ts';

/** The connection never came to be, so the operation that wanted it was not sent. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

/** The server answered COMMIT with ROLLBACK: the transaction had failed before. */
export class RolledBack extends Error {
  override readonly name = 'RolledBack';
}

const beforeCommit = new WeakSet<object>();

/** Remembers that this error ended a transaction whose COMMIT was never sent. Returns the same error. */
export function failedBeforeCommit(error: unknown): unknown {
  if (typeof error === 'object' && error !== null) beforeCommit.add(error);
  return error;
}

function sqlState(codes: readonly string[], code: string, definite: boolean, meaning: string): ErrorRule {
  return { code, definite, meaning, matches: hasCode(...codes) };
}

function startsWith(...texts: readonly string[]): (error: unknown) => boolean {
  return (error) => error instanceof Error && texts.some((text) => error.message.startsWith(text));
}

export const postgresErrors: ErrorTable = [
  {
    code: 'no-connection',
    definite: true,
    meaning: 'No connection could be opened, so the statement was never sent.',
    matches: (error) => error instanceof NotConnected,
  },
  {
    code: 'rolled-back',
    definite: true,
    meaning: 'The server answered COMMIT with ROLLBACK.',
    matches: (error) => error instanceof RolledBack,
  },
  sqlState(['40001'], 'serialization-failure', true, 'The server aborted the transaction to keep its isolation level.'),
  sqlState(['40P01'], 'deadlock', true, 'The server aborted the transaction to break a deadlock.'),
  sqlState(['57P03'], 'starting-up', true, 'The server is starting up or shutting down and accepts no connection.'),
  sqlState(['53300'], 'too-many-connections', true, 'The server refused the connection.'),
  sqlState(
    ['25P02'],
    'transaction-failed',
    true,
    'An earlier statement failed; the transaction can only be rolled back.',
  ),
  sqlState(['42P01', '42703', '42601'], 'bad-statement', true, 'The server rejected the statement before running it.'),
  sqlState(['23505', '23502', '23514', '22003'], 'constraint', true, 'The statement broke a rule and was undone.'),
  {
    code: 'not-committed',
    definite: true,
    // What is left after the rules above is a broken connection, or something that nobody foresaw.
    endsConnection: true,
    meaning: 'The transaction failed before its COMMIT was sent; the server rolls back what nobody commits.',
    matches: (error) => typeof error === 'object' && error !== null && beforeCommit.has(error),
  },
  {
    code: 'client-closed',
    definite: true,
    meaning: 'The client refused the statement because its connection was gone already; nothing was sent.',
    endsConnection: true,
    matches: startsWith('Client was closed and is not queryable', 'Client has encountered a connection error'),
  },
  sqlState(
    ['57P01', '57P02'],
    'server-shutdown',
    false,
    'The server is going down. If it was carrying out a COMMIT, the commit may be on disk already.',
  ),
  sqlState(
    ['08000', '08001', '08003', '08004', '08006', '08007', '08P01'],
    'connection-exception',
    false,
    'The connection failed; the statement may have been carried out.',
  ),
  {
    code: 'connection-lost',
    definite: false,
    meaning: 'The connection broke while the answer was awaited; the statement may have been carried out.',
    matches: (error) =>
      hasCode('ECONNRESET', 'EPIPE', 'ETIMEDOUT')(error) || startsWith('Connection terminated')(error),
  },
];
