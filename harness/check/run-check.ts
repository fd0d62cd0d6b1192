/** One check in a thread of its own. */
import type { CheckLimits, CheckReport, CheckSubject } from './check-request.ts';
import { CheckWorker } from './check-worker.ts';

export interface CheckRequest extends CheckSubject, CheckLimits {
  /** Aborting ends the check; its verdict is then unknown. */
  readonly signal?: AbortSignal;
}

/**
 * Reads and checks a history file within limits. A check that crashes, is aborted, or exceeds its time or memory, gives
 * the verdict `unknown` with the reason. Bad input (a file that is not a history, names that nobody knows) rejects with an
 * OrdealError that names file, line and column.
 */
export async function runCheck(request: CheckRequest): Promise<CheckReport> {
  const { signal, timeLimitMs, memoryLimitMb, ...subject } = request;
  const worker = new CheckWorker({ timeLimitMs, memoryLimitMb });
  try {
    return await worker.check(subject, signal);
  } finally {
    await worker.close();
  }
}
