/**
 * Counters that only grow: `inc` takes a key and answers `{key: new number}`; `read` takes keys and answers `{key: number,
 * ...}`, null for one never incremented. What is read must never go backwards (Jepsen's `monotonic`): not for one process
 * (Terry et al. 1994, monotonic reads), not in real time, and not between keys: there must be one order in which all
 * observations grow. An increment that answers a number which another answered too is a lost update.
 *
 * Each key's numbers are in a known order, so operations are: whoever saw less of a key comes before whoever saw more. A
 * circle among them is a circle of read, write and anti-dependencies: `read -rw-> inc`, `inc -wr-> read`, `inc -ww-> inc`.
 * Whoever an increment precedes by an anti-dependency it also precedes by a write dependency, and reads precede nobody but
 * by anti-dependencies: so no two of those follow each other, and snapshot isolation and prefix consistency forbid the circle
 * (Cerone, Gotsman 2018).
 */
import type { Operation } from '../history/event.ts';
import { Numbering } from '../history/numbering.ts';
import type { OperationList } from '../history/operation-table.ts';
import { quote, seconds } from '../history/quote.ts';
import type { CheckResult } from '../verdict.ts';
import { AnomalyList } from './anomaly-list.ts';
import { eventOrder } from './event-order.ts';
import {
  evidence,
  foreignOperation,
  isMap,
  isSpent,
  limitReason,
  misshapen,
  type InvariantQuestion,
} from './invariant-question.ts';
import { ObservationOrder } from './observation-order.ts';

const shape = '{key: number, ...}';
const backwards = 'a page that was reloaded shows fewer messages than before';
const opposite = 'two people compare what they see: each is ahead of the other, so nobody can say which came first';
const lost = 'two people pressed the button at once and it counted once';

/** What one operation saw of one key. */
interface Observation {
  readonly operation: number;
  readonly key: number;
  readonly value: number;
  readonly isIncrement: boolean;
}

class MonotonicCheck {
  readonly #operations: OperationList;
  readonly #anomalies: AnomalyList;
  readonly #keys = new Numbering();
  readonly #processes = new Numbering();
  /** Columns of observations; those of operation n are `first[n]` to `first[n + 1]`. */
  readonly #first: Int32Array;
  /** Number of the process of each operation. */
  readonly #process: Int32Array;
  readonly #key: number[] = [];
  readonly #value: number[] = [];
  readonly #isIncrement: boolean[] = [];

  constructor(operations: OperationList, model: string) {
    this.#operations = operations;
    this.#anomalies = new AnomalyList(model);
    this.#first = new Int32Array(operations.length + 1);
    this.#process = new Int32Array(operations.length);
  }

  run({ budget = {} }: InvariantQuestion): CheckResult {
    const { length } = this.#operations;
    let number = 0;
    let reads = 0;
    for (const operation of this.#operations) {
      if (isSpent(budget, number + 1)) return this.#result([limitReason(number, length)]);
      this.#take(operation);
      this.#process[number] = this.#processes.internPrimitive(operation.process);
      if (operation.f === 'read' && operation.type === 'ok') reads++;
      this.#first[++number] = this.#key.length;
    }
    this.#judgeIncrements();
    this.#judgeOrder();
    this.#judgeCycles();
    if (reads === 0) return this.#result(['no read succeeded, so nothing was seen to grow']);
    const grew = this.#value.some((value) => value > 0);
    return this.#result(grew ? [] : ['no read saw anything but the beginning: nothing was seen to grow']);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result('monotonic', gaps, this.#operations.length);
  }

  #take(operation: Operation): void {
    const { f, type, value } = operation;
    if (f !== 'inc' && f !== 'read') throw foreignOperation(operation, 'monotonic', ['inc', 'read']);
    if (type !== 'ok') return;
    if (!isMap(value)) throw misshapen(operation, value, shape);
    for (const [key, number] of Object.entries(value)) {
      if (number !== null && (typeof number !== 'number' || !Number.isFinite(number)))
        throw misshapen(operation, value, shape);
      this.#key.push(this.#keys.internPrimitive(key));
      this.#value.push(number ?? 0);
      this.#isIncrement.push(f === 'inc');
    }
  }

  #operation(number: number): Operation {
    return this.#operations.at(number) as Operation;
  }

  /** Two increments of a key that answered the same number read the same number: one of them is lost. */
  #judgeIncrements(): void {
    const writers: Map<number, number>[] = Array.from({ length: this.#keys.size }, () => new Map<number, number>());
    this.#each(({ operation, key, value, isIncrement }) => {
      if (!isIncrement) return;
      const ofKey = writers[key] as Map<number, number>;
      const other = ofKey.get(value);
      if (other === undefined) return void ofKey.set(value, operation);
      this.#anomalies.add('lost-update', 'lost-update', () => {
        const [first, second] = [this.#operation(other), this.#operation(operation)];
        const name = quote(this.#keys.value(key));
        return {
          summary: `process ${first.process} incremented key ${name} to ${value}, acknowledged at ${seconds(first.completeTimeNs)}, and process ${second.process} did the same, acknowledged at ${seconds(second.completeTimeNs)}: one of the two increments is lost`,
          operations: evidence(first, second),
          subject: name,
          consequence: lost,
        };
      });
    });
  }

  #each(visit: (observation: Observation) => void): void {
    for (let operation = 0; operation + 1 < this.#first.length; operation++) {
      for (let at = this.#first[operation] as number; at < (this.#first[operation + 1] as number); at++) {
        const [key, value] = [this.#key[at] as number, this.#value[at] as number];
        visit({ operation, key, value, isIncrement: this.#isIncrement[at] === true });
      }
    }
  }

  /** For each process and in real time: no operation may see less than one that had completed before it began. */
  #judgeOrder(): void {
    const keys = this.#keys.size;
    const known = new Int32Array(keys).fill(-1);
    const knownBy: Map<number, number>[] = [];
    const before = new Int32Array(this.#key.length).fill(-1);
    for (const event of eventOrder(this.#operations)) {
      if (event === 0) continue;
      const operation = Math.abs(event) - 1;
      const [from, to] = [this.#first[operation] as number, this.#first[operation + 1] as number];
      if (from === to) continue;
      if (event > 0) {
        for (let at = from; at < to; at++) before[at] = known[this.#key[at] as number] as number;
        continue;
      }
      const process = this.#process[operation] as number;
      const own = (knownBy[process] ??= new Map<number, number>());
      for (let at = from; at < to; at++) {
        const key = this.#key[at] as number;
        const value = this.#value[at] as number;
        const mine = own.get(key) ?? -1;
        const all = before[at] as number;
        if (mine >= 0 && (this.#value[mine] as number) > value) this.#reportBackwards(mine, at, operation, true);
        else if (all >= 0 && (this.#value[all] as number) > value) this.#reportBackwards(all, at, operation, false);
        if (mine < 0 || (this.#value[mine] as number) < value) own.set(key, at);
        const most = known[key] as number;
        if (most < 0 || (this.#value[most] as number) < value) known[key] = at;
      }
    }
  }

  #reportBackwards(more: number, less: number, operation: number, isOwn: boolean): void {
    const phenomenon = isOwn ? 'nonmonotonic-read' : 'nonmonotonic-read-realtime';
    this.#anomalies.add('nonmonotonic', phenomenon, () => {
      const [first, second] = [this.#operation(this.#operationOf(more)), this.#operation(operation)];
      const name = quote(this.#keys.value(this.#key[less] as number));
      return {
        summary: `process ${first.process} saw key ${name} at ${this.#value[more]}, at ${seconds(first.completeTimeNs)}; after that ${isOwn ? 'the same process' : `process ${second.process}`} saw it at ${this.#value[less]}, at ${seconds(second.completeTimeNs)} (its operation began at ${seconds(second.invokeTimeNs)})`,
        operations: evidence(first, second),
        subject: name,
        consequence: backwards,
      };
    });
  }

  /** The operation that an observation belongs to. O(log n). */
  #operationOf(observation: number): number {
    let [low, high] = [0, this.#first.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#first[middle] as number) <= observation) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Operations whose observations have no common order. */
  #judgeCycles(): void {
    const order = new ObservationOrder(this.#operations.length, this.#keys.size);
    this.#each(({ operation, key, value, isIncrement }) => order.add(operation, key, value, isIncrement));
    for (const cycle of order.cycles()) {
      this.#anomalies.add('nonmonotonic-cycle', 'long-fork', () => {
        const involved = cycle.map(({ operation }) => this.#operation(operation));
        const steps = cycle.map(({ key, less, more }, position) => {
          const [from, to] = [involved[position], involved[(position + 1) % cycle.length]];
          const name = quote(this.#keys.value(key));
          return less === more
            ? `process ${from?.process} brought key ${name} to ${less}, which process ${to?.process} saw`
            : `process ${from?.process} saw key ${name} at ${less} and process ${to?.process} at ${more}`;
        });
        return {
          summary: `no order of these observations grows: ${steps.join('; ')}`,
          operations: evidence(...involved),
          consequence: opposite,
        };
      });
    }
  }
}

/**
 * Judges a history of the workload `monotonic`; `sequential` if no model is given. Throws a HistoryShapeError for anything
 * else. O(n log n) in the number of observations.
 */
export function checkMonotonic(question: InvariantQuestion): CheckResult {
  return new MonotonicCheck(question.operations, question.model ?? 'sequential').run(question);
}
