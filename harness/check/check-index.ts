/** Checks the checkers: histories with known verdicts against what they answer. */
import type { CheckResult, Verdict } from '../../checkers/index.ts';
import { OrdealError } from '../errors.ts';
import { stopwatch } from '../wall-clock.ts';
import type { CheckLimits, CheckReport } from './check-request.ts';
import { CheckWorker } from './check-worker.ts';
import { disagreements } from './case-expectation.ts';
import {
  planCases,
  planIndex,
  type FileFilter,
  type IndexPlan,
  type IndexRow,
  type Judgeable,
  type SkippedRow,
} from './index-rows.ts';
import { casesFormat } from './read-history.ts';

export interface IndexResult extends IndexRow {
  readonly verdict: Verdict;
  readonly agrees: boolean;
  /** In what it is not as expected, in sentences; empty if it agrees. */
  readonly disagreements: readonly string[];
  /** Another answer may be right: see `isDisputed`. */
  readonly disputed: boolean;
  readonly algorithm: string;
  readonly operations: number;
  readonly readMs: number;
  readonly checkMs: number;
  /** Of the anomaly or the reason, if there is one. */
  readonly summary: string;
}

export interface IndexReport {
  readonly rows: readonly IndexResult[];
  /** What of the index cannot be judged, and why. */
  readonly skipped: readonly SkippedRow[];
  readonly totalMs: number;
}

export interface IndexOptions extends CheckLimits {
  readonly filter?: FileFilter;
  readonly onRow?: (result: IndexResult) => void;
  readonly signal?: AbortSignal;
}

/**
 * Whether an answer that is not the expected one may be right: the index says so itself (its note begins with DISPUTED); or the
 * case is one in which Elle found nothing, which proves nothing, and two independent methods of ours found a contradiction.
 */
function isDisputed({ note = '', format, expected }: IndexRow, result?: CheckResult): boolean {
  if (note.startsWith('DISPUTED')) return true;
  const isTwiceRefuted = result?.verdict === 'invalid' && (result.agreedBy?.length ?? 0) >= 2;
  return format === casesFormat && expected === 'valid' && isTwiceRefuted;
}

function compared({ row, expectation }: Judgeable, { result, readMs, checkMs }: CheckReport): IndexResult {
  const { verdict, operations, algorithm } = result;
  const { expected } = row;
  const expecting = expectation ?? { ...(expected === undefined ? {} : { verdict: expected }), cycles: [] };
  const wrong = disagreements(expecting, result);
  const summary = result.anomalies[0]?.summary ?? result.reasons[0] ?? '';
  const figures = { algorithm, operations, readMs, checkMs, summary };
  const comparison = { agrees: wrong.length === 0, disagreements: wrong, disputed: isDisputed(row, result) };
  return { ...row, verdict, ...comparison, ...figures };
}

/** A history that cannot be read agrees with nothing; the others are judged all the same. */
function unreadable({ row }: Judgeable, error: unknown): IndexResult {
  if (!(error instanceof OrdealError)) throw error;
  const none = { algorithm: 'none', operations: 0, readMs: 0, checkMs: 0 };
  const comparison = { agrees: false, disagreements: [error.message], disputed: isDisputed(row) };
  return { ...row, verdict: 'unknown', ...comparison, ...none, summary: error.message };
}

async function judge(plan: IndexPlan, options: IndexOptions): Promise<IndexReport> {
  const { onRow, signal, timeLimitMs, memoryLimitMb } = options;
  const worker = new CheckWorker({ timeLimitMs, memoryLimitMb });
  const rows: IndexResult[] = [];
  const elapsedMs = stopwatch();
  try {
    for (const one of plan.judgeable) {
      if (signal?.aborted === true) break;
      // One after the other on purpose: the figures are times.
      // oxlint-disable-next-line no-await-in-loop
      const judged = await worker.check(one.subject, signal).then(
        (report) => compared(one, report),
        (error: unknown) => unreadable(one, error),
      );
      rows.push(judged);
      onRow?.(judged);
    }
  } finally {
    await worker.close();
  }
  return { rows, skipped: plan.skipped, totalMs: elapsedMs() };
}

/**
 * Judges every row that can be judged (and passes the filter), in one thread, and compares. `onRow` is told of each as it
 * is judged. Rejects with an OrdealError if the index, or a file of cases in it, cannot be read.
 */
export async function checkIndex(indexFile: string, options: IndexOptions): Promise<IndexReport> {
  return judge(planIndex(indexFile, options.filter ?? (() => true)), options);
}

/** The same of the cases of one file. */
export async function checkCases(casesFile: string, options: IndexOptions): Promise<IndexReport> {
  return judge(planCases(casesFile), options);
}
