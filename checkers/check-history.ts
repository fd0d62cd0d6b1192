/** One door to all checkers: which workload the history is of, which model it is judged against, within which limits. */
import type { Budget } from './budget.ts';
import type { HistoryEvent, Json, Operation } from './history/event.ts';
import { pairOperations } from './history/pairing.ts';
import { InputError, unknownNameError } from './input-error.ts';
import { bankOptions, checkBank } from './invariants/bank.ts';
import { checkSet } from './invariants/set.ts';
import { checkLinearizable } from './linearizability/check-linearizable.ts';
import { casRegisterSpecification } from './linearizability/register.ts';
import { findModel } from './models/index.ts';
import type { CheckResult } from './verdict.ts';

export interface CheckQuestion {
  /** `register`, `cas-register`, `set`, `bank`: see `checkedWorkloads`. */
  readonly workload: string;
  /** The consistency model judged against; each workload has a default. */
  readonly model?: string;
  /** The history, as events or already paired. Give one of the two. */
  readonly events?: readonly HistoryEvent[];
  readonly operations?: readonly Operation[];
  /** What each register holds at the beginning; null if not given. */
  readonly initial?: Json;
  /** Options of the workload's checker, by name; names that it does not know are ignored. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly budget?: Budget;
}

interface Prepared {
  readonly operations: readonly Operation[];
  readonly model: string;
  readonly initial: Json;
  readonly options: Readonly<Record<string, unknown>>;
  readonly budget: Budget;
}

export interface CheckedWorkload {
  readonly name: string;
  readonly summary: string;
  /** The `checker` of its results. */
  readonly checker: string;
  readonly defaultModel: string;
}

interface Entry extends CheckedWorkload {
  check(prepared: Prepared): CheckResult;
}

function registers(keyed: boolean): Entry['check'] {
  return ({ operations, model, initial, budget }) =>
    checkLinearizable({
      operations,
      model,
      initial,
      budget,
      specification: casRegisterSpecification,
      keyed,
      // Our own workload needs reads. A single register comes from other tools, and is judged by the definition alone.
      mustObserve: keyed,
    });
}

const entries: readonly Entry[] = [
  {
    name: 'register',
    checker: 'linearizable',
    summary: 'registers by key: read, write, cas with values [key, value]; cas takes [key, [from, to]]',
    defaultModel: 'linearizable',
    check: registers(true),
  },
  {
    name: 'cas-register',
    checker: 'linearizable',
    summary: 'one register: read, write, cas with bare values; cas takes [from, to]',
    defaultModel: 'linearizable',
    check: registers(false),
  },
  {
    name: 'set',
    checker: 'set',
    summary: 'one grow-only set: add takes an element, read returns the list of all',
    defaultModel: 'linearizable',
    check: ({ operations, model, budget }) => checkSet({ operations, model, budget }),
  },
  {
    name: 'bank',
    checker: 'bank',
    summary:
      'transfer takes {from, to, amount}, read returns balances by account; options total, accounts, balance, allowNegative',
    defaultModel: 'serializable',
    check: ({ operations, model, options, budget }) =>
      checkBank({ operations, model, options: bankOptions(options), budget }),
  },
];

/** The workloads whose histories can be judged. */
export const checkedWorkloads: readonly CheckedWorkload[] = entries.map(({ name, summary, checker, defaultModel }) => ({
  name,
  summary,
  checker,
  defaultModel,
}));

/** Throws an InputError that lists the names if there is no such workload. */
export function findCheckedWorkload(name: string): CheckedWorkload {
  return findEntry(name);
}

function findEntry(name: string): Entry {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  throw unknownNameError(
    'workload',
    name,
    entries.map((candidate) => candidate.name),
  );
}

/**
 * Judges a history. Anomalies that the model permits are reported as permitted and do not make the verdict invalid; what
 * cannot be decided, or shows nothing, is `unknown` with reasons. Throws an InputError (HistoryShapeError with the event)
 * if the name of the workload or model is unknown, or the history is not one of that workload.
 */
export function checkHistory(question: CheckQuestion): CheckResult {
  const entry = findEntry(question.workload);
  const model = findModel(question.model ?? entry.defaultModel).name;
  const { events, initial = null, options = {}, budget = {} } = question;
  const operations = question.operations ?? (events === undefined ? undefined : pairOperations(events));
  if (operations === undefined)
    throw new InputError('no-history', 'there is no history to check', 'give events or operations');
  return entry.check({ operations, model, initial, options, budget });
}
