/**
 * A thread that checks histories, one after the other, seen from outside. It never lets a checker take the program
 * down or run for ever: a check that crashes, runs out of time or out of memory, or is aborted, is `unknown` with the
 * reason, and the next one gets a fresh thread.
 */
import { Worker } from 'node:worker_threads';
import { findCheckedWorkload, findModel, InputError } from '../../checkers/index.ts';
import { OrdealError } from '../errors.ts';
import { stopwatch } from '../wall-clock.ts';
import type { CheckLimits, CheckReport, CheckSubject, WorkerAnswer } from './check-request.ts';

/** The thread stops itself at its limit; this much later it is terminated. */
const graceMs = 2000;

const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

type Ending = WorkerAnswer | { readonly type: 'unknown'; readonly reason: string };

function lastWords(error: unknown, limits: CheckLimits): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return `the check needed more memory than its limit of ${limits.memoryLimitMb} MB`;
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

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async #run(subject: CheckSubject, signal: AbortSignal | undefined): Promise<Ending> {
    if (signal?.aborted === true) return { type: 'unknown', reason: 'the check was interrupted' };
    const limits = this.#limits;
    const worker = (this.#worker ??= new Worker(workerUrl, {
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryLimitMb },
    }));
    const ended = Promise.withResolvers<Ending>();
    const fail = (reason: string): void => ended.resolve({ type: 'unknown', reason });
    const onAnswer = (answer: WorkerAnswer): void => ended.resolve(answer);
    const onError = (error: unknown): void => fail(lastWords(error, limits));
    const onExit = (): void => fail('the checker ended without an answer');
    const onAbort = (): void => fail('the check was interrupted');
    const timer = setTimeout(
      () => fail(`the check took longer than its limit of ${limits.timeLimitMs} ms`),
      limits.timeLimitMs + graceMs,
    );
    worker.once('message', onAnswer).once('error', onError).once('exit', onExit);
    signal?.addEventListener('abort', onAbort, { once: true });
    // The rule is about windows of browsers; this is a thread.
    // oxlint-disable-next-line require-post-message-target-origin
    worker.postMessage({ subject, limits });
    const ending = await ended.promise;
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    worker.off('message', onAnswer).off('error', onError).off('exit', onExit);
    if (ending.type === 'unknown') await this.close();
    return ending;
  }
}
