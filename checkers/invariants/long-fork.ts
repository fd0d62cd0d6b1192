/**
 * Long fork: two reads that saw two writes in opposite orders. Each key is written once, `write` takes `[["w", key, value]]`;
 * `read` takes `[["r", key, null], ...]` over a group of keys and returns the values found. Parallel snapshot isolation
 * permits a long fork, snapshot isolation does not (Sovran et al., "Transactional storage for geo-replicated systems", SOSP
 * 2011, section 3; the workload is known from Jepsen's `long-fork`). `f` may be `txn` instead of either.
 *
 * A key that is written once goes from absent to present, so two reads of serially ordered states are comparable: if
 * the first sees x and misses y, and the second sees y and misses x, no order of the two writes explains both. The proof
 * needs that nobody writes a key twice; keys that may be are left out.
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

type Micro = readonly [f: string, key: Json, value: Json];

const shape = 'a list of ["r", key, value] and ["w", key, value]';
const consequence =
  'two users look at the same two posts: each sees only the one that the other does not see, so there is no order of events to agree on';

function micros(operation: Operation): readonly Micro[] {
  const { value } = operation;
  if (!Array.isArray(value)) throw misshapen(operation, value, shape);
  for (const micro of value as readonly Json[]) {
    const isMicro = Array.isArray(micro) && micro.length === 3 && (micro[0] === 'r' || micro[0] === 'w');
    if (!isMicro) throw misshapen(operation, value, shape);
  }
  return value;
}

/** What a read saw: numbers of keys, ascending. */
interface Snapshot {
  readonly operation: number;
  readonly present: readonly number[];
  readonly absent: readonly number[];
}

class LongForkCheck {
  readonly #operations: OperationList;
  readonly #anomalies: AnomalyList;
  readonly #keys = new Numbering();
  /** Per key: how many operations may have written it, and whether any read saw it, or missed it. */
  readonly #writes: number[] = [];
  readonly #values: (number | undefined)[] = [];
  readonly #valueNumbers = new Numbering();
  /** Different snapshots, by their text. */
  readonly #snapshots = new Map<string, Snapshot>();
  /** For the pair (seen, missed): the first snapshot that shows it. */
  readonly #seenWithout = new Map<number, Snapshot>();

  constructor(operations: OperationList, model: string) {
    this.#operations = operations;
    this.#anomalies = new AnomalyList(model);
  }

  run({ budget = {} }: InvariantQuestion): CheckResult {
    let number = 0;
    for (const operation of this.#operations) {
      if (isSpent(budget, ++number)) return this.#result([limitReason(number, this.#operations.length)]);
      this.#take(operation, number - 1);
    }
    const rewritten = this.#writes.filter((count) => count > 1).length;
    const gaps: string[] = [];
    if (rewritten > 0)
      gaps.push(`${counted(rewritten, 'key')} written more than once: long forks on those show nothing`);
    for (const snapshot of this.#snapshots.values()) this.#compare(snapshot);
    const telling = [...this.#snapshots.values()].some(
      ({ present, absent }) => present.length > 0 && absent.length > 0,
    );
    if (this.#snapshots.size === 0)
      gaps.push('no read of two keys or more succeeded: nothing could be seen out of order');
    else if (!telling) gaps.push('every read saw all of its keys or none: nothing could be seen out of order');
    return this.#result(gaps);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result('long-fork', gaps, this.#operations.length);
  }

  #take(operation: Operation, number: number): void {
    if (operation.f !== 'read' && operation.f !== 'write' && operation.f !== 'txn')
      throw foreignOperation(operation, 'long-fork', ['write', 'read', 'txn']);
    if (operation.type === 'fail') return;
    const read = new Map<number, boolean>();
    const written = new Set<number>();
    for (const [f, key, value] of micros(operation)) {
      const id = this.#keys.intern(key);
      if (f === 'w') written.add(id);
      else if (operation.type === 'ok' && !written.has(id)) this.#see(read, id, value);
    }
    for (const key of written) this.#writes[key] = (this.#writes[key] ?? 0) + 1;
    if (read.size > 1) this.#keep(read, number);
  }

  /** A second value of a key betrays a second write, even one that the history does not have. */
  #see(read: Map<number, boolean>, key: number, value: Json): void {
    read.set(key, value !== null);
    if (value === null) return;
    const seen = this.#valueNumbers.intern(value);
    if ((this.#values[key] ??= seen) !== seen) this.#writes[key] = 2;
  }

  #keep(read: ReadonlyMap<number, boolean>, operation: number): void {
    const seen: number[] = [];
    for (const [key, isPresent] of read) seen.push(isPresent ? key : ~key);
    const text = seen.toSorted((left, right) => left - right).join();
    if (this.#snapshots.has(text)) return;
    this.#snapshots.set(text, {
      operation,
      present: seen.filter((key) => key >= 0),
      absent: seen.filter((key) => key < 0).map((key) => ~key),
    });
  }

  #compare(snapshot: Snapshot): void {
    const size = this.#keys.size;
    const reported = new Set<Snapshot>();
    for (const seen of snapshot.present) {
      for (const missed of snapshot.absent) {
        // Of the two snapshots of a fork over a key that is written twice, one misses that key.
        if ((this.#writes[missed] ?? 0) > 1) continue;
        const other = this.#seenWithout.get(missed * size + seen);
        if (other !== undefined && !reported.has(other)) {
          reported.add(other);
          this.#report(other, snapshot, missed, seen);
        }
        const pair = seen * size + missed;
        if (!this.#seenWithout.has(pair)) this.#seenWithout.set(pair, snapshot);
      }
    }
  }

  #report(first: Snapshot, second: Snapshot, one: number, other: number): void {
    this.#anomalies.add('long-fork', 'long-fork', () => {
      const [left, right] = [first, second].map(({ operation }) => this.#operations.at(operation) as Operation) as [
        Operation,
        Operation,
      ];
      const [x, y] = [quote(this.#keys.value(one)), quote(this.#keys.value(other))];
      return {
        summary: `process ${left.process} saw the write of key ${x} without that of key ${y} at ${seconds(left.completeTimeNs)}, process ${right.process} that of ${y} without that of ${x} at ${seconds(right.completeTimeNs)}: no order of the two writes explains both`,
        operations: evidence(left, right),
        consequence,
      };
    });
  }
}

/**
 * Judges a history of the workload `long-fork`; `snapshot-isolation` if no model is given. Throws a HistoryShapeError for
 * anything else. O(micro-operations + different snapshots times the square of the keys in one): in a history without
 * forks a group of k keys has at most k + 1 different snapshots.
 */
export function checkLongFork(question: InvariantQuestion): CheckResult {
  return new LongForkCheck(question.operations, question.model ?? 'snapshot-isolation').run(question);
}
