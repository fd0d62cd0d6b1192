/** The plan of a trial as rows of names and values, in the order in which a reader asks for them. */
import type { TrialPlan } from '../../harness/record/plan.ts';
import { shorten, visibleText } from '../hostile-text.ts';
import { formatDuration } from '../quantities.ts';
import type { Row } from './report-data.ts';

const valueLength = 400;

function text(value: unknown): string {
  return visibleText(shorten(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'), valueLength));
}

/** Names and values of a record, both made safe to print. */
export function rowsOf(record: Readonly<Record<string, unknown>>): Row[] {
  return Object.entries(record)
    .slice(0, 60)
    .map(([name, value]) => [text(name), text(value)]);
}

/** Options that do not stand at their defaults; null for a trial recorded before defaults were kept. */
export function chosenOptions({ options, defaults }: TrialPlan): Row[] | null {
  if (defaults === undefined) return null;
  const isChosen = ([name, value]: [string, unknown]): boolean =>
    JSON.stringify(value) !== JSON.stringify(defaults[name]);
  return rowsOf(Object.fromEntries(Object.entries(options).filter(isChosen)));
}

export function planRows(plan: TrialPlan): Row[] {
  const workloadOptions = rowsOf(plan.workloadOptions).map(([name, value]) => `${name} ${value}`);
  return [
    ['target', text(plan.target)],
    ['backend', plan.backend],
    ['nodes', plan.nodes.slice(0, 40).map(text).join(', ')],
    ['workload', [text(plan.workload), ...workloadOptions].join(', ')],
    ['clients', String(plan.clients)],
    ['rate', `${plan.rate} operations a second`],
    ['time', formatDuration(plan.timeMs * 1e6)],
    ['deadline', `${formatDuration(plan.deadlineMs * 1e6)} for one operation`],
    ['faults', plan.faults.length === 0 ? 'none' : plan.faults.slice(0, 40).map(text).join(', ')],
    ['seed', String(plan.seed)],
    ['limits', `each checker ${formatDuration(plan.limits.checkTimeMs * 1e6)} and ${plan.limits.checkMemoryMb} MB`],
    ['started', plan.startedAt === null ? 'in virtual time' : text(plan.startedAt)],
    ['git commit', plan.gitCommit === null ? 'not in a checkout' : text(plan.gitCommit)],
    ['command line', plan.argv.slice(0, 60).map(text).join(' ')],
  ];
}
