/**
 * Other tools' names for what we judge. Jepsen names a checker where we name a model: its `set` demands that what was
 * acknowledged is there in the end, its `set-full` that every read has it.
 */

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
]);

/** Our names for a workload and a model (empty if none is asked); those that are nobody else's stay as they are. */
export function judgedNames(workload: string, model: string): JudgedNames {
  const checker = checkers.get(workload);
  if (checker !== undefined && (model === workload || (model === '' && checker.workload !== workload))) return checker;
  return { workload: checker?.workload ?? workload, model };
}
