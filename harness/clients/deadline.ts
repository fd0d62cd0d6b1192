/** The harness owns every deadline: no database driver for Node fails safely by itself. */
import type { Timeline } from '../timeline.ts';

export class DeadlineExpired extends Error {
  override readonly name = 'DeadlineExpired';
  readonly deadlineMs: number;

  constructor(deadlineMs: number) {
    super(`no answer in ${deadlineMs} ms`);
    this.deadlineMs = deadlineMs;
  }
}

/**
 * Settles as the work does, or rejects with DeadlineExpired after `deadlineMs`; then `abandon` is called with the
 * outcome still open, and whatever the work does later is ignored.
 */
export async function withDeadline<T>(timeline: Timeline, deadlineMs: number, work: () => Promise<T>): Promise<T> {
  const settled = new AbortController();
  try {
    return await Promise.race([
      work(),
      timeline.sleep(deadlineMs, settled.signal).then((): never => {
        throw new DeadlineExpired(deadlineMs);
      }),
    ]);
  } finally {
    settled.abort();
  }
}
