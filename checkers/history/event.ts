/**
 * A history is an ordered list of events: what each logical process asked for and what came back. The vocabulary is
 * Jepsen's, so that histories travel between tools: `invoke`, then `ok` (it happened), `fail` (it certainly did not),
 * or `info` (nobody knows; it may take effect at any later time, or never; the process id is not used again).
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type EventType = 'invoke' | 'ok' | 'fail' | 'info';

export interface HistoryEvent {
  /** Position in the history, from 0. */
  readonly index: number;
  readonly type: EventType;
  /** A client's logical process is a number; anything else (`"nemesis"`) is not a client. */
  readonly process: number | string;
  /** The operation: `read`, `write`, `cas`, `add`, `transfer`, `txn`, ... */
  readonly f: string;
  /** Invocation: what was asked (`null` where not known yet). Completion: what was observed. */
  readonly value: Json;
  /** Nanoseconds on the controller's monotonic clock since the trial began. */
  readonly time: number;
  /** Completions that are not ok: a short code and text, e.g. `["timeout","no answer in 1000 ms"]`. */
  readonly error?: Json;
  /** The node that this process talks to. */
  readonly node?: string;
}

/** An invocation paired with its completion. An operation still open at the end of the history is `info`. */
export interface Operation {
  /** `index` of the invocation event. */
  readonly index: number;
  /** `index` of the completion event, or -1 when there is none. */
  readonly completionIndex: number;
  readonly process: number;
  readonly f: string;
  /** Value of the invocation. */
  readonly invoked: Json;
  /** Value of the completion; for `fail` and `info` the invocation's, unless the completion carried one. */
  readonly value: Json;
  readonly type: 'ok' | 'fail' | 'info';
  readonly invokeTimeNs: number;
  /** `Infinity` when there is no completion. For `info` this is when the client gave up, not when it took effect. */
  readonly completeTimeNs: number;
  readonly error?: Json;
}
