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

/** Rejects when the time is over. Once the work has settled nobody listens: then it stays open. */
async function expiry(timeline: Timeline, deadlineMs: number, settled: AbortSignal): Promise<never> {
  await timeline.sleep(deadlineMs, settled);
  if (settled.aborted) return new Promise<never>(() => undefined);
  throw new DeadlineExpired(deadlineMs);
}

/**
 * Settles as the work does, or rejects with DeadlineExpired after `deadlineMs`; whatever the work does after that is
 * ignored.
 */
export async function withDeadline<T>(timeline: Timeline, deadlineMs: number, work: () => Promise<T>): Promise<T> {
  const settled = new AbortController();
  try {
    return await Promise.race([work(), expiry(timeline, deadlineMs, settled.signal)]);
  } finally {
    // A reason of our own: making the usual one, with its stack, costs more than the rest of a simulated operation.
    settled.abort(null);
  }
}
