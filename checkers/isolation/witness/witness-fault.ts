/**
 * The check of a witness: runs the transactions in the given order on a plain database, and looks at nothing else. It shares no
 * code with the search that found the order.
 */
import {
  aborted,
  committed,
  initialVersion,
  readOp,
  unknownVersion,
  writeOp,
  type TransactionColumns,
} from '../transaction-columns.ts';

/** A step is a transaction times two, plus one if it commits there. */
export type WitnessSteps = Int32Array;

const notYet = -1;

/** Per key what it holds. */
interface Held {
  /** The version a transaction sees that has written nothing itself. */
  last(key: number): number;
  /** Whether a read saw what is there, and after that `own`, written by the transaction itself. */
  isSeenBy(op: number, own: readonly number[]): boolean;
  install(key: number, own: readonly number[]): void;
}

class Registers implements Held {
  readonly #version: Int32Array;
  readonly #columns: TransactionColumns;

  constructor(columns: TransactionColumns) {
    this.#columns = columns;
    this.#version = new Int32Array(columns.keys.size).fill(initialVersion);
  }

  last(key: number): number {
    return this.#version[key] as number;
  }

  isSeenBy(op: number, own: readonly number[]): boolean {
    const { version, key } = this.#columns;
    if (version[op] === unknownVersion) return true;
    return version[op] === (own.length > 0 ? own[own.length - 1] : this.#version[key[op] as number]);
  }

  install(key: number, own: readonly number[]): void {
    this.#version[key] = own[own.length - 1] as number;
  }
}

class Lists implements Held {
  readonly #lists: number[][];
  readonly #columns: TransactionColumns;

  constructor(columns: TransactionColumns) {
    this.#columns = columns;
    this.#lists = Array.from({ length: columns.keys.size }, () => []);
  }

  last(key: number): number {
    return this.#lists[key]?.at(-1) ?? initialVersion;
  }

  isSeenBy(op: number, own: readonly number[]): boolean {
    const { list, listFirst, elements, key } = this.#columns;
    const number = list[op] as number;
    if (number < 0) return true;
    const held = this.#lists[key[op] as number] as readonly number[];
    const from = listFirst[number] as number;
    if ((listFirst[number + 1] as number) - from !== held.length + own.length) return false;
    for (let at = 0; at < held.length; at++) if (elements[from + at] !== held[at]) return false;
    return own.every((element, at) => elements[from + held.length + at] === element);
  }

  install(key: number, own: readonly number[]): void {
    this.#lists[key]?.push(...own);
  }
}

/** What a transaction writes, until it commits. */
type Pending = Map<number, number[]>;

class Execution {
  readonly #columns: TransactionColumns;
  readonly #held: Held;
  readonly #pending = new Map<number, Pending>();
  /** Per key: the step at which it was written last. Per transaction: the steps at which it starts and commits. */
  readonly #writtenAt: Int32Array;
  readonly start: Int32Array;
  readonly commit: Int32Array;

  constructor(columns: TransactionColumns) {
    this.#columns = columns;
    this.#held = columns.workload === 'list-append' ? new Lists(columns) : new Registers(columns);
    this.#writtenAt = new Int32Array(columns.keys.size).fill(notYet);
    this.start = new Int32Array(columns.count).fill(notYet);
    this.commit = new Int32Array(columns.count).fill(notYet);
  }

  step(step: number, position: number): string | undefined {
    const transaction = step >> 1;
    if (transaction < 0 || transaction >= this.#columns.count) return `there is no T${transaction}`;
    return step % 2 === 0 ? this.#starts(transaction, position) : this.#commits(transaction, position);
  }

  #starts(transaction: number, position: number): string | undefined {
    const { status, first, kind, key, version } = this.#columns;
    if (this.start[transaction] !== notYet) return `T${transaction} starts twice`;
    if (status[transaction] === aborted) return `T${transaction} aborted`;
    this.start[transaction] = position;
    const pending: Pending = new Map();
    for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
      const own = pending.get(key[op] as number);
      if (kind[op] === readOp) {
        if (!this.#held.isSeenBy(op, own ?? [])) return `T${transaction} reads something else`;
      } else if (kind[op] !== writeOp) return `T${transaction} does more than to read and write`;
      else if (own === undefined) pending.set(key[op] as number, [version[op] as number]);
      else own.push(version[op] as number);
    }
    this.#pending.set(transaction, pending);
    return undefined;
  }

  #commits(transaction: number, position: number): string | undefined {
    const pending = this.#pending.get(transaction);
    if (pending === undefined) return `T${transaction} commits without having started`;
    this.#pending.delete(transaction);
    this.commit[transaction] = position;
    for (const [key, own] of pending) {
      if ((this.#writtenAt[key] as number) > (this.start[transaction] as number))
        return `T${transaction} overwrites a concurrent write`;
      this.#writtenAt[key] = position;
      this.#held.install(key, own);
    }
    return undefined;
  }
}

/**
 * Real time, and the order of each process, from the last step to the first: when a transaction starts, none may commit later
 * that had completed before it was invoked, or that its own process had run before.
 */
function orderFault(columns: TransactionColumns, steps: WitnessSteps): string | undefined {
  const { status, session, sessionCount, invoke, complete } = columns;
  let earliestEnd = Infinity;
  const earliestOfSession = new Float64Array(sessionCount).fill(Infinity);
  for (let position = steps.length - 1; position >= 0; position--) {
    const transaction = (steps[position] as number) >> 1;
    const own = session[transaction] as number;
    const begun = invoke[transaction] as number;
    if ((steps[position] as number) % 2 === 0) {
      if (earliestEnd < begun) return `T${transaction} starts before one commits that had completed`;
      if ((earliestOfSession[own] as number) < begun) return `T${transaction} starts before one of its process commits`;
    } else if (status[transaction] === committed) {
      earliestEnd = Math.min(earliestEnd, complete[transaction] as number);
      earliestOfSession[own] = Math.min(earliestOfSession[own] as number, begun);
    }
  }
  return undefined;
}

/**
 * What is wrong with the order as an execution under strong snapshot isolation, or, if `isSerial`, as a serial one in real time;
 * undefined if nothing is. Linear in the micro-operations and elements of lists.
 */
export function witnessFault(columns: TransactionColumns, steps: WitnessSteps, isSerial: boolean): string | undefined {
  if (columns.workload === 'predicate') return 'predicate reads are not replayed';
  const execution = new Execution(columns);
  for (let position = 0; position < steps.length; position++) {
    const fault = execution.step(steps[position] as number, position);
    if (fault !== undefined) return fault;
  }
  const { start, commit } = execution;
  for (let transaction = 0; transaction < columns.count; transaction++) {
    const started = start[transaction] as number;
    if (columns.status[transaction] === committed && commit[transaction] === notYet)
      return `T${transaction} is missing`;
    if (isSerial && started !== notYet && commit[transaction] !== started + 1)
      return `T${transaction} runs beside others`;
  }
  return orderFault(columns, steps);
}
