/**
 * Lists that are only appended to: `append` takes `[key, element]`, `read` takes `[key, null]` and answers `[key, [elements in
 * their order]]`. Elements are unique per key. Of each read it is asked, from the weakest promise to the strongest:
 *
 * - it has nothing that nobody had appended, nothing twice, and nothing whose append failed;
 * - *monotonic writes* (Terry et al. 1994): the elements of one process stand in the order in which it appended them, and
 *   none that was acknowledged is missing before a later one (the workload `sequential-append`);
 * - *monotonic reads*, *read your writes*: what a process saw or appended with acknowledgement, it sees from then on;
 * - *consistent prefix* (Terry 2013): of two reads of a key one is the beginning of the other (workload `consistent-prefix`);
 * - in real time: it has what was acknowledged before it began; in the end nothing acknowledged is gone.
 */
import type { Operation } from '../history/event.ts';
import type { OperationList } from '../history/operation-table.ts';
import { quote, seconds } from '../history/quote.ts';
import type { CheckResult } from '../verdict.ts';
import { AnomalyList } from './anomaly-list.ts';
import { ElementTable } from './appended-elements.ts';
import { evidence, isSpent, limitReason, type InvariantQuestion } from './invariant-question.ts';

const consequences = {
  reordered: 'an answer is shown without its question',
  unread: 'you post a comment, reload the page, and it is not there',
  backwards: 'a message that you have read is gone when you reload',
  diverging: 'two replicas apply the same commands in different orders and never agree again',
  stale: 'a page shows the state from before the click that it confirms',
  lost: 'a confirmed entry has vanished',
  invented: 'something is there that nobody had entered',
  twice: 'one payment is booked twice',
};

/** The last read of a key by a process, or the longest of all. */
interface Seen {
  readonly operation: number;
  readonly elements: readonly number[];
}

class AppendedLists {
  readonly #operations: OperationList;
  readonly #checker: string;
  readonly #anomalies: AnomalyList;
  readonly #table: ElementTable;
  /** Per key: the longest read; per process and key: the last one. */
  readonly #longest: Seen[] = [];
  readonly #lastOwn = new Map<number, Seen>();
  /** Per element: the last read that has it; and the last that has it of those that began after all acknowledgements. */
  readonly #inRead: number[] = [];
  readonly #seenAtEnd: boolean[] = [];
  /** Per element: a final read that misses it. */
  readonly #missedAtEnd: number[] = [];

  constructor(operations: OperationList, model: string, checker: string) {
    this.#operations = operations;
    this.#checker = checker;
    this.#anomalies = new AnomalyList(model);
    this.#table = new ElementTable(operations);
  }

  run({ budget = {} }: InvariantQuestion): CheckResult {
    const { length } = this.#operations;
    const table = this.#table;
    if (!table.fill(budget)) return this.#result([limitReason(0, length)]);
    let reads = 0;
    for (let number = 0; number < length; number++) {
      if (isSpent(budget, number + 1)) return this.#result([limitReason(number, length)]);
      if (!table.isRead(number)) continue;
      reads++;
      this.#judgeRead(this.#operations.at(number) as Operation, number);
    }
    this.#judgeEnd();
    if (reads === 0) return this.#result(['no read succeeded, so nobody knows what the lists held']);
    if (table.acknowledgedCount === 0) return this.#result(['no append was acknowledged, so nothing could be lost']);
    return this.#result(this.#inRead.length > 0 ? [] : ['no read found anything']);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result(this.#checker, gaps, this.#operations.length);
  }

  #judgeRead(read: Operation, number: number): void {
    const { key, elements } = this.#table.elementsOf(read);
    const isFinal = read.index > this.#table.lastAcknowledgement(key);
    for (const element of elements) {
      if (this.#inRead[element] === number) this.#reportRepeated(read, element, elements);
      this.#inRead[element] = number;
      if (isFinal) this.#seenAtEnd[element] = true;
    }
    this.#judgeOrigins(read, elements);
    this.#judgeWriters(read, elements);
    this.#judgeSession(read, number, key, elements);
    this.#judgePrefix(read, number, key, elements);
    this.#judgeRealTime(read, number, key, isFinal);
  }

  #reportRepeated(read: Operation, element: number, elements: readonly number[]): void {
    const times = elements.filter((one) => one === element).length;
    const { name, operations } = this.#table.describe(element);
    if (times <= operations.filter(({ type }) => type !== 'fail').length) return;
    this.#anomalies.add('duplicated-element', 'duplicated-element', () => ({
      summary: `${reader(read)} found ${name} ${times} times, but it had been appended ${operations.length === 1 ? 'once' : `${operations.length} times`}`,
      operations: evidence(...operations, read),
      subject: name,
      consequence: consequences.twice,
    }));
  }

  /** What is there must have been appended, by then, and not in vain. */
  #judgeOrigins(read: Operation, elements: readonly number[]): void {
    for (const element of elements) {
      if (this.#table.possibleFrom(element) < read.completionIndex) continue;
      const { name, operations } = this.#table.describe(element);
      const failed = operations.find(({ type, index }) => type === 'fail' && index < read.completionIndex);
      this.#anomalies.add('unexpected-element', failed === undefined ? 'unexpected-element' : 'aborted-read', () => ({
        summary: `${reader(read)} found ${name}, ${failed === undefined ? 'which nobody had tried to append by then' : `but process ${failed.process} was told that its append had failed`}`,
        operations: evidence(failed, read),
        subject: name,
        consequence: consequences.invented,
      }));
    }
  }

  /** The elements of each process: in its order, and none acknowledged missing before a later one. */
  #judgeWriters(read: Operation, elements: readonly number[]): void {
    const latest = new Map<number, number>();
    const counts = new Map<number, number>();
    for (const element of elements) {
      const chain = this.#table.chain(element);
      if (chain < 0) continue;
      const before = latest.get(chain);
      if (before !== undefined && this.#table.place(before) > this.#table.place(element)) {
        this.#reportReordered(read, element, before, true);
      } else latest.set(chain, element);
      if (this.#table.isAcknowledged(element)) counts.set(chain, (counts.get(chain) ?? 0) + 1);
    }
    const present = new Set(elements);
    for (const [chain, element] of latest) {
      const due = this.#table.acknowledgedUpTo(chain, this.#table.place(element));
      if ((counts.get(chain) ?? 0) >= due.length) continue;
      const missing = due.find((one) => !present.has(one));
      if (missing !== undefined) this.#reportReordered(read, missing, element, false);
    }
  }

  #reportReordered(read: Operation, first: number, second: number, isPresent: boolean): void {
    this.#anomalies.add('reordered-writes', 'reordered-writes', () => {
      const [one, other] = [this.#table.describe(first), this.#table.describe(second)];
      const process = one.operations[0]?.process;
      return {
        summary: `process ${process} appended ${one.name} and after that ${other.name}, but ${reader(read)} found ${isPresent ? 'the second before the first' : 'the second without the first'}`,
        operations: evidence(one.operations[0], other.operations[0], read),
        subject: one.name,
        consequence: consequences.reordered,
      };
    });
  }

  /** What the process itself appended, or saw. */
  #judgeSession(read: Operation, number: number, key: number, elements: readonly number[]): void {
    const table = this.#table;
    const chain = table.chainOf(read.process, key);
    if (chain >= 0) {
      const own = table.acknowledgedBefore(chain, read.index);
      const missing = own.find((element) => this.#inRead[element] !== number);
      if (missing !== undefined) this.#reportUnread(read, missing);
    }
    const session = table.session(read.process, key);
    const last = this.#lastOwn.get(session);
    this.#lastOwn.set(session, { operation: number, elements });
    const gone = last?.elements.find(
      (element, position) => elements[position] !== element && this.#inRead[element] !== number,
    );
    if (last !== undefined && gone !== undefined) this.#reportBackwards(read, gone, last.operation);
  }

  #reportUnread(read: Operation, element: number): void {
    this.#anomalies.add('read-your-writes', 'missed-own-write', () => {
      const { name, operations } = this.#table.describe(element);
      const append = operations[0];
      return {
        summary: `process ${read.process} appended ${name}, acknowledged at ${seconds(append?.completeTimeNs ?? 0)}, and then did not find it itself at ${seconds(read.completeTimeNs)}`,
        operations: evidence(append, read),
        subject: name,
        consequence: consequences.unread,
      };
    });
  }

  #reportBackwards(read: Operation, element: number, before: number): void {
    this.#anomalies.add('monotonic-reads', 'nonmonotonic-read', () => {
      const { name } = this.#table.describe(element);
      const earlier = this.#operations.at(before) as Operation;
      return {
        summary: `process ${read.process} found ${name} at ${seconds(earlier.completeTimeNs)} and no longer at ${seconds(read.completeTimeNs)}`,
        operations: evidence(earlier, read),
        subject: name,
        consequence: consequences.backwards,
      };
    });
  }

  /** If two reads are each a beginning of the longest, one is a beginning of the other: so all are compared with it. */
  #judgePrefix(read: Operation, number: number, key: number, elements: readonly number[]): void {
    const longest = this.#longest[key];
    const shorter = longest !== undefined && longest.elements.length < elements.length ? longest.elements : elements;
    const other = shorter === elements ? longest?.elements : elements;
    const fork = other === undefined ? -1 : shorter.findIndex((element, position) => other[position] !== element);
    if (longest === undefined || (fork < 0 && shorter !== elements))
      this.#longest[key] = { operation: number, elements };
    if (longest === undefined || fork < 0) return;
    this.#anomalies.add('diverging-reads', 'diverging-reads', () => {
      const earlier = this.#operations.at(longest.operation) as Operation;
      const [theirs, mine] = [longest.elements[fork] as number, elements[fork] as number].map(
        (element) => this.#table.describe(element).name,
      );
      return {
        summary: `${reader(earlier)} found ${theirs} at position ${fork}, and ${reader(read)} found ${mine} there: neither list is the beginning of the other`,
        operations: evidence(earlier, read),
        subject: quote(this.#table.keyValue(key)),
        consequence: consequences.diverging,
      };
    });
  }

  /** What was acknowledged before the read began. */
  #judgeRealTime(read: Operation, number: number, key: number, isFinal: boolean): void {
    let told = false;
    for (const element of this.#table.acknowledgedOf(key)) {
      if (this.#table.acknowledgedAt(element) > read.index) break;
      if (this.#inRead[element] === number) continue;
      if (isFinal) this.#missedAtEnd[element] = number;
      else if (!told) {
        told = true;
        this.#reportStale(read, element);
      }
    }
  }

  #reportStale(read: Operation, element: number): void {
    this.#anomalies.add('stale-read', 'stale-read', () => {
      const { name, operations } = this.#table.describe(element);
      return {
        summary: `${reader(read)} did not find ${name}, though its append had been acknowledged, at ${seconds(operations[0]?.completeTimeNs ?? 0)}, before the read began at ${seconds(read.invokeTimeNs)}`,
        operations: evidence(operations[0], read),
        subject: name,
        consequence: consequences.stale,
      };
    });
  }

  #judgeEnd(): void {
    const told = new Set<number>();
    for (const [element, missing] of this.#missedAtEnd.entries()) {
      if (missing === undefined) continue;
      const read = this.#operations.at(missing) as Operation;
      if (this.#seenAtEnd[element] === true) {
        if (!told.has(missing)) this.#reportStale(read, element);
        told.add(missing);
        continue;
      }
      this.#anomalies.add('lost-element', 'lost-element', () => {
        const { name, operations } = this.#table.describe(element);
        const append = operations[0];
        return {
          summary: `process ${append?.process} appended ${name}, acknowledged at ${seconds(append?.completeTimeNs ?? 0)}, but no read that began after all appends has it: process ${read.process} did not find it at ${seconds(read.completeTimeNs)}`,
          operations: evidence(append, read),
          subject: name,
          consequence: consequences.lost,
        };
      });
    }
  }
}

function reader(read: Operation): string {
  return `the read by process ${read.process} at ${seconds(read.completeTimeNs)}`;
}

/**
 * Judges a history of lists by key; `checker` is the name of the workload, `sequential` the model if none is given. Throws a
 * HistoryShapeError for anything else. O(size of what was read + reads times elements acknowledged before).
 */
export function checkAppendedLists(question: InvariantQuestion & { readonly checker?: string }): CheckResult {
  const { operations, model = 'sequential', checker = 'sequential-append' } = question;
  return new AppendedLists(operations, model, checker).run(question);
}
