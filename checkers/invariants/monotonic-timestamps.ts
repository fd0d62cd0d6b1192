/**
 * Numbers against the target's own timestamps: `add` inserts a number one larger than the largest there is, and answers
 * `{value, timestamp}`, the number and the commit timestamp that the target gave; `read` answers the list of all such rows. In
 * the order of timestamps the numbers must grow (Jepsen's `monotonic` for CockroachDB): an inversion means that the target
 * ordered two transactions one way and stamped them the other.
 *
 * Timestamps are numbers, or texts of digits with at most one point (as long as they come), and are compared as decimals.
 * Rows with equal timestamps are in no order. What was acknowledged must be in the last read, what failed must not be.
 */
import type { Json, Operation } from '../history/event.ts';
import { Numbering } from '../history/numbering.ts';
import type { OperationList } from '../history/operation-table.ts';
import { quote, seconds } from '../history/quote.ts';
import type { CheckResult } from '../verdict.ts';
import { AnomalyList } from './anomaly-list.ts';
import {
  evidence,
  foreignOperation,
  isMap,
  isSpent,
  limitReason,
  misshapen,
  whole,
  type InvariantQuestion,
} from './invariant-question.ts';

const rowShape = '{"value": whole number, "timestamp": number or text of digits}';
const inverted = 'whoever replays the log by time gets another state than the one that clients saw';

interface Row {
  readonly value: number;
  readonly timestamp: string;
  /** The operation that shows it. */
  readonly operation: number;
}

/** Decimals as text: sign is not allowed, leading zeros do not count. Negative if left is smaller. */
function compareDecimals(left: string, right: string): number {
  const [leftWhole = '', leftPart = ''] = left.split('.');
  const [rightWhole = '', rightPart = ''] = right.split('.');
  const [leftDigits, rightDigits] = [leftWhole.replace(/^0+/, ''), rightWhole.replace(/^0+/, '')];
  if (leftDigits.length !== rightDigits.length) return leftDigits.length - rightDigits.length;
  if (leftDigits !== rightDigits) return leftDigits < rightDigits ? -1 : 1;
  const width = Math.max(leftPart.length, rightPart.length);
  const [leftRest, rightRest] = [leftPart.padEnd(width, '0'), rightPart.padEnd(width, '0')];
  return leftRest === rightRest ? 0 : leftRest < rightRest ? -1 : 1;
}

function rowOf(operation: Operation, value: Json, number: number): Row {
  if (!isMap(value)) throw misshapen(operation, operation.value, rowShape);
  const timestamp = value['timestamp'];
  const text = typeof timestamp === 'number' ? String(timestamp) : timestamp;
  if (typeof text !== 'string' || !/^\d+(\.\d+)?$/.test(text)) throw misshapen(operation, operation.value, rowShape);
  return { value: whole(operation, value['value'] ?? null, rowShape), timestamp: text, operation: number };
}

class TimestampCheck {
  readonly #operations: OperationList;
  readonly #anomalies: AnomalyList;
  readonly #rows: Row[] = [];
  readonly #values = new Numbering();
  /** Per number of a value: the operation that was told it had added it. */
  readonly #adder: number[] = [];
  #lastAcknowledgement = -1;
  #lastRead = -1;

  constructor(operations: OperationList, model: string) {
    this.#operations = operations;
    this.#anomalies = new AnomalyList(model);
  }

  run({ budget = {} }: InvariantQuestion): CheckResult {
    let number = 0;
    for (const operation of this.#operations) {
      if (isSpent(budget, number + 1)) return this.#result([limitReason(number, this.#operations.length)]);
      this.#take(operation, number++);
    }
    const gaps: string[] = [];
    if (this.#lastRead < 0)
      gaps.push('no read succeeded after the last addition had been acknowledged: losses do not show');
    else this.#judgeLast();
    if (this.#rows.length < 2) gaps.push('fewer than two additions were acknowledged: there is no order to judge');
    this.#judgeOrder();
    return this.#result(gaps);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result('monotonic-timestamps', gaps, this.#operations.length);
  }

  #take(operation: Operation, number: number): void {
    const { f, type, value, index, completionIndex } = operation;
    if (f !== 'add' && f !== 'read') throw foreignOperation(operation, 'monotonic-timestamps', ['add', 'read']);
    if (type !== 'ok') return;
    if (f === 'read') {
      if (!Array.isArray(value)) throw misshapen(operation, value, `a list of ${rowShape}`);
      this.#lastRead = index > this.#lastAcknowledgement ? number : -1;
      return;
    }
    const row = rowOf(operation, value, number);
    const id = this.#values.intern(row.value);
    const other = this.#adder[id];
    if (other !== undefined) this.#reportPair(other, operation, row.value);
    this.#adder[id] = number;
    this.#rows.push(row);
    if (completionIndex > this.#lastAcknowledgement) {
      this.#lastAcknowledgement = completionIndex;
      this.#lastRead = -1;
    }
  }

  #reportPair(other: number, second: Operation, value: number): void {
    this.#anomalies.add('lost-update', 'lost-update', () => {
      const first = this.#operations.at(other) as Operation;
      return {
        summary: `process ${first.process} and process ${second.process} both added ${value}, at ${seconds(first.completeTimeNs)} and at ${seconds(second.completeTimeNs)}, each as one more than the largest there was`,
        operations: evidence(first, second),
        subject: String(value),
        consequence: 'two customers get the same number in the queue',
      };
    });
  }

  /** The last read has what was acknowledged; its rows of unknown additions are ordered with the others. */
  #judgeLast(): void {
    const read = this.#operations.at(this.#lastRead) as Operation;
    const present = new Set<number>();
    for (const entry of read.value as readonly Json[]) {
      const row = rowOf(read, entry, this.#lastRead);
      const id = this.#values.intern(row.value);
      if (present.has(id)) continue;
      present.add(id);
      if (this.#adder[id] === undefined) this.#rows.push(row);
    }
    for (const [id, adder] of this.#adder.entries()) {
      if (adder === undefined || present.has(id)) continue;
      const add = this.#operations.at(adder) as Operation;
      const value = quote(this.#values.value(id));
      this.#anomalies.add('lost-element', 'lost-element', () => ({
        summary: `process ${add.process} added ${value}, acknowledged at ${seconds(add.completeTimeNs)}, but the last read, by process ${read.process} at ${seconds(read.completeTimeNs)}, does not have it`,
        operations: evidence(add, read),
        subject: value,
        consequence: 'a confirmed order has vanished',
      }));
    }
  }

  /** Neighbours by timestamp suffice: if any two rows are inverted, some neighbouring groups of equal timestamps are. */
  #judgeOrder(): void {
    const rows = this.#rows.toSorted((left, right) => compareDecimals(left.timestamp, right.timestamp));
    let largest: Row | undefined;
    let pending: Row | undefined;
    for (const row of rows) {
      if (pending !== undefined && compareDecimals(pending.timestamp, row.timestamp) !== 0) {
        if (largest === undefined || pending.value > largest.value) largest = pending;
        pending = undefined;
      }
      if (largest !== undefined && row.value <= largest.value) this.#reportInversion(largest, row);
      if (pending === undefined || row.value > pending.value) pending = row;
    }
  }

  #reportInversion(earlier: Row, later: Row): void {
    if (earlier.value === later.value) return;
    this.#anomalies.add('timestamp-inversion', 'timestamp-inversion', () => {
      const [first, second] = [earlier, later].map(({ operation }) => this.#operations.at(operation) as Operation);
      return {
        summary: `${earlier.value} has the timestamp ${quote(earlier.timestamp)}, ${later.value} the later timestamp ${quote(later.timestamp)}: the smaller number was stamped after the larger one`,
        operations: evidence(first, second),
        subject: String(later.value),
        consequence: inverted,
      };
    });
  }
}

/**
 * Judges a history of the workload `monotonic-timestamps`; `serializable` if no model is given. Throws a HistoryShapeError for
 * anything else. O(n log n).
 */
export function checkMonotonicTimestamps(question: InvariantQuestion): CheckResult {
  return new TimestampCheck(question.operations, question.model ?? 'serializable').run(question);
}
