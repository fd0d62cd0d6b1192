/**
 * A thread that checks histories, one after the other, seen from outside. It never lets a checker take the program
 * down or run for ever: a check that crashes, runs out of time or out of memory, or is aborted, is `unknown` with the
 * reason, and the next one gets a fresh thread.
 *
 * The thread watches its limits itself, so that it can say how far it came. What it cannot watch (reading, garbage, a
 * checker that does not ask) is watched from here, a little beyond the limits: they hold within a tenth.
 */
import type { Worker } from 'node:worker_threads';
import { findCheckedWorkload, findModel, InputError } from '../../checkers/index.ts';
import { OrdealError } from '../errors.ts';
import { monotonicNs, stopwatch } from '../wall-clock.ts';
import { endThread, startThread } from './start-thread.ts';
import type {
  CheckLimits,
  CheckReport,
  CheckSubject,
  WorkerAnswer,
  WorkerQuestion,
  WorkerReady,
} from './check-request.ts';

/**
 * The thread stops itself early, since it only asks between steps: with states in large maps, growth and garbage collection
 * were seen to hold it up for 150 to 230 ms on a busy machine, and it must still explain what it found.
 */
const ownTimePart = 0.92;
/** Beyond its limit of time by this part the thread is terminated, which takes a moment more; likewise of memory. */
const toleratedTime = 1.03;
const toleratedMemory = 1.08;
const watchEveryMs = 25;
/** What the engine itself holds besides what is asked of it (young objects, code). */
const engineBytes = 48 * 2 ** 20;

type Ending = WorkerAnswer | { readonly type: 'unknown'; readonly reason: string };

function outOfMemory(limits: CheckLimits): string {
  return `the check needed more memory than its limit of ${limits.memoryLimitMb} MB`;
}

function lastWords(error: unknown, limits: CheckLimits): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return outOfMemory(limits);
  return `the checker crashed: ${error instanceof Error ? error.message : String(error)}`;
}

/** Names that nobody knows are bad input, and found before a thread is started. */
function requireNames(subject: CheckSubject): { readonly checker: string; readonly model: string } {
  try {
    const workload = findCheckedWorkload(subject.workload);
    return { checker: workload.checker, model: findModel(subject.model ?? workload.defaultModel).name };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new OrdealError(error.code, error.message, error.remedy, { cause: error });
  }
}

export class CheckWorker {
  readonly #limits: CheckLimits;
  #worker: Worker | undefined;

  constructor(limits: CheckLimits) {
    this.#limits = limits;
  }

  /** Checks one history. Call again only after it has settled. Rejects with an OrdealError for bad input. */
  async check(subject: CheckSubject, signal?: AbortSignal): Promise<CheckReport> {
    const { checker, model } = requireNames(subject);
    const elapsedMs = stopwatch();
    const ending = await this.#run(subject, signal);
    if (ending.type === 'report') return ending.report;
    if (ending.type === 'bad-input') throw new OrdealError(ending.code, ending.message, ending.remedy);
    const reason = ending.type === 'crash' ? `the checker crashed: ${ending.message}` : ending.reason;
    return {
      result: {
        checker,
        model,
        verdict: 'unknown',
        anomalies: [],
        anomalyCount: 0,
        reasons: [reason],
        algorithm: 'none',
        operations: 0,
      },
      readMs: 0,
      checkMs: elapsedMs(),
      note: '',
      format: '',
      eventCount: 0,
    };
  }

  /** Ends the thread. Call only when no check is under way. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker !== undefined) await endThread(worker);
  }

  /** Ends the thread whatever it is at. */
  async #terminate(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async #run(subject: CheckSubject, signal: AbortSignal | undefined): Promise<Ending> {
    if (signal?.aborted === true) return { type: 'unknown', reason: 'the check was interrupted' };
    const limits = this.#limits;
    const sinceNs = monotonicNs();
    const elapsedMs = stopwatch(sinceNs);
    const ended = Promise.withResolvers<Ending>();
    const fail = (reason: string): void => ended.resolve({ type: 'unknown', reason });
    const watch = this.#watch(elapsedMs, fail);
    const isFresh = this.#worker === undefined;
    const worker = (this.#worker ??= startThread(limits));
    const ask = (): void => {
      const timeLimitMs = limits.timeLimitMs * ownTimePart;
      // The rule is about windows of browsers; this is a thread.
      // oxlint-disable-next-line require-post-message-target-origin
      worker.postMessage({ subject, limits: { ...limits, timeLimitMs }, sinceNs } satisfies WorkerQuestion);
    };
    const onAnswer = (message: WorkerAnswer | WorkerReady): void => {
      if (message.type === 'ready') ask();
      else ended.resolve(message);
    };
    const onError = (error: unknown): void => fail(lastWords(error, limits));
    const onExit = (): void => fail('the checker ended without an answer');
    const onAbort = (): void => fail('the check was interrupted');
    worker.on('message', onAnswer).once('error', onError).once('exit', onExit);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (!isFresh) ask();
    const ending = await ended.promise;
    clearInterval(watch);
    signal?.removeEventListener('abort', onAbort);
    worker.off('message', onAnswer).off('error', onError).off('exit', onExit);
    if (ending.type === 'unknown') await this.#terminate();
    return ending;
  }

  /** Looks at the clock and at the memory of the whole process, of which what was there before is not the thread's. */
  #watch(elapsedMs: () => number, fail: (reason: string) => void): NodeJS.Timeout {
    const { timeLimitMs, memoryLimitMb } = this.#limits;
    const mostBytes = process.memoryUsage.rss() + engineBytes + memoryLimitMb * 2 ** 20 * toleratedMemory;
    return setInterval(() => {
      if (elapsedMs() > timeLimitMs * toleratedTime) fail(`the check took longer than its limit of ${timeLimitMs} ms`);
      if (process.memoryUsage.rss() > mostBytes) fail(outOfMemory(this.#limits));
    }, watchEveryMs);
  }
}
