/**
 * The command that repeats a trial on any machine with this version. The target's options that stand at their defaults are
 * left out: a target may have dozens, and the same version has the same defaults.
 */
import type { TrialPlan } from '../record/plan.ts';

/** One word for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

type Unnamed = Omit<TrialPlan, 'replayCommand'>;

function situation(plan: Unnamed, defaults: Readonly<Record<string, unknown>>): string[] {
  const words: string[] = [];
  for (const [name, value] of Object.entries(plan.options)) {
    if (value !== defaults[name]) words.push('--set', `${name}=${String(value)}`);
  }
  words.push('--workload', plan.workload);
  return words;
}

function asked({ faults, claim }: Unnamed): string[] {
  return [...(faults.length > 0 ? ['--faults', faults.join(',')] : []), '--model', claim.model];
}

/** `defaults` are the target's options when nothing is set. */
export function replayCommand(plan: Unnamed, defaults: Readonly<Record<string, unknown>>): string {
  const words = ['npx', 'ordeal', 'run', plan.target, '--backend', plan.backend, ...situation(plan, defaults)];
  for (const [name, value] of Object.entries(plan.workloadOptions)) words.push('--workload-set', `${name}=${value}`);
  if (plan.overlap) words.push('--overlap');
  if (plan.rhythm !== 'steady') words.push('--rhythm', plan.rhythm);
  if (plan.world !== undefined) words.push('--swarm');
  words.push(...asked(plan), '--clients', String(plan.clients), '--rate', String(plan.rate));
  words.push('--time', String(plan.timeMs / 1000), '--deadline', String(plan.deadlineMs), '--seed', String(plan.seed));
  return words.map(quoted).join(' ');
}

/** What trials that are explored share besides their plan, see `Exploration`. */
interface Circumstances {
  readonly fixedWorkloadOptions: readonly string[];
  readonly wideArea: boolean;
  readonly longFaults: boolean;
}

/** The command that explores from this plan; seeds are still to be named. */
export function exploreCommand(
  plan: Unnamed,
  defaults: Readonly<Record<string, unknown>>,
  { fixedWorkloadOptions, wideArea, longFaults }: Circumstances,
): string {
  const words = ['npx', 'ordeal', 'explore', plan.target, ...situation(plan, defaults)];
  for (const name of fixedWorkloadOptions) words.push('--workload-set', `${name}=${plan.workloadOptions[name]}`);
  if (wideArea) words.push('--wide-area');
  if (longFaults) words.push('--long-faults');
  words.push(...(plan.faults.length > 0 ? [] : ['--faults', 'none']), ...asked(plan));
  return words.map(quoted).join(' ');
}
