/** `verdict.json`: what the trial found, and why it may be believed. */
import type { CheckResult, Verdict } from '../../checkers/verdict.ts';
import type { Claim } from '../../targets/contract/target.ts';
import type { Attestation } from './trial-event.ts';

export interface FaultRecord {
  /** Number in the schedule, from 0. */
  readonly fault: number;
  readonly kind: string;
  readonly description: string;
  readonly nodes: readonly string[];
  readonly startNs: number;
  /** End of the fault, or null if it was never healed (the trial was cut off). */
  readonly endNs: number | null;
  readonly attestation: Attestation;
}

export interface OperationCounts {
  readonly f: string;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
}

export interface VerdictRecord {
  readonly version: 1;
  readonly trialId: string;
  readonly verdict: Verdict;
  /** One sentence: what went wrong, or what held, or why nobody can tell. */
  readonly sentence: string;
  readonly claim: Claim;
  readonly checks: readonly CheckResult[];
  /** Reasons for `unknown` that lie outside the checkers: a fault not attested, nothing to judge. */
  readonly reasons: readonly string[];
  readonly faults: readonly FaultRecord[];
  readonly counts: readonly OperationCounts[];
  readonly timings: { readonly runMs: number; readonly checkMs: number };
}
