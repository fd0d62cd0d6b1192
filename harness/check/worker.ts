/**
 * The thread in which checkers run: it reads the file itself, so nothing large crosses between threads, and can be
 * terminated at any time. Watches its own clock and memory, to answer `unknown` with how far it came before it is killed.
 */
import { parentPort } from 'node:worker_threads';
import { getHeapStatistics } from 'node:v8';
import {
  checkHistory,
  findCheckedWorkload,
  OperationTable,
  pairEvents,
  type Budget,
  type CheckResult,
  type ParsedHistory,
} from '../../checkers/index.ts';
import { stopwatch } from '../wall-clock.ts';
import {
  leaveMessage,
  type CheckLimits,
  type CheckSubject,
  type SharedCheck,
  type WorkerAnswer,
  type WorkerQuestion,
  type WorkerReady,
} from './check-request.ts';
import { inputProblem } from './input-problem.ts';
import { openHistory } from './read-history.ts';
import { claimer, SharedParts } from './shared-parts.ts';

const leastTableBytes = 2 ** 24;

/** What this thread holds already: its heap, and what lies outside it. */
function heldBytes(): number {
  const { used_heap_size: heap, external_memory: outside } = getHeapStatistics();
  return heap + outside;
}

function check(subject: CheckSubject, operations: OperationTable, budget: Budget): CheckResult {
  const { workload, model, initial, options, failedCas, withLinearization } = subject;
  return checkHistory({
    workload,
    operations,
    ...(model === undefined ? {} : { model }),
    ...(initial === undefined ? {} : { initial }),
    ...(options === undefined ? {} : { options }),
    ...(failedCas === undefined ? {} : { failedCas }),
    ...(withLinearization === undefined ? {} : { withLinearization }),
    budget,
  });
}

/** What is left for the tables of a check, which other threads may come to share. */
function budgetOf(
  { timeLimitMs, memoryLimitMb }: CheckLimits,
  elapsedMs: () => number,
  takes: NonNullable<Budget['takes']>,
  threads: () => number,
): Budget {
  const before = heldBytes();
  return {
    shouldStop: () => elapsedMs() > timeLimitMs,
    takes,
    get memoryLimitBytes() {
      return Math.max(leastTableBytes, (memoryLimitMb * 2 ** 20) / threads() - before);
    },
  };
}

function problemAnswer(error: unknown, file: string, history: ParsedHistory | undefined): WorkerAnswer {
  const problem = inputProblem(error, file, history);
  if (problem === undefined) {
    return { type: 'crash', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  return { type: 'bad-input', code: problem.code, message: problem.message, remedy: problem.remedy };
}

/** Reads the file and judges it, with other threads if that pays. */
async function answerAll(subject: CheckSubject, limits: CheckLimits, sinceNs: bigint): Promise<WorkerAnswer> {
  const elapsedMs = stopwatch();
  const spentMs = stopwatch(sinceNs);
  let history: ParsedHistory | undefined;
  try {
    const opened = openHistory(subject.file, subject.format, subject.caseName);
    ({ history } = opened);
    const operations = pairEvents(history.table, findCheckedWorkload(subject.workload));
    const readMs = elapsedMs();
    // What the format says of the beginning is so, whatever the mark for it is in the file.
    const judged = history.initial === undefined ? subject : { ...subject, initial: history.initial };
    const parts = new SharedParts(judged, limits, operations, spentMs);
    const budget = budgetOf(limits, spentMs, parts.takes, () => parts.threads);
    const own = check(judged, operations, budget);
    const result = await parts.merged(own);
    const checkMs = elapsedMs() - readMs;
    const note = history.notes.join('; ');
    const report = { result, readMs, checkMs, note, format: opened.format, eventCount: history.table.count };
    return { type: 'report', report };
  } catch (error) {
    return problemAnswer(error, subject.file, history);
  }
}

/** Judges the parts that no other thread has claimed. */
function answerShare({ subject, limits, sinceNs }: WorkerQuestion, shared: SharedCheck): WorkerAnswer {
  const elapsedMs = stopwatch();
  try {
    const operations = OperationTable.unpack(shared.operations);
    const result = check(
      subject,
      operations,
      budgetOf(limits, stopwatch(sinceNs), claimer(shared.claims), () => 1),
    );
    const report = { result, readMs: 0, checkMs: elapsedMs(), note: '', format: '', eventCount: 0 };
    return { type: 'report', report };
  } catch (error) {
    return problemAnswer(error, subject.file, undefined);
  }
}

function post(message: WorkerAnswer | WorkerReady): void {
  // The rule is about windows of browsers; this is a thread.
  // oxlint-disable-next-line require-post-message-target-origin
  parentPort?.postMessage(message);
}

parentPort?.on('message', (question: WorkerQuestion | typeof leaveMessage) => {
  if (question === leaveMessage) {
    parentPort?.close();
    return;
  }
  const { subject, limits, shared, sinceNs } = question;
  if (shared !== undefined) post(answerShare(question, shared));
  else void answerAll(subject, limits, sinceNs).then(post);
});
post({ type: 'ready' });
