/**
 * The follower's patience: calls out when nothing reset it for a randomly drawn time, so that replicas rarely lose their
 * patience at once (Raft, section 5.2). It reads the monotonic clock only. A reset is cheap: it moves the deadline, and
 * the host's timer that fires too early is set again.
 */
import type { Host } from '../../contract/host.ts';
import { between } from '../../contract/random.ts';

export class ElectionTimer {
  readonly #host: Host;
  readonly #timeoutMs: number;
  readonly #onTimeout: () => void;
  /** Null while stopped. */
  #deadlineMs: number | null = null;
  #armed = false;

  /** Waits between `timeoutMs` and twice that. */
  constructor(host: Host, timeoutMs: number, onTimeout: () => void) {
    this.#host = host;
    this.#timeoutMs = timeoutMs;
    this.#onTimeout = onTimeout;
  }

  /** Starts waiting anew. */
  reset(): void {
    const patienceMs = between(this.#host.random, this.#timeoutMs, 2 * this.#timeoutMs);
    this.#deadlineMs = this.#host.monotonicMs() + patienceMs;
    if (!this.#armed) this.#arm(patienceMs);
  }

  stop(): void {
    this.#deadlineMs = null;
  }

  #arm(delayMs: number): void {
    this.#armed = true;
    this.#host.setTimer(delayMs, () => {
      this.#armed = false;
      if (this.#deadlineMs === null) return;
      const remainingMs = this.#deadlineMs - this.#host.monotonicMs();
      if (remainingMs > 0) {
        this.#arm(remainingMs);
        return;
      }
      this.#deadlineMs = null;
      this.#onTimeout();
    });
  }
}
