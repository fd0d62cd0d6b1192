/**
 * A grow-only set: `add` takes an element, `read` returns all of them. What was acknowledged must stay.
 *
 * An element is *lost* if its addition was acknowledged, the final reads (those that began after the last
 * acknowledgement) all miss it, and there is at least one; *stale* if a read that began after the acknowledgement misses
 * it though others saw it later. Without final reads, an element missed by the last read that could have had it is lost
 * only if the model forbids stale reads; otherwise nobody can tell. An addition of unknown outcome may be there or not.
 */
import type { Budget } from '../budget.ts';
import type { Json, Operation } from '../history/event.ts';
import { JsonInterner } from '../history/interner.ts';
import { counted, quote, seconds } from '../history/quote.ts';
import { HistoryShapeError } from '../input-error.ts';
import { permits } from '../models/index.ts';
import type { CheckResult } from '../verdict.ts';
import { AnomalyList, okReads } from './anomaly-list.ts';

export interface SetQuestion {
  readonly operations: readonly Operation[];
  /** `linearizable` if not given. */
  readonly model?: string;
  readonly budget?: Budget;
}

/** All that is known of one element. */
interface Element {
  readonly value: Json;
  readonly adds: Operation[];
  /** Where the first addition that did not fail was invoked. */
  possibleFrom: number;
  /** The addition that was acknowledged first. */
  acknowledged?: Operation;
  /** The last read (by invocation) that has it. */
  lastSeen?: Operation;
  /** The first and the last read that began after the acknowledgement and miss it. */
  firstMissing?: Operation;
  lastMissing?: Operation;
  /** Whether a final read has it, or misses it. */
  seenAtEnd: boolean;
  missingAtEnd: boolean;
  /** The read being looked at, if it has the element, and how often. */
  inRead: Operation | undefined;
  count: number;
  /** Whether its presence was already reported as wrong. */
  reported: boolean;
}

class SetCheck {
  readonly #operations: readonly Operation[];
  readonly #model: string;
  readonly #interner = new JsonInterner();
  readonly #elements: Element[] = [];
  readonly #anomalies: AnomalyList;
  /** Position of the last acknowledgement: reads that began after it are final. */
  #lastAcknowledgement = -1;

  constructor(operations: readonly Operation[], model: string) {
    this.#operations = operations;
    this.#model = model;
    this.#anomalies = new AnomalyList(model);
  }

  run(budget: Budget): CheckResult {
    this.#collectAdds();
    const reads = okReads(this.#operations);
    const acknowledged = this.#elements
      .filter((element) => element.acknowledged !== undefined)
      .toSorted((left, right) => acknowledgedAt(left) - acknowledgedAt(right));
    for (const [position, read] of reads.entries()) {
      if (budget.shouldStop?.() === true) {
        const gap = `the check reached its limit on time after ${position} of ${counted(reads.length, 'read')}`;
        return this.#anomalies.result('set', [gap], this.#operations.length);
      }
      this.#judgeRead(read, acknowledged);
    }
    const gaps = this.#judgeElements(acknowledged, reads.length);
    return this.#anomalies.result('set', gaps, this.#operations.length);
  }

  #element(value: Json): Element {
    const id = this.#interner.intern(value);
    return (this.#elements[id] ??= {
      value,
      adds: [],
      possibleFrom: Number.POSITIVE_INFINITY,
      seenAtEnd: false,
      missingAtEnd: false,
      inRead: undefined,
      count: 0,
      reported: false,
    });
  }

  #collectAdds(): void {
    for (const operation of this.#operations) {
      if (operation.f === 'read') continue;
      if (operation.f !== 'add') {
        throw new HistoryShapeError(
          operation.index,
          `${quote(operation.f)} is not an operation of a set`,
          'a history of a set has the operations add and read',
        );
      }
      const element = this.#element(operation.invoked);
      element.adds.push(operation);
      if (operation.type !== 'fail') element.possibleFrom = Math.min(element.possibleFrom, operation.index);
      if (operation.type !== 'ok') continue;
      this.#lastAcknowledgement = Math.max(this.#lastAcknowledgement, operation.completionIndex);
      if (operation.completionIndex < acknowledgedAt(element)) element.acknowledged = operation;
    }
  }

  #judgeRead(read: Operation, acknowledged: readonly Element[]): void {
    if (!Array.isArray(read.value)) {
      throw new HistoryShapeError(
        read.completionIndex,
        `a read returned ${quote(read.value)}`,
        'a read of a set returns the list of its elements',
      );
    }
    const isFinal = read.index > this.#lastAcknowledgement;
    const present: Element[] = [];
    for (const value of read.value as readonly Json[]) {
      const element = this.#element(value);
      if (element.inRead !== read) {
        element.inRead = read;
        element.count = 0;
        present.push(element);
      }
      element.count++;
    }
    for (const element of present) {
      element.lastSeen = read;
      if (isFinal) element.seenAtEnd = true;
      const isPlain = element.count === 1 && element.possibleFrom < read.completionIndex;
      if (!isPlain && !element.reported) this.#judgePresence(read, element);
    }
    for (const element of acknowledged) {
      if (acknowledgedAt(element) > read.index) break;
      if (element.inRead === read) continue;
      element.firstMissing ??= read;
      element.lastMissing = read;
      if (isFinal) element.missingAtEnd = true;
    }
  }

  /** An element that a read has must have been added before the read ended, and not more often than that. */
  #judgePresence(read: Operation, element: Element): void {
    const { count } = element;
    const before = element.adds.filter((add) => add.index < read.completionIndex);
    const possible = before.filter((add) => add.type !== 'fail');
    const name = quote(element.value);
    const reader = `process ${read.process} read ${name} at ${seconds(read.completeTimeNs)}`;
    const failed = before.find((add) => add.type === 'fail');
    if (possible.length === 0) {
      element.reported = true;
      const phenomenon = failed === undefined ? 'unexpected-element' : 'aborted-read';
      this.#anomalies.add('unexpected-element', phenomenon, () => ({
        summary:
          failed === undefined
            ? `${reader}, but nobody had tried to add it`
            : `${reader}, but process ${failed.process}, which had tried to add it, was told at ${seconds(failed.completeTimeNs)} that this failed`,
        operations: failed === undefined ? [read.index] : [failed.index, read.index],
        subject: name,
      }));
    } else if (count > possible.length) {
      element.reported = true;
      this.#anomalies.add('duplicated-element', 'duplicated-element', () => ({
        summary: `process ${read.process} read ${name} ${count} times at ${seconds(read.completeTimeNs)}, but it had been added ${possible.length === 1 ? 'once' : `${possible.length} times`}`,
        operations: [...possible.map((add) => add.index), read.index].toSorted((left, right) => left - right),
        subject: name,
      }));
    }
  }

  /** Elements that went missing; answers what could not be judged. */
  #judgeElements(acknowledged: readonly Element[], reads: number): string[] {
    if (reads === 0) return ['no read succeeded, so nobody knows what the set held'];
    if (acknowledged.length === 0) return ['no addition was acknowledged, so nothing could be lost'];
    let unread = 0;
    let undecided = 0;
    for (const element of acknowledged) {
      if (element.lastMissing === undefined) {
        if (element.lastSeen === undefined) unread++;
        continue;
      }
      const fate = this.#fate(element, element.lastMissing);
      if (fate === 'lost') this.#reportLost(element, element.lastMissing);
      else if (fate === 'stale') this.#reportStale(element, element.firstMissing ?? element.lastMissing);
      else undecided++;
    }
    const gaps: string[] = [];
    if (unread > 0) gaps.push(`no read began after ${counted(unread, 'addition')} had been acknowledged`);
    if (undecided > 0) {
      gaps.push(
        `${counted(undecided, 'acknowledged element')} missing from the last read, but no read began after all additions were over, and ${this.#model} permits stale reads`,
      );
    }
    return gaps;
  }

  #fate(element: Element, lastMissing: Operation): 'lost' | 'stale' | 'undecided' {
    if (element.seenAtEnd) return 'stale';
    if (element.missingAtEnd) return 'lost';
    // There were no final reads: seen again after it was missed, or else missing to the end of what is known.
    if (element.lastSeen !== undefined && element.lastSeen.completionIndex > lastMissing.index) return 'stale';
    return permits(this.#model, 'stale-read') ? 'undecided' : 'lost';
  }

  #reportLost(element: Element, lastMissing: Operation): void {
    const add = element.acknowledged as Operation;
    const { lastSeen } = element;
    const seen =
      lastSeen === undefined
        ? 'no read ever returned it'
        : `it was last seen by process ${lastSeen.process} at ${seconds(lastSeen.completeTimeNs)}`;
    this.#anomalies.add('lost-element', 'lost-element', () => ({
      summary: `process ${add.process} added ${quote(element.value)}, acknowledged at ${seconds(add.completeTimeNs)}, but process ${lastMissing.process} did not find it at ${seconds(lastMissing.completeTimeNs)}; ${seen}`,
      operations: inOrder(add, lastMissing, lastSeen),
      culprit: lastMissing.index,
      subject: quote(element.value),
    }));
  }

  #reportStale(element: Element, missing: Operation): void {
    const add = element.acknowledged as Operation;
    const { lastSeen } = element;
    this.#anomalies.add('stale-read', 'stale-read', () => ({
      summary: `process ${missing.process} did not find ${quote(element.value)} at ${seconds(missing.completeTimeNs)} (its read began at ${seconds(missing.invokeTimeNs)}), though process ${add.process} had added it, acknowledged at ${seconds(add.completeTimeNs)}; others saw it, process ${lastSeen?.process} at ${seconds(lastSeen?.completeTimeNs ?? 0)}`,
      operations: inOrder(add, missing, lastSeen),
      culprit: missing.index,
      subject: quote(element.value),
    }));
  }
}

function acknowledgedAt(element: Element): number {
  return element.acknowledged?.completionIndex ?? Number.POSITIVE_INFINITY;
}

function inOrder(...operations: readonly (Operation | undefined)[]): number[] {
  const indexes = operations.flatMap((operation) => (operation === undefined ? [] : operation.index));
  return [...new Set(indexes)].toSorted((left, right) => left - right);
}

/**
 * Judges a history of one grow-only set. Throws a HistoryShapeError for operations that a set does not have. O(reads
 * times elements), the size of what was read.
 */
export function checkSet(question: SetQuestion): CheckResult {
  return new SetCheck(question.operations, question.model ?? 'linearizable').run(question.budget ?? {});
}
