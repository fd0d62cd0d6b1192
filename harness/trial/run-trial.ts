/** The life of a trial. (Signatures first; the phases follow.) */
import type { TrialPlan } from '../record/plan.ts';
import type { VerdictRecord } from '../record/verdict-record.ts';
import type { BackendName } from '../cluster.ts';
import type { TrialObserver } from './observer.ts';

/** What a person asks for; everything else gets a default. Unknown names and impossible combinations are OrdealErrors. */
export interface TrialRequest {
  readonly target: string;
  readonly backend?: BackendName;
  /** `--set name=value`, unparsed. */
  readonly set: Readonly<Record<string, string>>;
  readonly workload?: string;
  /** `--workload-set name=value`. */
  readonly workloadSet?: Readonly<Record<string, string>>;
  /** `partition`, `partition:halves`, `kill:all`, ... ; empty for none. */
  readonly faults: readonly string[];
  readonly model?: string;
  readonly seed?: number;
  readonly clients?: number;
  readonly rate?: number;
  readonly timeMs?: number;
  readonly deadlineMs?: number;
  readonly checkTimeMs?: number;
  readonly checkMemoryMb?: number;
  /** Where trial directories go. */
  readonly outputDirectory: string;
  readonly dockerHost?: string;
  readonly argv: readonly string[];
}

export interface TrialOutcome {
  readonly plan: TrialPlan;
  readonly directory: string;
  readonly verdict: VerdictRecord;
  /** True if the signal cut the run short (it was still healed, torn down and judged). */
  readonly interrupted: boolean;
}

export declare function planTrial(request: TrialRequest): Promise<TrialPlan>;

export declare function runTrial(
  plan: TrialPlan,
  options: {
    readonly outputDirectory: string;
    readonly dockerHost?: string;
    readonly observer: TrialObserver;
    readonly signal: AbortSignal;
  },
): Promise<TrialOutcome>;
