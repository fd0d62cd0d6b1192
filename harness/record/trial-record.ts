/** Everything a report needs, read back from a trial's directory. */
import type { HistoryEvent } from '../../checkers/history/event.ts';
import type { TrialPlan } from './plan.ts';
import type { TraceEvent } from './trace-event.ts';
import type { TrialEvent } from './trial-event.ts';
import type { VerdictRecord } from './verdict-record.ts';

export interface NodeLogTail {
  readonly node: string;
  readonly file: string;
  /** The last lines, at most 64 KiB. Hostile text. */
  readonly text: string;
}

export interface TrialRecord {
  /** Absolute path of the trial's directory. */
  readonly directory: string;
  readonly plan: TrialPlan;
  readonly history: readonly HistoryEvent[];
  /** A sentence if the last line of the history was torn by a crash; else empty. */
  readonly historyNote: string;
  readonly events: readonly TrialEvent[];
  /** Empty if the trial was not traced. */
  readonly trace: readonly TraceEvent[];
  readonly verdict: VerdictRecord;
  readonly logs: readonly NodeLogTail[];
}
