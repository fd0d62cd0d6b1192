/** What is asked of a check and what comes back: both cross a thread, so they are plain data. */
import type { CheckResult, FailedCas, Json, PackedOperations } from '../../checkers/index.ts';

export interface CheckSubject {
  /** Path of the history. */
  readonly file: string;
  /** See `historyFormats`, or `elle-cases`; found out from the file if not given. */
  readonly format?: string;
  /** With `elle-cases`: the name of the case. */
  readonly caseName?: string;
  /** See `checkedWorkloads`. */
  readonly workload: string;
  /** The workload's default if not given. */
  readonly model?: string;
  /** What an object holds at the beginning; the workload's own beginning if not given. */
  readonly initial?: Json;
  /** What a failed compare-and-set says; `did-not-happen` if not given. */
  readonly failedCas?: FailedCas;
  /** True if a valid verdict is to come with an order that explains it. */
  readonly withLinearization?: boolean;
  /** Options of the workload's checker, by name. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface CheckLimits {
  /** For reading and checking together. */
  readonly timeLimitMs: number;
  /** For everything that reading and checking hold, heap and tables together. */
  readonly memoryLimitMb: number;
}

export interface CheckReport {
  readonly result: CheckResult;
  /** Reading the file and pairing its events. */
  readonly readMs: number;
  /** Checking alone. */
  readonly checkMs: number;
  /** Sentences about the file: a torn last line, missing times; empty if there is nothing to say. */
  readonly note: string;
  /** The format that the file was read as; empty if it was not read. */
  readonly format: string;
  readonly eventCount: number;
}

/** A check whose parts several threads judge: each judges the parts that it claims first. */
export interface SharedCheck {
  readonly operations: PackedOperations;
  /** Per part: 0 while nobody has claimed it. Shared. */
  readonly claims: Int32Array;
}

/** What the worker is asked: to read a file and judge it, or to take part in judging what another thread has read. */
export interface WorkerQuestion {
  readonly subject: CheckSubject;
  readonly limits: CheckLimits;
  readonly shared?: SharedCheck;
  /** The moment from which its time is limited, on the machine's monotonic clock: a thread takes a while to start. */
  readonly sinceNs: bigint;
}

/** What the worker answers: that it is ready for questions; then a report, bad input, or the stack of a checker that failed. */
export type WorkerAnswer =
  | { readonly type: 'report'; readonly report: CheckReport }
  | { readonly type: 'bad-input'; readonly code: string; readonly message: string; readonly remedy: string }
  | { readonly type: 'crash'; readonly message: string };

export interface WorkerReady {
  readonly type: 'ready';
}

/** Instead of a question: the thread shall end. */
export const leaveMessage = 'leave';
