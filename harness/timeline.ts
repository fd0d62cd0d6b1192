/**
 * Time, passed in. The same clients, generators and faults run on the machine's monotonic clock (Docker) or on virtual
 * time (simulated). Zero is the start of the trial.
 */
export interface Timeline {
  /** Nanoseconds since the trial began; never goes back. */
  nowNs(): number;
  /** Resolves `delayMs` later, or at once when the signal aborts (it never rejects). */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once, `delayMs` later, unless the function that it answers is called first. */
  after(delayMs: number, run: () => void): () => void;
}
