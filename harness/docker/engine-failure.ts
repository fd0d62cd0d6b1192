/** Reads what went wrong from an engine's answer, whatever shape it came in. */

/** The HTTP status of the engine's answer, or null if it was no answer. */
export function statusCode(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null;
}

/** Resolves like `work`, but an answer with one of these HTTP statuses is fine too: the world already is as wanted. */
export async function accepting(statuses: readonly number[], work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const status = statusCode(error);
    if (status === null || !statuses.includes(status)) throw error;
  }
}

/** One line for people, without dockerode's wrapping. */
export function failureText(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replace(/^\(HTTP code \d+\) [^-]* - /, '').trim();
}
