/**
 * The thread in which checkers run: it reads the file itself, so nothing large crosses between threads, and can be
 * terminated at any time. Watches its own clock and heap, to answer `unknown` with how far it came before it is killed.
 */
import { parentPort } from 'node:worker_threads';
import { getHeapStatistics } from 'node:v8';
import { checkHistory, type ParsedHistory } from '../../checkers/index.ts';
import type { CheckLimits, CheckSubject, WorkerAnswer } from './check-request.ts';
import { inputProblem } from './input-problem.ts';
import { stopwatch } from '../wall-clock.ts';
import { openHistory } from './read-history.ts';

const leastTableBytes = 2 ** 24;

/** What the heap does not use is left for tables, which lie outside it. */
function tableBytes(memoryLimitMb: number): number {
  return Math.max(leastTableBytes, memoryLimitMb * 2 ** 20 - getHeapStatistics().used_heap_size);
}

function answer(subject: CheckSubject, limits: CheckLimits): WorkerAnswer {
  const elapsedMs = stopwatch();
  let history: ParsedHistory | undefined;
  try {
    const opened = openHistory(subject.file, subject.format);
    ({ history } = opened);
    const { workload, model, initial, options } = subject;
    const readMs = elapsedMs();
    const result = checkHistory({
      workload,
      events: history.events,
      ...(model === undefined ? {} : { model }),
      ...(initial === undefined ? {} : { initial }),
      ...(options === undefined ? {} : { options }),
      budget: {
        shouldStop: () => elapsedMs() > limits.timeLimitMs,
        memoryLimitBytes: tableBytes(limits.memoryLimitMb),
      },
    });
    const report = {
      result,
      readMs,
      checkMs: elapsedMs() - readMs,
      note: history.notes.join('; '),
      format: opened.format,
      eventCount: history.events.length,
    };
    return { type: 'report', report };
  } catch (error) {
    const problem = inputProblem(error, subject.file, history);
    if (problem !== undefined) {
      return { type: 'bad-input', code: problem.code, message: problem.message, remedy: problem.remedy };
    }
    return { type: 'crash', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on('message', ({ subject, limits }: { subject: CheckSubject; limits: CheckLimits }) => {
  // The rule is about windows of browsers; this is a thread.
  // oxlint-disable-next-line require-post-message-target-origin
  parentPort?.postMessage(answer(subject, limits));
});
