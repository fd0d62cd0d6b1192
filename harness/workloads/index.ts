/** The workloads, by name. */
import { OrdealError } from '../errors.ts';
import { unknownName } from '../unknown-name.ts';
import { consistentPrefix, sequentialAppend } from './appended-lists.ts';
import { bank } from './bank.ts';
import { causalReverse } from './causal-reverse.ts';
import { closedPredicate } from './closed-predicate.ts';
import { counter, counterBounds } from './counter.ts';
import { exactlyOnce } from './exactly-once.ts';
import { listAppend } from './list-append.ts';
import { fencedResource, lock } from './locks.ts';
import { longFork } from './long-fork.ts';
import { lostUpdate } from './lost-update.ts';
import { monotonic } from './monotonic.ts';
import { partitionedLog } from './partitioned-log.ts';
import { queue, totalQueue } from './queues.ts';
import { register } from './register.ts';
import { rwRegister } from './rw-register.ts';
import { sequential } from './sequential.ts';
import { sessionGuarantees } from './session-guarantees.ts';
import { set } from './set.ts';
import { uniqueIds, uniqueNames } from './uniqueness.ts';
import type { Workload } from './workload.ts';
import { adya, writeSkew } from './write-skew.ts';

export const workloads: readonly Workload[] = [
  register,
  set,
  bank,
  listAppend,
  rwRegister,
  closedPredicate,
  longFork,
  writeSkew,
  adya,
  lostUpdate,
  monotonic,
  sequential,
  causalReverse,
  sessionGuarantees,
  sequentialAppend,
  consistentPrefix,
  counter,
  counterBounds,
  queue,
  totalQueue,
  lock,
  fencedResource,
  partitionedLog,
  exactlyOnce,
  uniqueNames,
  uniqueIds,
];

export function findWorkload(name: string): Workload {
  const workload = workloads.find((candidate) => candidate.name === name);
  if (workload === undefined) {
    throw unknownName(
      'workload',
      name,
      workloads.map((candidate) => candidate.name),
    );
  }
  return workload;
}

/** Fills in defaults and parses `--workload-set` values; throws an OrdealError for anything it does not know. */
export function workloadOptions(
  workload: Workload,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, number>> {
  const resolved: Record<string, number> = {};
  for (const option of workload.options) resolved[option.name] = option.default;
  for (const [name, text] of Object.entries(given)) {
    const option = workload.options.find((candidate) => candidate.name === name);
    if (option === undefined) {
      throw unknownName(
        `option of workload ${workload.name}`,
        name,
        workload.options.map((candidate) => candidate.name),
      );
    }
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < option.minimum || value > option.maximum) {
      throw new OrdealError(
        'bad-option',
        `--workload-set ${name}=${text}: expected a whole number from ${option.minimum} to ${option.maximum}`,
        option.description,
      );
    }
    resolved[name] = value;
  }
  return resolved;
}
