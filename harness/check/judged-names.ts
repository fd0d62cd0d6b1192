/**
 * Other tools' names for what we judge. Jepsen names a checker where we name a model: its `set` demands that what was
 * acknowledged is there in the end, its `set-full` that every read has it. The levels of dbcop, PolySI and
 * AWDIT are those of Biswas and Enea (OOPSLA 2019), which keep the order of sessions; causal consistency of transactions is theirs.
 */

import { isModel } from '../../checkers/index.ts';

interface JudgedNames {
  readonly workload: string;
  /** Empty for the workload's default. */
  readonly model: string;
}

const checkers: ReadonlyMap<string, JudgedNames> = new Map([
  ['set', { workload: 'set', model: 'eventual' }],
  ['set-full', { workload: 'set', model: 'linearizable' }],
  ['bank', { workload: 'bank', model: 'serializable' }],
  // Jepsen asks that a read lies between what was certainly added and what may have been: less than an order of all.
  ['counter', { workload: 'counter', model: 'eventual' }],
  ['kafka', { workload: 'partitioned-log', model: 'sequential' }],
]);

const levelsWithSessions: ReadonlyMap<string, string> = new Map([
  ['read-committed', 'strong-session-monotonic-atomic-view'],
  ['read-atomic', 'strong-session-read-atomic'],
  ['causal', 'strong-session-causal'],
  ['prefix', 'strong-session-prefix'],
  ['snapshot-isolation', 'strong-session-snapshot-isolation'],
  ['serializable', 'strong-session-serializable'],
]);

/** The tools that have these formats define every level with the order of sessions. */
const formatsWithSessions: ReadonlySet<string> = new Set(['awdit-dsl', 'dbcop-bincode', 'text-rw']);

const transactionWorkloads: ReadonlySet<string> = new Set(['list-append', 'rw-register', 'closed-predicate']);

function levelOf(workload: string, model: string, format: string): string {
  if (!transactionWorkloads.has(workload)) return model;
  return formatsWithSessions.has(format) || model === 'causal' ? (levelsWithSessions.get(model) ?? model) : model;
}

/**
 * Our names for a workload and a model (empty if none is asked), as the tool means them whose format is given; those that
 * are nobody else's stay as they are.
 */
export function judgedNames(workload: string, model: string, format = ''): JudgedNames {
  const checker = checkers.get(workload);
  if (checker !== undefined && (model === workload || (model === '' && checker.workload !== workload))) return checker;
  // Jepsen's other checkers are named like their workloads, and judge against what we take by default.
  const asked = model === workload && !isModel(model) ? '' : model;
  return { workload: checker?.workload ?? workload, model: levelOf(workload, asked, format) };
}
