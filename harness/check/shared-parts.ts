/**
 * Judging one history in several threads. Its parts (keys) are independent, so each thread compiles the whole history from
 * columns that all share, and judges the parts that it claims first. The first thread begins alone; others are started
 * once it has become clear that this pays, and the first goes on meanwhile.
 */
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { CheckResult, OperationTable } from '../../checkers/index.ts';
import type { CheckLimits, CheckSubject, WorkerAnswer, WorkerQuestion, WorkerReady } from './check-request.ts';
import { monotonicNs } from '../wall-clock.ts';
import { lostResult, mergeResults } from './merge-results.ts';
import { endThread, startThread } from './start-thread.ts';

/** A thread needs about a third of this to start and to compile the history. */
const leastRemainingMs = 600;
const aloneForMs = 150;
const mostThreads = 8;

/** One thread's claims. Throws if it asks for a part twice: what it had claimed itself would seem to be another's. */
export function claimer(claims: Int32Array): (part: number) => boolean {
  let last = -1;
  return (part) => {
    if (part <= last || part >= claims.length)
      throw new Error(`part ${part} of ${claims.length} was asked for after ${last}`);
    last = part;
    return Atomics.compareExchange(claims, part, 0, 1) === 0;
  };
}

export class SharedParts {
  readonly #subject: CheckSubject;
  readonly #limits: CheckLimits;
  readonly #operations: OperationTable;
  /** Since the question was asked, of whose time limit the threads have the rest. */
  readonly #elapsedMs: () => number;
  readonly #checkBeganMs: number;
  readonly #threads: number;
  #claims: Int32Array = new Int32Array(0);
  #claim: ReturnType<typeof claimer> | undefined;
  #workers: Worker[] = [];

  constructor(
    subject: CheckSubject,
    limits: CheckLimits,
    operations: OperationTable,
    elapsedMs: () => number,
    threads: number = Math.min(availableParallelism(), mostThreads),
  ) {
    this.#subject = subject;
    this.#limits = limits;
    this.#operations = operations;
    this.#elapsedMs = elapsedMs;
    this.#checkBeganMs = elapsedMs();
    this.#threads = threads;
  }

  /** How many threads share the memory. */
  get threads(): number {
    return this.#workers.length + 1;
  }

  /** How many parts have been claimed so far, by any thread. */
  get claimed(): number {
    return this.#claims.reduce((sum, claim) => sum + claim, 0);
  }

  /** For the budget of the first thread: true if it shall judge this part. Starts the others when that pays. */
  readonly takes = (part: number, parts: number): boolean => {
    if (this.#claim === undefined) {
      this.#claims = new Int32Array(new SharedArrayBuffer(parts * 4));
      this.#claim = claimer(this.#claims);
    }
    if (this.#workers.length === 0 && this.#threads > 1 && this.#pays(part, parts)) this.#start(parts - part);
    return this.#claim(part);
  };

  /** Small parts come first: what remains takes at least as long as it seems. */
  #pays(part: number, parts: number): boolean {
    const spentMs = this.#elapsedMs() - this.#checkBeganMs;
    if (part === 0 || parts - part < 2 || spentMs < aloneForMs) return false;
    return (spentMs / part) * (parts - part) >= leastRemainingMs;
  }

  #start(remaining: number): void {
    const operations = this.#operations.pack();
    const { timeLimitMs, memoryLimitMb } = this.#limits;
    const count = Math.min(this.#threads, remaining) - 1;
    const limits = {
      timeLimitMs: Math.max(0, timeLimitMs - this.#elapsedMs()),
      memoryLimitMb: Math.max(16, Math.floor(memoryLimitMb / (count + 1))),
    };
    const shared = { operations, claims: this.#claims };
    const question: WorkerQuestion = { subject: this.#subject, limits, sinceNs: monotonicNs(), shared };
    this.#workers = Array.from({ length: count }, () => {
      const worker = startThread(limits);
      // The rule is about windows of browsers; this is a thread.
      // oxlint-disable-next-line require-post-message-target-origin
      worker.postMessage(question);
      return worker;
    });
  }

  /** The result of the whole, when the other threads are done. They are gone then. */
  async merged(own: CheckResult): Promise<CheckResult> {
    const results = await Promise.all(this.#workers.map(async (worker) => this.#resultOf(worker, own)));
    return mergeResults(own, results);
  }

  async #resultOf(worker: Worker, own: CheckResult): Promise<CheckResult> {
    const answered = Promise.withResolvers<CheckResult>();
    const lost = (why: string): void =>
      answered.resolve(lostResult(own, `a thread that judged some of the keys gave no answer: ${why}`));
    worker.on('message', (message: WorkerAnswer | WorkerReady) => {
      if (message.type === 'report') answered.resolve(message.report.result);
      else if (message.type !== 'ready') lost(message.message);
    });
    worker.once('error', (error: unknown) => lost(error instanceof Error ? error.message : String(error)));
    worker.once('exit', () => lost('it ended'));
    const result = await answered.promise;
    await endThread(worker);
    return result;
  }
}
