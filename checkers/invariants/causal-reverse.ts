/**
 * Causal reverse: `write` inserts a value of its own, `read` answers the list of all values. A read that has a value must
 * have every value whose write had completed before that one's began (Jepsen's `causal-reverse`, after the anomaly that
 * CockroachDB documents). Serializability permits to miss it, strict serializability does not: the read is before the first
 * write, and after the second, which real time puts after the first.
 *
 * Proof with one number a read: let L be the latest invocation among the writes whose values it has. It must have all values
 * acknowledged before L. The writes are sorted by acknowledgement, so their number before L is found by bisection.
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
  isSpent,
  limitReason,
  misshapen,
  type InvariantQuestion,
} from './invariant-question.ts';

const consequence = 'you answer a message that you have read, and others see your answer without the message';

class CausalReverse {
  readonly #operations: OperationList;
  readonly #anomalies: AnomalyList;
  readonly #values = new Numbering();
  /** Per number of a value: its write, where it was invoked, and where acknowledged (Infinity if not). */
  readonly #write: number[] = [];
  readonly #invoked: number[] = [];
  readonly #acknowledged: number[] = [];
  readonly #failed: boolean[] = [];
  readonly #reads: number[] = [];
  /** Numbers of acknowledged values in the order of their acknowledgement. */
  #byAcknowledgement: number[] = [];

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
    this.#byAcknowledgement = [...this.#write.keys()]
      .filter((id) => Number.isFinite(this.#acknowledged[id]))
      .toSorted((left, right) => (this.#acknowledged[left] as number) - (this.#acknowledged[right] as number));
    if (this.#reads.length === 0) return this.#result(['no read succeeded: nothing was seen in any order']);
    if (this.#byAcknowledgement.length < 2)
      return this.#result(['fewer than two writes were acknowledged: there is no order']);
    for (const [position, read] of this.#reads.entries()) {
      if (budget.shouldStop?.() === true) return this.#result([limitReason(position, this.#reads.length)]);
      this.#judge(this.#operations.at(read) as Operation);
    }
    return this.#result([]);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result('causal-reverse', gaps, this.#operations.length);
  }

  #take(operation: Operation, number: number): void {
    const { f, type, invoked, value, index, completionIndex } = operation;
    if (f === 'write') {
      const id = this.#values.intern(invoked);
      this.#write[id] = number;
      this.#invoked[id] = index;
      this.#failed[id] = type === 'fail';
      this.#acknowledged[id] = type === 'ok' ? completionIndex : Number.POSITIVE_INFINITY;
    } else if (f !== 'read') throw foreignOperation(operation, 'causal-reverse', ['write', 'read']);
    else if (type === 'ok') {
      if (!Array.isArray(value)) throw misshapen(operation, value, 'a list of values');
      this.#reads.push(number);
    }
  }

  #judge(read: Operation): void {
    const present = new Set<number>();
    let latest = -1;
    for (const value of read.value as readonly Json[]) {
      const id = this.#values.intern(value);
      const invoked = this.#invoked[id];
      if (invoked === undefined || invoked > read.completionIndex || this.#failed[id] === true) {
        this.#reportForeign(read, value, this.#failed[id] === true && (invoked as number) < read.completionIndex);
        continue;
      }
      present.add(id);
      if (latest < 0 || invoked > (this.#invoked[latest] as number)) latest = id;
    }
    if (latest < 0) return;
    const due = this.#dueBefore(this.#invoked[latest] as number);
    for (const id of due) if (!present.has(id)) this.#reportReverse(read, id, latest);
  }

  /** The values that were acknowledged before a position. O(log n) and what it answers. */
  #dueBefore(position: number): readonly number[] {
    let [low, high] = [0, this.#byAcknowledgement.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#acknowledged[this.#byAcknowledgement[middle] as number] as number) < position) low = middle + 1;
      else high = middle;
    }
    return this.#byAcknowledgement.slice(0, low);
  }

  #reportForeign(read: Operation, value: Json, isAborted: boolean): void {
    const name = quote(value);
    this.#anomalies.add('unexpected-element', isAborted ? 'aborted-read' : 'unexpected-element', () => ({
      summary: `process ${read.process} read ${name} at ${seconds(read.completeTimeNs)}, ${isAborted ? 'whose write had failed' : 'which nobody had tried to write by then'}`,
      operations: [read.index],
      subject: name,
    }));
  }

  #reportReverse(read: Operation, missing: number, seen: number): void {
    this.#anomalies.add('causal-reverse', 'causal-reverse', () => {
      const [first, second] = [missing, seen].map(
        (id) => this.#operations.at(this.#write[id] as number) as Operation,
      ) as [Operation, Operation];
      const [gone, there] = [quote(first.invoked), quote(second.invoked)];
      return {
        summary: `process ${read.process} read ${there} but not ${gone} at ${seconds(read.completeTimeNs)}, though the write of ${gone} by process ${first.process} had completed at ${seconds(first.completeTimeNs)}, before that of ${there} by process ${second.process} began at ${seconds(second.invokeTimeNs)}`,
        operations: evidence(first, second, read),
        subject: gone,
        consequence,
      };
    });
  }
}

/**
 * Judges a history of the workload `causal-reverse`; `strict-serializable` if no model is given. Values are unique. Throws a
 * HistoryShapeError for anything else. O(size of what was read).
 */
export function checkCausalReverse(question: InvariantQuestion): CheckResult {
  return new CausalReverse(question.operations, question.model ?? 'strict-serializable').run(question);
}
