/**
 * Errors of operation: something outside the program's code is not as it must be (bad input, no engine, no permission).
 * They carry a code, what to do, and a cause; the command line prints them without a stack and exits with 3.
 */
export class OrdealError extends Error {
  override readonly name = 'OrdealError';
  readonly code: string;
  /** What the user can do about it, in a sentence or a command. */
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}
