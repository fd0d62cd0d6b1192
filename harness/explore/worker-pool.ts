/** The processes that try seeds. Each has one batch at a time; one that dies takes the search down with an error that says so. */
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { OrdealError } from '../errors.ts';
import type { Exploration, SeedResult } from './exploration.ts';
import type { WorkerReport, WorkerTask } from './explore-protocol.ts';

const workerFile = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url),
);

const mostWorkers = 8;

/** One a core. Each holds a heap of its own, so there is an end to it. */
export function usualWorkers(): number {
  return Math.min(availableParallelism(), mostWorkers);
}

class SeedWorker {
  readonly #process: ChildProcess;
  #answer: PromiseWithResolvers<WorkerReport> = Promise.withResolvers();

  constructor() {
    this.#process = fork(workerFile, [], { serialization: 'advanced' });
    this.#process.on('message', (message) => this.#answer.resolve(message as WorkerReport));
    this.#process.once('exit', (code, signal) =>
      this.#answer.reject(
        new OrdealError(
          'worker-lost',
          `a worker of the search ended (${signal ?? `exit code ${code}`})`,
          'if memory ran out, use fewer --workers; what was found so far is in the state file',
        ),
      ),
    );
    // Nobody may be asking at that moment; whoever asks next hears of it.
    this.#answer.promise.catch(() => undefined);
  }

  async ask(task: WorkerTask): Promise<WorkerReport> {
    this.#process.send(task);
    const report = await this.#answer.promise;
    this.#answer = Promise.withResolvers();
    this.#answer.promise.catch(() => undefined);
    return report;
  }

  close(): void {
    this.#process.removeAllListeners('exit');
    this.#process.kill('SIGKILL');
  }
}

export interface WorkerPool {
  readonly count: number;
  /** What is tried from now on. */
  begin(exploration: Exploration): Promise<void>;
  /** Gives every worker batch after batch until `next` answers null; settles when all are done. */
  run(next: () => readonly number[] | null, done: (results: readonly SeedResult[]) => void): Promise<void>;
  close(): void;
}

/** Starts this many processes. */
export function startWorkers(count: number): WorkerPool {
  const workers = Array.from({ length: count }, () => new SeedWorker());
  return {
    count,
    async begin(exploration) {
      await Promise.all(workers.map((worker) => worker.ask({ type: 'begin', exploration })));
    },
    async run(next, done) {
      await Promise.all(
        workers.map(async (worker) => {
          for (let seeds = next(); seeds !== null; seeds = next()) {
            const report = await worker.ask({ type: 'try', seeds });
            if (report.type === 'tried') done(report.results);
          }
        }),
      );
    },
    close() {
      for (const worker of workers) worker.close();
    },
  };
}
