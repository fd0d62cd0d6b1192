/**
 * A queue whose order does not matter: `enqueue` takes an element, `dequeue` answers one (null: it was empty), `drain` answers
 * a list of all that was left. Nothing acknowledged is lost, nothing is invented (Jepsen's `total-queue`); elements that
 * come twice are counted, and forbidden only where each dequeue takes what it answers.
 *
 * An element is lost only if the queue was seen empty after the last acknowledged enqueue had completed (a dequeue answered
 * null, or a drain succeeded), and fewer dequeues of unknown outcome may have taken it than there are elements missing:
 * each of those took one element at most, a drain of unknown outcome any number.
 */
import type { Json, Operation } from '../history/event.ts';
import { Numbering } from '../history/numbering.ts';
import type { OperationList } from '../history/operation-table.ts';
import { counted, quote, seconds } from '../history/quote.ts';
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

const consequences = {
  lost: 'an order was accepted and is never shipped',
  invented: 'something is shipped that nobody ordered',
  twice: 'an order is shipped twice, unless whoever ships it remembers',
};

/** All that is known of one element. */
interface Element {
  readonly value: Json;
  /** Enqueues that did not fail, that were acknowledged, that failed. */
  readonly possible: number[];
  acknowledged: number;
  readonly failed: number[];
  readonly dequeues: number[];
}

class TotalQueue {
  readonly #operations: OperationList;
  readonly #anomalies: AnomalyList;
  readonly #numbers = new Numbering();
  readonly #elements: Element[] = [];
  #acknowledged = 0;
  #lastAcknowledgement = -1;
  /** The last operation that saw the queue empty, by invocation. */
  #lastEmpty: Operation | undefined;
  #openDequeues = 0;
  #openDrains = 0;

  constructor(operations: OperationList, model: string) {
    this.#operations = operations;
    this.#anomalies = new AnomalyList(model);
  }

  run({ budget = {} }: InvariantQuestion): CheckResult {
    const { length } = this.#operations;
    let number = 0;
    for (const operation of this.#operations) {
      if (isSpent(budget, number + 1)) return this.#result([limitReason(number, length)]);
      this.#take(operation, number++);
    }
    const missing = this.#elements.filter(({ acknowledged, dequeues }) => acknowledged > dequeues.length);
    for (const element of this.#elements) this.#judgeDequeues(element);
    const gaps = this.#judgeLosses(missing);
    if (this.#acknowledged === 0) gaps.push('no enqueue was acknowledged, so nothing could be lost');
    return this.#result(gaps);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result('total-queue', gaps, this.#operations.length);
  }

  #element(value: Json): Element {
    return (this.#elements[this.#numbers.intern(value)] ??= {
      value,
      possible: [],
      acknowledged: 0,
      failed: [],
      dequeues: [],
    });
  }

  #take(operation: Operation, number: number): void {
    const { f, type } = operation;
    if (f === 'enqueue') this.#takeEnqueue(operation, number);
    else if (f !== 'dequeue' && f !== 'drain')
      throw foreignOperation(operation, 'total-queue', ['enqueue', 'dequeue', 'drain']);
    else if (type === 'info') {
      if (f === 'drain') this.#openDrains++;
      else this.#openDequeues++;
    } else if (type === 'ok') this.#takeDequeue(operation, number);
  }

  #takeEnqueue({ invoked, type, completionIndex }: Operation, number: number): void {
    const element = this.#element(invoked);
    if (type === 'fail') return void element.failed.push(number);
    element.possible.push(number);
    if (type !== 'ok') return;
    element.acknowledged++;
    this.#acknowledged++;
    this.#lastAcknowledgement = Math.max(this.#lastAcknowledgement, completionIndex);
  }

  #takeDequeue(operation: Operation, number: number): void {
    const { f, value } = operation;
    if (f === 'drain') {
      if (!Array.isArray(value)) throw misshapen(operation, value, 'a list of elements');
      for (const one of value as readonly Json[]) this.#element(one).dequeues.push(number);
      this.#lastEmpty = operation;
    } else if (value === null) this.#lastEmpty = operation;
    else this.#element(value).dequeues.push(number);
  }

  #operation(number: number | undefined): Operation | undefined {
    return number === undefined ? undefined : this.#operations.at(number);
  }

  /** Dequeues beyond what was enqueued. */
  #judgeDequeues({ value, possible, failed, dequeues }: Element): void {
    const [first] = dequeues;
    if (first === undefined) return;
    const name = quote(value);
    const taker = this.#operation(first) as Operation;
    // In the order of invocations: a dequeue before the first enqueue in the list may still end after that began.
    const early = possible.length > 0 && (possible[0] as number) > first;
    const tooEarly = early && (this.#operation(possible[0]) as Operation).index > taker.completionIndex;
    if (possible.length === 0 || tooEarly) {
      const refused = tooEarly ? undefined : this.#operation(failed[0]);
      const isAborted = refused !== undefined && refused.index < taker.completionIndex;
      this.#anomalies.add('unexpected-element', isAborted ? 'aborted-read' : 'unexpected-element', () => ({
        summary: `process ${taker.process} dequeued ${name} at ${seconds(taker.completeTimeNs)}, ${isAborted ? `but process ${refused.process} was told that its enqueue had failed` : 'which nobody had tried to enqueue by then'}`,
        operations: evidence(isAborted ? refused : undefined, taker),
        subject: name,
        consequence: consequences.invented,
      }));
    } else if (dequeues.length > possible.length) {
      this.#anomalies.add('duplicated-element', 'redelivered-element', () => ({
        summary: `${name} was dequeued ${dequeues.length} times, but enqueued ${possible.length === 1 ? 'once' : `${possible.length} times`}: by ${dequeues
          .slice(0, 3)
          .map((number) => this.#operation(number) as Operation)
          .map((one) => `process ${one.process} at ${seconds(one.completeTimeNs)}`)
          .join(', ')}${dequeues.length > 3 ? ', ...' : ''}`,
        operations: evidence(
          ...possible.map((one) => this.#operation(one)),
          ...dequeues.map((one) => this.#operation(one)),
        ),
        subject: name,
        consequence: consequences.twice,
      }));
    }
  }

  #judgeLosses(missing: readonly Element[]): string[] {
    const empty = this.#lastEmpty;
    if (empty === undefined || empty.index < this.#lastAcknowledgement) {
      if (this.#acknowledged === 0) return [];
      return [
        'the queue was not seen empty after the last enqueue had been acknowledged: what is missing may still be in it',
      ];
    }
    const count = missing.reduce((sum, { acknowledged, dequeues }) => sum + acknowledged - dequeues.length, 0);
    if (count === 0) return [];
    if (this.#openDrains > 0 || count <= this.#openDequeues) {
      const takers = this.#openDrains > 0 ? 'a drain' : counted(this.#openDequeues, 'dequeue');
      return [`${counted(count, 'element')} missing, which ${takers} of unknown outcome may have taken`];
    }
    for (const { value, possible } of missing) {
      const name = quote(value);
      this.#anomalies.add('lost-element', 'lost-element', () => {
        const enqueue = possible.map((one) => this.#operation(one)).find((one) => one?.type === 'ok') as Operation;
        const doubt =
          this.#openDequeues > 0
            ? ` (${counted(count, 'element')} missing in all; dequeues of unknown outcome can have taken ${this.#openDequeues})`
            : '';
        return {
          summary: `process ${enqueue.process} enqueued ${name}, acknowledged at ${seconds(enqueue.completeTimeNs)}, but nobody ever got it, and process ${empty.process} found the queue empty at ${seconds(empty.completeTimeNs)}${doubt}`,
          operations: evidence(enqueue, empty),
          subject: name,
          consequence: consequences.lost,
        };
      });
    }
    return [];
  }
}

/**
 * Judges a history of the workload `total-queue`; `eventual` if no model is given: that permits elements to come twice (at
 * least once), but none to be lost. Throws a HistoryShapeError for anything else. O(n).
 */
export function checkTotalQueue(question: InvariantQuestion): CheckResult {
  return new TotalQueue(question.operations, question.model ?? 'eventual').run(question);
}
