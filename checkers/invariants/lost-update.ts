/**
 * Lost updates: `increment` takes a key, reads its number, writes one more, and answers `[key, the number it wrote]`; `read`
 * takes `[key, null]` and answers `[key, number]`. A number never written is 0 or null. Two increments that wrote the same
 * number read the same number, so the later overwrote the earlier: P4 of Berenson et al. 1995; Adya, section 4.2 (G-cursor)
 * and G-single. Cursor stability and everything that reads from one snapshot and lets the first committer win forbid it.
 *
 * That is a proof by itself: in any serial order the second increment reads what the first wrote, and numbers only grow.
 * A read below the number of increments acknowledged before it began is stale, or betrays updates lost without a witness:
 * nobody can tell which unless the final reads all miss them (then a lost update is what is certain).
 */
import type { Json, Operation } from '../history/event.ts';
import { Numbering } from '../history/numbering.ts';
import type { OperationList } from '../history/operation-table.ts';
import { counted, quote, seconds } from '../history/quote.ts';
import type { CheckResult } from '../verdict.ts';
import { AnomalyList } from './anomaly-list.ts';
import { eventOrder } from './event-order.ts';
import {
  evidence,
  foreignOperation,
  isSpent,
  keyed,
  limitReason,
  whole,
  type InvariantQuestion,
} from './invariant-question.ts';

const incrementShape = 'a key when invoked, [key, the number written] when ok';
const readShape = '[key, the number read, or null]';
const consequence = 'two people change the same page at once; both are told it is saved, and one change is gone';

/** What an operation is here. */
const otherKind = 0;
const okIncrement = 1;
const openIncrement = 2;
const failedIncrement = 3;
const okRead = 4;

function readerOf(read: Operation, value: number, key: Json): string {
  return `process ${read.process} read ${value} in key ${quote(key)} at ${seconds(read.completeTimeNs)}`;
}

interface Counter {
  readonly key: Json;
  /** By the number written: the increment that wrote it. */
  readonly writers: Map<number, number>;
  acknowledged: number;
  attempted: number;
  failed: number;
  /** Position of the last acknowledgement: reads that began after it are final. */
  lastAcknowledgement: number;
  finalHit: boolean;
  finalMiss: number;
  finalExpected: number;
}

class LostUpdateCheck {
  readonly #operations: OperationList;
  readonly #anomalies: AnomalyList;
  readonly #keys = new Numbering();
  readonly #counters: Counter[] = [];
  readonly #kind: Uint8Array;
  readonly #key: Int32Array;
  readonly #number: Float64Array;
  /** Per read: increments of its key acknowledged before it began. */
  readonly #certain: Float64Array;

  constructor(operations: OperationList, model: string) {
    this.#operations = operations;
    this.#anomalies = new AnomalyList(model);
    this.#kind = new Uint8Array(operations.length);
    this.#key = new Int32Array(operations.length);
    this.#number = new Float64Array(operations.length);
    this.#certain = new Float64Array(operations.length);
  }

  run({ budget = {} }: InvariantQuestion): CheckResult {
    const { length } = this.#operations;
    let position = 0;
    for (const operation of this.#operations) {
      if (isSpent(budget, position + 1)) return this.#result([limitReason(position, length)]);
      this.#take(operation, position++);
    }
    this.#sweep(eventOrder(this.#operations));
    for (const counter of this.#counters) this.#judgeEnd(counter);
    const gaps: string[] = [];
    if (!this.#kind.includes(okIncrement)) gaps.push('no increment was acknowledged, so nothing could be lost');
    else if (!this.#counters.some(({ attempted }) => attempted > 1))
      gaps.push('no key was incremented twice: there was nothing to lose');
    return this.#result(gaps);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result('lost-update', gaps, this.#operations.length);
  }

  #counter(key: Json): number {
    const id = this.#keys.intern(key);
    this.#counters[id] ??= {
      key,
      writers: new Map(),
      acknowledged: 0,
      attempted: 0,
      failed: 0,
      lastAcknowledgement: -1,
      finalHit: false,
      finalMiss: -1,
      finalExpected: 0,
    };
    return id;
  }

  #take(operation: Operation, position: number): void {
    const { f, type } = operation;
    if (f === 'increment') this.#takeIncrement(operation, position);
    else if (f !== 'read') throw foreignOperation(operation, 'lost-update', ['increment', 'read']);
    else if (type === 'ok') {
      const [key, value] = keyed(operation, operation.value, readShape);
      this.#key[position] = this.#counter(key);
      this.#kind[position] = okRead;
      this.#number[position] = value === null ? 0 : whole(operation, value, readShape);
    }
  }

  #takeIncrement(operation: Operation, position: number): void {
    if (operation.type !== 'ok') {
      this.#key[position] = this.#counter(operation.invoked);
      this.#kind[position] = operation.type === 'fail' ? failedIncrement : openIncrement;
      return;
    }
    const [key, value] = keyed(operation, operation.value, incrementShape);
    const id = this.#counter(key);
    const written = whole(operation, value, incrementShape);
    this.#key[position] = id;
    this.#kind[position] = okIncrement;
    this.#number[position] = written;
    const counter = this.#counters[id] as Counter;
    counter.lastAcknowledgement = Math.max(counter.lastAcknowledgement, operation.completionIndex);
    const first = counter.writers.get(written);
    if (first === undefined) counter.writers.set(written, position);
    else this.#reportPair(this.#operations.at(first) as Operation, operation, key, written);
  }

  #reportPair(first: Operation, second: Operation, key: Json, written: number): void {
    const name = quote(key);
    this.#anomalies.add('lost-update', 'lost-update', () => ({
      summary: `process ${first.process} incremented key ${name} from ${written - 1} to ${written}, acknowledged at ${seconds(first.completeTimeNs)}, and process ${second.process} did the same, acknowledged at ${seconds(second.completeTimeNs)}: one of the two updates is lost`,
      operations: evidence(first, second),
      subject: name,
      consequence,
    }));
  }

  #sweep(order: Int32Array): void {
    for (const event of order) {
      if (event === 0) continue;
      const position = Math.abs(event) - 1;
      const kind = this.#kind[position] as number;
      if (kind === otherKind) continue;
      const counter = this.#counters[this.#key[position] as number] as Counter;
      if (kind === okRead && event > 0) this.#certain[position] = counter.acknowledged;
      else if (kind === okRead) this.#judgeRead(position, counter);
      else if (event < 0) counter.acknowledged += kind === okIncrement ? 1 : 0;
      else if (kind === failedIncrement) counter.failed++;
      else counter.attempted++;
    }
  }

  #judgeRead(position: number, counter: Counter): void {
    const value = this.#number[position] as number;
    const certain = this.#certain[position] as number;
    const read = this.#operations.at(position) as Operation;
    const isFinal = read.index > counter.lastAcknowledgement;
    if (value > counter.attempted) {
      const phenomenon = value > counter.attempted + counter.failed ? 'unexpected-element' : 'aborted-read';
      this.#anomalies.add('counter-too-high', phenomenon, () => ({
        summary: `${readerOf(read, value, counter.key)}, but only ${counted(counter.attempted, 'increment')} can have happened by then`,
        operations: [read.index],
        subject: quote(counter.key),
        consequence: 'the counter shows more than anybody did: one request was carried out twice',
      }));
    } else if (value >= certain) {
      if (isFinal) counter.finalHit = true;
    } else if (isFinal) {
      counter.finalMiss = position;
      counter.finalExpected = certain;
    } else this.#reportStale(read, value, counter, certain);
  }

  #reportStale(read: Operation, value: number, counter: Counter, certain: number): void {
    this.#anomalies.add('stale-read', 'stale-read', () => ({
      summary: `${readerOf(read, value, counter.key)}, though ${counted(certain, 'increment')} had been acknowledged when its read began at ${seconds(read.invokeTimeNs)}`,
      operations: [read.index],
      subject: quote(counter.key),
      consequence: 'a page shows a count from before the click that it confirms',
    }));
  }

  #judgeEnd(counter: Counter): void {
    if (counter.finalMiss < 0) return;
    const read = this.#operations.at(counter.finalMiss) as Operation;
    const value = this.#number[counter.finalMiss] as number;
    if (counter.finalHit) return this.#reportStale(read, value, counter, counter.finalExpected);
    this.#anomalies.add('lost-update', 'lost-update', () => ({
      summary: `key ${quote(counter.key)} was incremented ${counter.finalExpected} times with acknowledgement, but every read after that finds less: process ${read.process} read ${value} at ${seconds(read.completeTimeNs)}, so ${counted(counter.finalExpected - value, 'update')} ${counter.finalExpected - value === 1 ? 'is' : 'are'} lost`,
      operations: [read.index],
      subject: quote(counter.key),
      consequence,
    }));
  }
}

/**
 * Judges a history of read-modify-write increments by key; `snapshot-isolation` if no model is given. Increments of unknown
 * outcome may count or not. Throws a HistoryShapeError for anything else. O(n).
 */
export function checkLostUpdate(question: InvariantQuestion): CheckResult {
  return new LostUpdateCheck(question.operations, question.model ?? 'snapshot-isolation').run(question);
}
