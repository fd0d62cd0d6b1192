/** One door to all checkers: which workload the history is of, which model it is judged against, within which limits. */
import type { Budget } from './budget.ts';
import type { HistoryEvent, Json } from './history/event.ts';
import type { OperationList } from './history/operation-table.ts';
import { pairOperations } from './history/pairing.ts';
import { InputError, unknownNameError } from './input-error.ts';
import { bankOptions, checkBank } from './invariants/bank.ts';
import { checkSet } from './invariants/set.ts';
import { invariantWorkloads } from './invariants/workloads.ts';
import { checkIsolation, type IsolationQuestion } from './isolation/check-isolation.ts';
import { checkLinearizable, type FailedCas } from './linearizability/check-linearizable.ts';
import type { Specification } from './linearizability/specification.ts';
import * as known from './linearizability/specifications/index.ts';
import { findModel } from './models/index.ts';
import type { CheckResult } from './verdict.ts';

export interface CheckQuestion {
  /** `register`, `queue`, `set`, `bank`, ...: see `checkedWorkloads`. */
  readonly workload: string;
  /** The consistency model judged against; each workload has a default. */
  readonly model?: string;
  /** The history, as events or already paired. Give one of the two. */
  readonly events?: readonly HistoryEvent[];
  readonly operations?: OperationList;
  /** What each register holds at the beginning; null if not given. */
  readonly initial?: Json;
  /** `did-not-happen` if not given. */
  readonly failedCas?: FailedCas;
  /** True if a valid verdict is to come with an order that explains it. */
  readonly withLinearization?: boolean;
  /** Options of the workload's checker, by name; names that it does not know are ignored. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly budget?: Budget;
}

interface Prepared {
  readonly operations: OperationList;
  readonly model: string;
  readonly initial: Json;
  /** Undefined if it was not given. */
  readonly givenInitial: Json | undefined;
  readonly failedCas: FailedCas;
  readonly withLinearization: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  readonly budget: Budget;
}

export interface CheckedWorkload {
  readonly name: string;
  readonly summary: string;
  /** The `checker` of its results. */
  readonly checker: string;
  readonly defaultModel: string;
  /** True if histories may hold completions only, without real time. */
  readonly completionsMayStandAlone?: boolean;
}

interface Entry extends CheckedWorkload {
  check(prepared: Prepared): CheckResult;
}

interface Shape {
  /** True if values are `[key, value]`, each key an object of its own. */
  readonly keyed?: boolean;
  /** True if a history that observes nothing is `unknown`: our own workloads observe. Other tools' are judged by definition. */
  readonly mustObserve?: boolean;
}

function linearizable(
  specification: Specification,
  { keyed = false, mustObserve = false }: Shape = {},
): Entry['check'] {
  return ({ operations, model, initial, failedCas, withLinearization, budget }) =>
    checkLinearizable({
      operations,
      model,
      initial,
      failedCas,
      withLinearization,
      budget,
      specification,
      keyed,
      mustObserve,
    });
}

/** One object of this kind, with bare values. */
function object(specification: Specification, summary: string, shape?: Shape): Entry {
  return {
    name: specification.name,
    checker: 'linearizable',
    summary,
    defaultModel: 'linearizable',
    check: linearizable(specification, shape),
  };
}

/** Transactions, judged against any model of isolation. */
function isolation(workload: IsolationQuestion['workload'], name: string, summary: string): Entry {
  return {
    name,
    checker: 'isolation',
    summary,
    defaultModel: 'strict-serializable',
    completionsMayStandAlone: true,
    check: ({ operations, model, givenInitial, options, budget }) =>
      checkIsolation({
        operations,
        workload,
        model,
        options,
        budget,
        ...(givenInitial === undefined ? {} : { initial: givenInitial }),
      }),
  };
}

/** Sets whose elements come and go, or are asked for one by one, are objects; grow-only ones have a checker of their own. */
function isSetObject(operations: OperationList): boolean {
  for (const { f } of operations) if (f !== 'add' && f !== 'read') return true;
  return false;
}

const entries: readonly Entry[] = [
  {
    ...object(
      known.casRegisterSpecification,
      'registers by key: read, write, cas with values [key, value]; cas takes [key, [from, to]]',
      {
        keyed: true,
        mustObserve: true,
      },
    ),
    name: 'register',
  },
  object(known.casRegisterSpecification, 'one register: read, write, cas with bare values; cas takes [from, to]'),
  object(
    known.multiRegisterSpecification,
    'registers together: txn takes a list of ["read", name, null] and ["write", name, value]; initial is a map',
  ),
  object(known.kvAppendSpecification, 'texts by key: get, put, append with values [key, text]', { keyed: true }),
  object(known.counterSpecification, 'one counter: add takes a number, read returns the sum'),
  {
    name: 'set',
    checker: 'set',
    summary:
      'one set: add takes an element, read returns the list of all; or add (insert), remove, contains that answer true or false',
    defaultModel: 'linearizable',
    check: (prepared) =>
      isSetObject(prepared.operations)
        ? linearizable(known.setSpecification)(prepared)
        : checkSet({ ...prepared, operations: Array.from(prepared.operations) }),
  },
  object(
    known.growOnlySetSpecification,
    'one set as an object: add and contains an element, read returns the list of all',
  ),
  object(known.queueSpecification, 'one FIFO queue: enqueue, dequeue, peek; null was empty'),
  object(known.unorderedQueueSpecification, 'one bag: enqueue, dequeue of any element; null was empty'),
  object(known.stackSpecification, 'one stack: push, pop, peek; null was empty'),
  object(
    known.priorityQueueSpecification,
    'one priority queue: insert, poll (takes the largest), peek; null was empty',
  ),
  object(known.mutexSpecification, 'one mutex: acquire, release by anybody'),
  object(known.reentrantLockSpecification, 'one lock that its holder may acquire again: acquire, release'),
  object(known.fencedLockSpecification, 'one lock: acquire returns a number that grows, release'),
  object(known.semaphoreSpecification, 'one semaphore: acquire and release a number of permits; initial is how many'),
  object(known.logSpecification, 'one log: append an entry (may return [offset, entry]), read returns all'),
  isolation(
    'list-append',
    'list-append',
    'transactions on lists: txn takes a list of ["append", key, value] and ["r", key, list or null]',
  ),
  isolation(
    'rw-register',
    'rw-register',
    'transactions on registers: txn takes a list of ["w", key, value] and ["r", key, value or null]; options sequentialKeys, linearizableKeys, writeFollowsRead',
  ),
  isolation(
    'predicate',
    'closed-predicate',
    'transactions with reads by predicate: txn takes a list of ["r" or "w" or "insert", key, value], ["delete", key] and ["rp", predicate, matches]; init takes the first [key, value] pairs',
  ),
  {
    name: 'bank',
    checker: 'bank',
    summary:
      'transfer takes {from, to, amount}, read returns balances by account; options total, accounts, balance, allowNegative',
    defaultModel: 'serializable',
    check: ({ operations, model, options, budget }) =>
      checkBank({ operations: Array.from(operations), model, options: bankOptions(options), budget }),
  },
  ...invariantWorkloads,
];

/** The workloads whose histories can be judged. */
export const checkedWorkloads: readonly CheckedWorkload[] = entries.map(
  ({ name, summary, checker, defaultModel, completionsMayStandAlone = false }) => ({
    name,
    summary,
    checker,
    defaultModel,
    completionsMayStandAlone,
  }),
);

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
  const {
    events,
    initial = null,
    failedCas = 'did-not-happen',
    withLinearization = false,
    options = {},
    budget = {},
  } = question;
  const operations = question.operations ?? (events === undefined ? undefined : pairOperations(events, entry));
  if (operations === undefined)
    throw new InputError('no-history', 'there is no history to check', 'give events or operations');
  const givenInitial = question.initial;
  return entry.check({ operations, model, initial, givenInitial, failedCas, withLinearization, options, budget });
}
