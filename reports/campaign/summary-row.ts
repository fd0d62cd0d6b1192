/** One trial of a campaign, as summaries show it. Texts may be hostile; each renderer makes them safe. */
import type { Verdict } from '../../checkers/verdict.ts';

export interface SummaryRow {
  readonly target: string;
  /** `replication=async`; empty for the defaults. */
  readonly configuration: string;
  readonly workload: string;
  readonly faults: string;
  /** The model judged against. */
  readonly claim: string;
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly reportPath: string;
  readonly replayCommand: string;
  /** How long the trial took. */
  readonly seconds: number;
}

/** `store replication=async, register, faults partition`. */
export function rowTitle({ target, configuration, workload, faults }: SummaryRow): string {
  const subject = configuration === '' ? target : `${target} ${configuration}`;
  return `${subject}, ${workload}, ${faults === '' ? 'no faults' : `faults ${faults}`}`;
}
