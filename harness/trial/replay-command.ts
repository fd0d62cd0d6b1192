/** The command that repeats a trial on any machine with this version, whole: no default is left to chance. */
import type { TrialPlan } from '../record/plan.ts';

/** One word for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export function replayCommand(plan: Omit<TrialPlan, 'replayCommand'>): string {
  const words = ['npx', 'ordeal', 'run', plan.target, '--backend', plan.backend];
  for (const [name, value] of Object.entries(plan.options)) words.push('--set', `${name}=${String(value)}`);
  words.push('--workload', plan.workload);
  for (const [name, value] of Object.entries(plan.workloadOptions)) words.push('--workload-set', `${name}=${value}`);
  if (plan.faults.length > 0) words.push('--faults', plan.faults.join(','));
  if (plan.world !== undefined) words.push('--swarm');
  words.push('--model', plan.claim.model, '--clients', String(plan.clients), '--rate', String(plan.rate));
  words.push('--time', String(plan.timeMs / 1000), '--deadline', String(plan.deadlineMs), '--seed', String(plan.seed));
  return words.map(quoted).join(' ');
}
