/**
 * The same trial with smaller amounts among the target's options: a snapshot after every second entry instead of every tenth
 * needs fewer operations to be taken. Only options that were set are touched, and only while the target's claim stays what it
 * is and is what the trial is judged by: else a smaller quorum would fail for a reason of its own.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Target } from '../../../targets/contract/target.ts';
import type { TrialPlan } from '../../record/plan.ts';
import { findWorkload } from '../../workloads/index.ts';

/** Times are no amounts, and shorter is not simpler; nodes are left out by fewer-parties.ts. */
function isAmount(name: string): boolean {
  return !name.endsWith('Ms') && name !== 'nodes';
}

export function* smallerOptions(plan: TrialPlan, target: Target): Generator<TrialPlan> {
  const usual: Readonly<Record<string, unknown>> = target.options.parse({});
  const { capability } = findWorkload(plan.workload);
  const claim = target.claim(plan.options, capability);
  if (claim.model !== plan.claim.model) return;
  for (const [name, value] of Object.entries(plan.options)) {
    if (!Number.isInteger(value) || value === usual[name] || !isAmount(name)) continue;
    for (const smaller of new Set([1, 2, Math.floor((value as number) / 2)])) {
      const parsed = target.options.safeParse({ ...plan.options, [name]: smaller });
      if (smaller >= (value as number) || !parsed.success) continue;
      if (isDeepStrictEqual(target.claim(parsed.data, capability), claim)) yield { ...plan, options: parsed.data };
    }
  }
}
