/** Those who watch a trial while it runs (terminal lines, the live screen). They cannot influence it. */
import type { HistoryEvent } from '../../checkers/history/event.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { TrialEvent } from '../record/trial-event.ts';

export interface TrialObserver {
  /** Once, first. */
  planned?(plan: TrialPlan, directory: string): void;
  /** Every event of the trial: phases, faults and their attestation, node states. */
  event?(event: TrialEvent): void;
  /** Every event of the history, clients' and nemesis's. */
  history?(event: HistoryEvent): void;
  /** A line for a person who waits: building an image, waiting for recovery. */
  progress?(line: string): void;
}
