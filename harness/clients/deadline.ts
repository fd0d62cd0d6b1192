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
 * Settles as the work does, or rejects with DeadlineExpired after `deadlineMs`; whatever the work does after that is
 * ignored.
 */
export function withDeadline<T>(timeline: Timeline, deadlineMs: number, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = timeline.after(deadlineMs, () => reject(new DeadlineExpired(deadlineMs)));
    // Not an async function: that would be a promise more for every operation of every client.
    work().then(
      (value) => {
        cancel();
        return resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}
