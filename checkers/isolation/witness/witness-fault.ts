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
const nothing = -3;

/** Per key what it holds. */
interface Held {
  /**
   * Whether a read saw what is there, and after that what its transaction wrote before: `ownLast` the last of it, or `nothing`.
   */
  isSeenBy(op: number, ownLast: number, transaction: number): boolean;
  install(key: number, version: number): void;
}

class Registers implements Held {
  readonly #version: Int32Array;
  readonly #columns: TransactionColumns;

  constructor(columns: TransactionColumns) {
    this.#columns = columns;
    this.#version = new Int32Array(columns.keys.size).fill(initialVersion);
  }

  isSeenBy(op: number, ownLast: number): boolean {
    const { version, key } = this.#columns;
    if (version[op] === unknownVersion) return true;
    return version[op] === (ownLast === nothing ? this.#version[key[op] as number] : ownLast);
  }

  install(key: number, version: number): void {
    this.#version[key] = version;
  }
}

class Lists implements Held {
  readonly #lists: number[][];
  readonly #columns: TransactionColumns;

  constructor(columns: TransactionColumns) {
    this.#columns = columns;
    this.#lists = Array.from({ length: columns.keys.size }, () => []);
  }

  isSeenBy(op: number, ownLast: number, transaction: number): boolean {
    const { list, listFirst, elements, key } = this.#columns;
    const number = list[op] as number;
    if (number < 0) return true;
    const held = this.#lists[key[op] as number] as readonly number[];
    const own = ownLast === nothing ? [] : this.#ownBefore(op, transaction);
    const from = listFirst[number] as number;
    if ((listFirst[number + 1] as number) - from !== held.length + own.length) return false;
    for (let at = 0; at < held.length; at++) if (elements[from + at] !== held[at]) return false;
    return own.every((element, at) => elements[from + held.length + at] === element);
  }

  #ownBefore(op: number, transaction: number): readonly number[] {
    const { first, kind, key, version } = this.#columns;
    const own: number[] = [];
    for (let earlier = first[transaction] as number; earlier < op; earlier++)
      if (kind[earlier] === writeOp && key[earlier] === key[op]) own.push(version[earlier] as number);
    return own;
  }

  install(key: number, version: number): void {
    this.#lists[key]?.push(version);
  }
}

class Execution {
  readonly #columns: TransactionColumns;
  readonly #held: Held;
  /** Per key: the step at which it was written last; the transaction that was last seen writing it, and what it wrote. */
  readonly #writtenAt: Int32Array;
  readonly #seenWriting: Int32Array;
  readonly #ownLast: Int32Array;
  /** Per transaction: the steps at which it starts and commits. */
  readonly start: Int32Array;
  readonly commit: Int32Array;

  constructor(columns: TransactionColumns) {
    const keyCount = columns.keys.size;
    this.#columns = columns;
    this.#held = columns.workload === 'list-append' ? new Lists(columns) : new Registers(columns);
    this.#writtenAt = new Int32Array(keyCount).fill(notYet);
    this.#seenWriting = new Int32Array(keyCount).fill(-1);
    this.#ownLast = new Int32Array(keyCount);
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
    for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
      const opKey = key[op] as number;
      if (kind[op] === writeOp) {
        this.#seenWriting[opKey] = transaction;
        this.#ownLast[opKey] = version[op] as number;
      } else if (kind[op] !== readOp) return `T${transaction} does more than to read and write`;
      else {
        const ownLast = this.#seenWriting[opKey] === transaction ? (this.#ownLast[opKey] as number) : nothing;
        if (!this.#held.isSeenBy(op, ownLast, transaction)) return `T${transaction} reads something else`;
      }
    }
    return undefined;
  }

  #commits(transaction: number, position: number): string | undefined {
    const { first, kind, key, version } = this.#columns;
    const started = this.start[transaction] as number;
    if (started === notYet || this.commit[transaction] !== notYet)
      return `T${transaction} commits without having started`;
    this.commit[transaction] = position;
    for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
      if (kind[op] !== writeOp) continue;
      const opKey = key[op] as number;
      const writtenAt = this.#writtenAt[opKey] as number;
      // Its own write of this key, in this same step, is no concurrent one.
      if (writtenAt > started && writtenAt !== position) return `T${transaction} overwrites a concurrent write`;
      this.#writtenAt[opKey] = position;
      this.#held.install(opKey, version[op] as number);
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
