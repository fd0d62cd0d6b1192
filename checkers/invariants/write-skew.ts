/**
 * Write skew as pairs of guarded inserts: `insert` takes `[key, [a, null]]` or `[key, [null, b]]`. Each transaction looks
 * whether the key has an insert already, on either side, and inserts only if it has none. In any serial order the second
 * of two finds the first, so at most one may succeed per key. Adya 1999, section 3.1: with a guard that is a predicate
 * (`adya`) two successes are G2; with a guard that reads the two items by name (`write-skew`) they are G2-item, the
 * write skew of Berenson et al. 1995 (A5B). The workload is known from Jepsen's `adya`.
 *
 * Two inserts of which one had completed before the other was invoked are no skew of concurrent transactions: the later
 * looked at a state without the earlier. Models that order transactions in real time forbid that too.
 */
import type { Operation } from '../history/event.ts';
import { Numbering } from '../history/numbering.ts';
import type { OperationList } from '../history/operation-table.ts';
import { quote, seconds } from '../history/quote.ts';
import type { PhenomenonName } from '../models/index.ts';
import type { CheckResult } from '../verdict.ts';
import { AnomalyList } from './anomaly-list.ts';
import {
  evidence,
  foreignOperation,
  isSpent,
  keyed,
  limitReason,
  misshapen,
  type InvariantQuestion,
} from './invariant-question.ts';

/** What the guard reads: a predicate over rows (G2), or the two items by name (G2-item). */
export type WriteSkewGuard = 'predicate' | 'item';

const shape = '[key, [a, null]] or [key, [null, b]]';
const consequence =
  'two doctors on call ask for the night off at once: each sees the other on call, both are let go, and nobody is left';

class WriteSkewCheck {
  readonly #operations: OperationList;
  readonly #guard: WriteSkewGuard;
  readonly #anomalies: AnomalyList;
  readonly #keys = new Numbering();
  /** Per key: the operation whose insert succeeded first, or -1; and how many inserts were not refused. */
  readonly #first: number[] = [];
  readonly #tried: number[] = [];

  constructor(operations: OperationList, model: string, guard: WriteSkewGuard) {
    this.#operations = operations;
    this.#guard = guard;
    this.#anomalies = new AnomalyList(model);
  }

  run({ budget = {} }: InvariantQuestion): CheckResult {
    let number = 0;
    let succeeded = 0;
    for (const operation of this.#operations) {
      if (isSpent(budget, ++number)) return this.#result([limitReason(number, this.#operations.length)]);
      if (operation.f !== 'insert') throw foreignOperation(operation, 'write-skew', ['insert']);
      const [key, sides] = keyed(operation, operation.invoked, shape);
      if (!Array.isArray(sides) || sides.length !== 2) throw misshapen(operation, operation.invoked, shape);
      const id = this.#keys.intern(key);
      this.#tried[id] = (this.#tried[id] ?? 0) + 1;
      if (operation.type !== 'ok') continue;
      succeeded++;
      const first = this.#first[id];
      if (first === undefined) this.#first[id] = number - 1;
      else this.#report(this.#operations.at(first) as Operation, operation, quote(key));
    }
    if (succeeded === 0) return this.#result(['no insert succeeded: nothing could exclude anything']);
    const contended = this.#tried.some((tried) => tried > 1);
    return this.#result(contended ? [] : ['no key was inserted by two transactions: nothing could be skewed']);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result('write-skew', gaps, this.#operations.length);
  }

  #report(first: Operation, second: Operation, key: string): void {
    const apart = second.index > first.completionIndex;
    const type = this.#guard === 'item' ? 'write-skew' : 'G2';
    const phenomenon = this.#phenomenon(apart, first.process === second.process);
    this.#anomalies.add(type, phenomenon, () => ({
      summary: `process ${first.process} (from ${seconds(first.invokeTimeNs)} to ${seconds(first.completeTimeNs)}) and process ${second.process} (from ${seconds(second.invokeTimeNs)} to ${seconds(second.completeTimeNs)}) both inserted under key ${key}, though each inserts only where the other has not: neither saw the other${apart ? ', although the first had completed before the second began' : ''}`,
      operations: evidence(first, second),
      subject: key,
      consequence,
    }));
  }

  #phenomenon(apart: boolean, sameProcess: boolean): PhenomenonName {
    if (sameProcess) return `${this.#guard}-skew-process`;
    return apart ? `${this.#guard}-skew-realtime` : `${this.#guard}-skew`;
  }
}

/**
 * Judges a history of guarded inserts; `serializable` if no model is given. Inserts of unknown outcome accuse nobody.
 * Throws a HistoryShapeError for anything else. O(n).
 */
export function checkWriteSkew(question: InvariantQuestion & { readonly guard?: WriteSkewGuard }): CheckResult {
  const { operations, model = 'serializable', guard = 'predicate' } = question;
  return new WriteSkewCheck(operations, model, guard).run(question);
}
