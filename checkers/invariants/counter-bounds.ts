/**
 * A counter by its bounds: `add` takes a whole number, `read` returns the sum. Every read must lie between what was
 * certainly added and what may have been (Jepsen's `counter`). Weaker than an order of all operations, which the workload
 * `counter` decides: two reads may still disagree about the order of additions, but none may invent or lose any.
 *
 * A read that is invoked at s and completes at e contains every addition that completed before s, and may contain those
 * invoked before e; failed ones it does not. Positive additions that may count raise the upper bound, negative ones lower
 * the lower one. So low = initial + positive completed before s + negative invoked before e, and high likewise: the
 * value of any linearization lies between, and a value outside is proof.
 */
import type { Operation } from '../history/event.ts';
import type { OperationList } from '../history/operation-table.ts';
import { seconds } from '../history/quote.ts';
import type { PhenomenonName } from '../models/index.ts';
import type { CheckResult } from '../verdict.ts';
import { AnomalyList } from './anomaly-list.ts';
import { eventOrder } from './event-order.ts';
import { foreignOperation, isSpent, limitReason, whole, type InvariantQuestion } from './invariant-question.ts';

const shape = 'a whole number';
const lowConsequence = 'a count that was confirmed is missing: stock is sold twice, a vote is not counted';
const highConsequence = 'the counter shows more than anybody added: a payment is counted that nobody made';

/** What an operation is to the bounds. */
const otherKind = 0;
const okAdd = 1;
const openAdd = 2;
const failedAdd = 3;
const okRead = 4;

/** Sums of positive and of negative additions. */
class Sums {
  up = 0;
  down = 0;

  add(amount: number): void {
    if (amount > 0) this.up += amount;
    else this.down += amount;
  }
}

interface Bounds {
  readonly low: number;
  readonly high: number;
  /** What a read may show that misses anything: the least and the most that was ever asked for. */
  readonly least: number;
  readonly most: number;
  /** The same if failed additions counted. */
  readonly leastFailed: number;
  readonly mostFailed: number;
}

class CounterBounds {
  readonly #operations: OperationList;
  readonly #anomalies: AnomalyList;
  readonly #initial: number;
  readonly #kind: Uint8Array;
  readonly #amount: Float64Array;
  /** Per read: what was certain when it was invoked. */
  readonly #certainUp: Float64Array;
  readonly #certainDown: Float64Array;
  #lastAcknowledgement = -1;
  /** Reads that began after everything acknowledged: those that miss some of it, and whether any misses nothing. */
  readonly #finalMisses: (() => void)[] = [];
  #finalHit = false;

  constructor(operations: OperationList, model: string, initial: number) {
    this.#operations = operations;
    this.#anomalies = new AnomalyList(model);
    this.#initial = initial;
    this.#kind = new Uint8Array(operations.length);
    this.#amount = new Float64Array(operations.length);
    this.#certainUp = new Float64Array(operations.length);
    this.#certainDown = new Float64Array(operations.length);
  }

  run({ budget = {} }: InvariantQuestion): CheckResult {
    const { length } = this.#operations;
    let number = 0;
    for (const operation of this.#operations) {
      if (isSpent(budget, number + 1)) return this.#result([limitReason(number, length)]);
      this.#take(operation, number++);
    }
    this.#sweep(eventOrder(this.#operations));
    const gaps: string[] = [];
    if (!this.#kind.includes(okRead)) gaps.push('no read succeeded, so nobody knows what the counter held');
    else if (!this.#kind.includes(okAdd)) gaps.push('no addition was acknowledged, so nothing could be lost');
    return this.#result(gaps);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result('counter-bounds', gaps, this.#operations.length);
  }

  #take(operation: Operation, number: number): void {
    const { f, type } = operation;
    if (f === 'add') {
      this.#amount[number] = whole(operation, operation.invoked, shape);
      this.#kind[number] = type === 'fail' ? failedAdd : type === 'ok' ? okAdd : openAdd;
      if (type === 'ok') this.#lastAcknowledgement = Math.max(this.#lastAcknowledgement, operation.completionIndex);
    } else if (f !== 'read') throw foreignOperation(operation, 'counter-bounds', ['add', 'read']);
    else if (type === 'ok') {
      this.#kind[number] = okRead;
      this.#amount[number] = whole(operation, operation.value, shape);
    }
  }

  #sweep(order: Int32Array): void {
    const [certain, possible, failed] = [new Sums(), new Sums(), new Sums()];
    for (const event of order) {
      const number = Math.abs(event) - 1;
      const kind = number < 0 ? otherKind : (this.#kind[number] as number);
      if (kind === otherKind) continue;
      const amount = this.#amount[number] as number;
      if (kind === okRead) {
        if (event < 0) this.#judge(number, amount, possible, failed);
        else {
          this.#certainUp[number] = certain.up;
          this.#certainDown[number] = certain.down;
        }
      } else if (event > 0) (kind === failedAdd ? failed : possible).add(amount);
      else if (kind === okAdd) certain.add(amount);
    }
    // Elements that every final read misses are gone for good; if one final read misses nothing, the others are stale.
    for (const report of this.#finalMisses) report();
  }

  #judge(number: number, value: number, possible: Sums, failed: Sums): void {
    const initial = this.#initial;
    const bounds: Bounds = {
      low: initial + (this.#certainUp[number] as number) + possible.down,
      high: initial + possible.up + (this.#certainDown[number] as number),
      least: initial + possible.down,
      most: initial + possible.up,
      leastFailed: initial + possible.down + failed.down,
      mostFailed: initial + possible.up + failed.up,
    };
    const read = this.#operations.at(number) as Operation;
    const isFinal = read.index > this.#lastAcknowledgement;
    if (value >= bounds.low && value <= bounds.high) {
      if (isFinal) this.#finalHit = true;
      return;
    }
    const misses = value >= bounds.least && value <= bounds.most;
    if (misses && isFinal)
      this.#finalMisses.push(() => this.#report(read, value, bounds, this.#finalHit ? 'stale-read' : 'lost-element'));
    else if (misses) this.#report(read, value, bounds, 'stale-read');
    else if (value >= bounds.leastFailed && value <= bounds.mostFailed)
      this.#report(read, value, bounds, 'aborted-read');
    else this.#report(read, value, bounds, 'unexpected-element');
  }

  #report(read: Operation, value: number, { low, high }: Bounds, phenomenon: PhenomenonName): void {
    const side = value < low ? `at least ${low} had certainly been added` : `at most ${high} can have been added`;
    const verdict = phenomenon === 'lost-element' ? ', and no later read finds the rest' : '';
    this.#anomalies.add(value < low ? 'counter-too-low' : 'counter-too-high', phenomenon, () => ({
      summary: `process ${read.process} read ${value} at ${seconds(read.completeTimeNs)} (its read began at ${seconds(read.invokeTimeNs)}), but ${side}${verdict}`,
      operations: [read.index],
      consequence: value < low ? lowConsequence : highConsequence,
    }));
  }
}

/**
 * Judges a history of one counter that begins at `initial` (0 if not given) by its bounds; `linearizable` if no model is
 * given. Throws a HistoryShapeError for anything else. O(n).
 */
export function checkCounterBounds(question: InvariantQuestion & { readonly initial?: number }): CheckResult {
  const { operations, model = 'linearizable', initial = 0 } = question;
  return new CounterBounds(operations, model, initial).run(question);
}
