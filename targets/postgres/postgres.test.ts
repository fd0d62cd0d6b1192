import { DatabaseError } from 'pg';
import { describe, expect, it } from 'vitest';
import { classifyError, TransactionAborted } from '../contract/errors.ts';
import { failedBeforeCommit, NotConnected, postgresErrors, RolledBack } from './errors.ts';
import { postgres } from './index.ts';
import { openPostgres } from './postgres-client.ts';

function databaseError(code: string): DatabaseError {
  return Object.assign(new DatabaseError('it failed', 0, 'error'), { code });
}

describe("PostgreSQL's error table", () => {
  it.each([
    ['40001', 'serialization-failure', true],
    ['40P01', 'deadlock', true],
    ['57P03', 'starting-up', true],
    ['25P02', 'transaction-failed', true],
    ['57P01', 'server-shutdown', false],
    ['08006', 'connection-exception', false],
    ['XX000', 'unclassified', false],
  ])('classifies SQLSTATE %s as %s', (state, code, definite) => {
    expect(classifyError(postgresErrors, databaseError(state))).toMatchObject({ code, definite });
  });

  it('knows what was never sent, what was rolled back and what nobody knows', () => {
    const classify = (error: unknown) => classifyError(postgresErrors, error);
    expect(classify(new NotConnected('connect ECONNREFUSED'))).toMatchObject({ code: 'no-connection', definite: true });
    expect(classify(new RolledBack('COMMIT was answered with ROLLBACK'))).toMatchObject({ definite: true });
    expect(classify(new TransactionAborted('too little money'))).toMatchObject({ code: 'aborted', definite: true });
    expect(classify(new Error('Connection terminated unexpectedly'))).toMatchObject({
      code: 'connection-lost',
      definite: false,
    });
  });

  it('is sure of a transaction that failed before its COMMIT was sent, whatever the reason', () => {
    const lost = new Error('Connection terminated unexpectedly');
    expect(failedBeforeCommit(lost)).toBe(lost);
    expect(classifyError(postgresErrors, lost)).toMatchObject({
      code: 'not-committed',
      definite: true,
      endsConnection: true,
    });
    // The more telling rule comes first, and leaves the connection alone.
    expect(classifyError(postgresErrors, failedBeforeCommit(databaseError('40001')))).toMatchObject({
      code: 'serialization-failure',
      endsConnection: false,
    });
  });
});

describe('claims', () => {
  it.each([
    ['read-committed', 'read-committed'],
    ['repeatable-read', 'snapshot-isolation'],
    ['serializable', 'serializable'],
  ] as const)('of transactions at %s: %s', (isolation, model) => {
    expect(postgres.claim({ isolation }, 'transactions')).toMatchObject({ model, basis: 'documented' });
    expect(postgres.claim({ isolation }, 'register')).toMatchObject({ model: 'linearizable' });
  });
});

describe('openPostgres', () => {
  it('rejects with a definite error when nobody listens', async () => {
    const opening = openPostgres({ kind: 'tcp', host: '127.0.0.1', port: 1 }, 'serializable');
    const error = await opening.catch((reason: unknown) => reason);
    expect(classifyError(postgresErrors, error)).toMatchObject({ code: 'no-connection', definite: true });
  });
});
