/**
 * One error table per target decides `fail` (it certainly did not happen) or `info` (nobody knows). The default is
 * doubt: an error that no rule matches is indefinite. A wrong `definite: true` makes false accusations, so each rule
 * says why in `meaning`, and `ordeal targets NAME` prints the table.
 */

export interface ErrorRule {
  /** Short and stable, recorded in the history: `serialization-failure`, `not-leader`, ... */
  readonly code: string;
  /** True only if the operation certainly had and will have no effect. */
  readonly definite: boolean;
  /** Why, in a sentence. */
  readonly meaning: string;
  /**
   * True if the connection is of no more use after this error: the harness opens another. An indefinite error always ends
   * its connection.
   */
  readonly endsConnection?: boolean;
  matches(error: unknown): boolean;
}

export type ErrorTable = readonly ErrorRule[];

export interface ClassifiedError {
  readonly code: string;
  readonly definite: boolean;
  readonly endsConnection: boolean;
  readonly message: string;
}

/** Thrown by the body of a transaction that decided not to commit (insufficient funds): definite in every target. */
export class TransactionAborted extends Error {
  override readonly name = 'TransactionAborted';
}

function errorMessage(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.slice(0, 300);
}

/** The first rule that matches; without one, `unclassified` and indefinite. */
export function classifyError(table: ErrorTable, error: unknown): ClassifiedError {
  const message = errorMessage(error);
  if (error instanceof TransactionAborted) {
    return { code: 'aborted', definite: true, endsConnection: false, message };
  }
  for (const rule of table) {
    if (!rule.matches(error)) continue;
    const { code, definite, endsConnection = false } = rule;
    return { code, definite, endsConnection: endsConnection || !definite, message };
  }
  return { code: 'unclassified', definite: false, endsConnection: true, message };
}

/** Matches an error, or any error among its `cause`s and `errors`, whose `code` is one of these. */
export function hasCode(...codes: readonly string[]): (error: unknown) => boolean {
  const matches = (error: unknown, depth: number): boolean => {
    if (typeof error !== 'object' || error === null || depth > 4) return false;
    if ('code' in error && typeof error.code === 'string' && codes.includes(error.code)) return true;
    if ('cause' in error && matches(error.cause, depth + 1)) return true;
    return error instanceof AggregateError && error.errors.some((inner) => matches(inner, depth + 1));
  };
  return (error) => matches(error, 0);
}
