/**
 * Liveness: once everything is healed, a system must come back and make progress. In the simulated world, where nothing else
 * uses the machine and time is plentiful, that it does not is a finding; with containers a slow machine may be the reason,
 * and the verdict stays `unknown`.
 */
import type { CheckResult } from '../../checkers/verdict.ts';
import type { TrialPlan } from '../record/plan.ts';

export const livenessChecker = 'liveness';

/** Null if there is nothing to find fault with. `stalls` are sentences on what did not come back. */
export function livenessCheck(plan: TrialPlan, stalls: readonly string[]): CheckResult | null {
  if (plan.backend !== 'simulated' || stalls.length === 0) return null;
  return {
    checker: livenessChecker,
    model: plan.claim.model,
    verdict: 'invalid',
    anomalies: stalls.map((summary) => ({ type: 'no-recovery', summary, operations: [] })),
    anomalyCount: stalls.length,
    reasons: [],
    algorithm: 'patience',
    operations: 0,
  };
}
