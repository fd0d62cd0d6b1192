/** What is asked of a check and what comes back: both cross a thread, so they are plain data. */
import type { CheckResult, Json } from '../../checkers/index.ts';

export interface CheckSubject {
  /** Path of the history. */
  readonly file: string;
  /** `jsonl`, `json`, `edn`, `jepsen-log`; found out from the file if not given. */
  readonly format?: string;
  /** See `checkedWorkloads`. */
  readonly workload: string;
  /** The workload's default if not given. */
  readonly model?: string;
  /** What a register holds at the beginning; null if not given. */
  readonly initial?: Json;
  /** Options of the workload's checker, by name. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface CheckLimits {
  /** For reading and checking together. */
  readonly timeLimitMs: number;
  /** For the heap, and again at most as much for the search's tables. */
  readonly memoryLimitMb: number;
}

export interface CheckReport {
  readonly result: CheckResult;
  readonly readMs: number;
  readonly checkMs: number;
  /** Sentences about the file: a torn last line, missing times; empty if there is nothing to say. */
  readonly note: string;
  /** The format that the file was read as; empty if it was not read. */
  readonly format: string;
  readonly eventCount: number;
}

/** What the worker answers: a report, bad input, or the stack of a checker that failed. */
export type WorkerAnswer =
  | { readonly type: 'report'; readonly report: CheckReport }
  | { readonly type: 'bad-input'; readonly code: string; readonly message: string; readonly remedy: string }
  | { readonly type: 'crash'; readonly message: string };
