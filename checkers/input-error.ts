/**
 * What was given cannot be judged: a file that is not a history, values of the wrong shape, a name that nobody knows.
 * The checkers are the lowest floor, so they have their own errors; they carry what the harness's operating errors carry.
 */
export class InputError extends Error {
  override readonly name: string = 'InputError';
  /** Short and stable: `bad-history`, `unknown-model`, ... */
  readonly code: string;
  /** What to do about it, in a sentence. */
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

/** A place in a file that does not say what its format demands. */
export class HistoryFormatError extends InputError {
  override readonly name = 'HistoryFormatError';
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  readonly reason: string;

  constructor(file: string, line: number, column: number, reason: string, remedy: string) {
    super('bad-history', `${file}:${line}:${column}: ${reason}`, remedy);
    this.file = file;
    this.line = line;
    this.column = column;
    this.reason = reason;
  }
}

/** A place in a binary file that does not say what its format demands. */
export class HistoryBytesError extends InputError {
  override readonly name = 'HistoryBytesError';
  readonly file: string;
  /** In bytes, from 0. */
  readonly offset: number;
  readonly reason: string;

  constructor(file: string, offset: number, reason: string, remedy: string) {
    super('bad-history', `${file}: byte ${offset}: ${reason}`, remedy);
    this.file = file;
    this.offset = offset;
    this.reason = reason;
  }
}

/** An event that is well-formed but makes no sense where it stands, or for the workload asked for. */
export class HistoryShapeError extends InputError {
  override readonly name = 'HistoryShapeError';
  /** The `index` of the event. */
  readonly event: number;
  readonly reason: string;

  constructor(event: number, reason: string, remedy: string) {
    super('bad-history', `event ${event}: ${reason}`, remedy);
    this.event = event;
    this.reason = reason;
  }
}

/** The error for a name that is not in a list. */
export function unknownNameError(kind: string, name: string, known: Iterable<string>): InputError {
  return new InputError(
    `unknown-${kind}`,
    `there is no ${kind} ${JSON.stringify(name)}`,
    `choose one of: ${[...known].join(', ')}`,
  );
}
