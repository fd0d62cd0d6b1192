/**
 * A partitioned log with consumers, as in Jepsen's `kafka` workload, whose names the anomalies have. `send`, `poll` and `txn`
 * take a list of `["send", partition, value]` and `["poll"]`, and answer `["send", partition, [offset, value]]` (the offset may
 * be null, or the value alone) and `["poll", {partition: [[offset, value], ...]}]`. `assign` and `subscribe` begin a process's
 * polls anew, wherever the target puts it; so does an operation of its that failed, and a micro-operation `["rebalance"]`
 * (among those of an operation during which its consumer was moved). Values are unique per partition.
 *
 * - `inconsistent-offsets`: an offset of a partition holds two values. `duplicate`: a value stands at more offsets than it was
 *   sent. `unexpected-element`, `G1a`: what was polled had never been sent, or its send had failed.
 * - `lost-write`: an acknowledged record that no poll ever returned, although some process polled records before and after it
 *   without a break. `unseen` records, that nobody polled past, are a reason for `unknown` instead.
 * - `poll-skip`, `nonmonotonic-poll`: a process passes over records that others polled; it comes to a record that does not
 *   lie after the one before. Within one operation `int-poll-skip`, `int-nonmonotonic-poll`.
 * - `nonmonotonic-send`, `int-nonmonotonic-send`: a process's later send to a partition got a smaller offset.
 */
import type { Operation } from '../../history/event.ts';
import type { OperationList } from '../../history/operation-table.ts';
import { counted, quote, seconds } from '../../history/quote.ts';
import type { PhenomenonName } from '../../models/phenomena.ts';
import type { CheckResult } from '../../verdict.ts';
import { AnomalyList } from '../anomaly-list.ts';
import { evidence, foreignOperation, isSpent, limitReason, type InvariantQuestion } from '../invariant-question.ts';
import { PlaceRanks, Positions, type WrongStep } from './consumer-order.ts';
import { LogRecords, nothing, type LogOperation } from './log-records.ts';

const consequences = {
  offset: 'two consumers that read the same position act on different events',
  twice: 'one payment is booked twice',
  invented: 'a consumer acts on an event that nobody caused',
  lost: 'an event was accepted, and whoever waits for it waits forever',
  skipped: 'a consumer never hears of an event, while others act on it',
  backwards: 'a consumer acts on the same event twice, or on a newer one first',
  reordered: 'the cancellation stands before the order that it cancels',
};

const takers = ['send', 'poll', 'txn'];
const restarts = ['assign', 'subscribe', 'crash', 'debug-topic-partitions'];

class PartitionedLog {
  readonly #operations: OperationList;
  readonly #anomalies: AnomalyList;
  readonly #records = new LogRecords();
  /** Per operation that succeeded: what it sent and polled. */
  readonly #logs: (LogOperation | undefined)[] = [];
  /** Per value: how many sends did not fail, the first of those, the first acknowledged, the first that failed. */
  readonly #sendCount: number[] = [];
  readonly #firstSend: number[] = [];
  readonly #acknowledged: number[] = [];
  readonly #failed: number[] = [];
  /** Per value: a poll that returned it before any send of it was known; it may still have begun in time. */
  readonly #doubtful = new Map<number, number>();
  #polledCount = 0;
  #acknowledgedCount = 0;
  #step = 0;

  constructor(operations: OperationList, model: string) {
    this.#operations = operations;
    this.#anomalies = new AnomalyList(model);
  }

  run({ budget = {} }: InvariantQuestion): CheckResult {
    const { length } = this.#operations;
    let number = 0;
    for (const operation of this.#operations) {
      if (isSpent(budget, ++this.#step)) return this.#result([limitReason(number, length)]);
      this.#take(operation, number++);
    }
    const ranks = new PlaceRanks(this.#records);
    number = 0;
    const consumers = new Map<number, Positions>();
    const producers = new Map<number, Positions>();
    for (const operation of this.#operations) {
      if (isSpent(budget, ++this.#step)) return this.#result([limitReason(number, length)]);
      this.#follow(operation, number++, ranks, consumers, producers);
    }
    for (let value = 0; value < this.#records.valueCount; value++) this.#judgeValue(value);
    const unseen = this.#judgeLosses(ranks);
    const gaps: string[] = [];
    if (this.#acknowledgedCount === 0) gaps.push('no send was acknowledged, so nothing could be lost');
    if (this.#polledCount === 0) gaps.push('no poll returned anything');
    else if (unseen > 0) gaps.push(`${counted(unseen, 'acknowledged record')} that no poll reached`);
    return this.#result(gaps);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result('partitioned-log', gaps, this.#operations.length);
  }

  #operation(number: number): Operation {
    return this.#operations.at(number) as Operation;
  }

  #take(operation: Operation, number: number): void {
    const { f, type } = operation;
    if (!takers.includes(f)) {
      if (restarts.includes(f)) return;
      throw foreignOperation(operation, 'partitioned-log', [...takers, ...restarts]);
    }
    const log = this.#records.read(operation);
    const { place, value } = this.#records;
    for (let at = log.first; at < log.polls; at++) {
      const one = value[at] as number;
      if (type === 'fail') this.#failed[one] ??= number;
      else {
        this.#sendCount[one] = (this.#sendCount[one] ?? 0) + 1;
        this.#firstSend[one] ??= number;
      }
      if (type !== 'ok') continue;
      this.#acknowledgedCount++;
      this.#acknowledged[one] ??= number;
      if (place[at] !== nothing) this.#put(place[at] as number, one, number);
    }
    for (let at = log.polls; at < log.end; at++) {
      const one = value[at] as number;
      this.#records.isPolled[place[at] as number] = true;
      if (this.#firstSend[one] === undefined && !this.#doubtful.has(one)) this.#doubtful.set(one, number);
      this.#put(place[at] as number, one, number);
    }
    this.#polledCount += log.end - log.polls;
    if (type === 'ok') this.#logs[number] = log;
  }

  #put(place: number, value: number, operation: number): void {
    const there = this.#records.put(place, value, operation);
    if (there === undefined) return;
    this.#anomalies.add('inconsistent-offsets', 'duplicate-id', () => {
      const records = this.#records;
      const first = this.#operation(records.shownBy[place] ?? operation);
      const second = this.#operation(operation);
      const key = quote(records.keyOf(value));
      return {
        summary: `offset ${records.offsetOf(place)} of partition ${key} is ${quote(records.valueOf(there))} to process ${first.process} at ${seconds(first.completeTimeNs)} and ${quote(records.valueOf(value))} to process ${second.process} at ${seconds(second.completeTimeNs)}`,
        operations: evidence(first, second),
        subject: key,
        consequence: consequences.offset,
      };
    });
  }

  #judgeValue(value: number): void {
    const poll = this.#doubtful.get(value);
    if (poll !== undefined) this.#judgeOrigin(value, poll);
    const first = this.#firstSend[value];
    const places = this.#records.placesOf(value);
    const sends = this.#sendCount[value] ?? 0;
    if (first === undefined || places.length <= sends) return;
    this.#anomalies.add('duplicate', 'repeated-append', () => {
      const records = this.#records;
      const key = quote(records.keyOf(value));
      const offsets = places.map((place) => records.offsetOf(place));
      const shown = places.map((place) => this.#operation(records.shownBy[place] as number));
      return {
        summary: `${quote(records.valueOf(value))} was sent ${sends === 1 ? 'once' : `${sends} times`} to partition ${key}, but stands at ${counted(offsets.length, 'offset')}: ${offsets.slice(0, 5).join(', ')}`,
        operations: evidence(this.#operation(first), ...shown),
        subject: key,
        consequence: consequences.twice,
      };
    });
  }

  /** Operations are taken in the order of their invocations, so a later send may still be earlier than the poll's end. */
  #judgeOrigin(value: number, poll: number): void {
    const reader = this.#operation(poll);
    const first = this.#firstSend[value];
    if (first !== undefined && this.#operation(first).index < reader.completionIndex) return;
    const failed = this.#failed[value];
    const refused = first === undefined && failed !== undefined ? this.#operation(failed) : undefined;
    const isAborted = refused !== undefined && refused.index < reader.completionIndex;
    const [type, phenomenon] = isAborted
      ? (['G1a', 'aborted-read'] as const)
      : (['unexpected-element', 'unexpected-element'] as const);
    const key = quote(this.#records.keyOf(value));
    this.#anomalies.add(type, phenomenon, () => ({
      summary: `process ${reader.process} polled ${quote(this.#records.valueOf(value))} from partition ${key} at ${seconds(reader.completeTimeNs)}, ${isAborted ? 'whose send had failed' : 'which nobody had tried to send by then'}`,
      operations: evidence(isAborted ? refused : undefined, reader),
      subject: key,
      consequence: consequences.invented,
    }));
  }

  #follow(
    operation: Operation,
    number: number,
    ranks: PlaceRanks,
    consumers: Map<number, Positions>,
    producers: Map<number, Positions>,
  ): void {
    const { process } = operation;
    const log = this.#logs[number];
    if (log === undefined || log.isRebalanced) consumers.get(process)?.forget();
    if (log === undefined) return;
    this.#walk(operation, number, log.first, log.polls, ranks, producers, false);
    if (!log.isRebalanced) this.#walk(operation, number, log.polls, log.end, ranks, consumers, true);
  }

  #walk(
    operation: Operation,
    number: number,
    first: number,
    end: number,
    ranks: PlaceRanks,
    positions: Map<number, Positions>,
    isConsumer: boolean,
  ): void {
    if (first === end) return;
    const { process } = operation;
    let its = positions.get(process);
    if (its === undefined) positions.set(process, (its = new Positions(isConsumer)));
    for (let at = first; at < end; at++) {
      const place = this.#records.place[at] as number;
      if (place === nothing) continue;
      const wrong = its.advance(this.#records.partitionOf(place), place, number, ranks);
      if (wrong !== undefined) this.#reportStep(operation, number, at, wrong, isConsumer);
    }
  }

  #reportStep(
    operation: Operation,
    number: number,
    record: number,
    { kind, from, fromPlace }: WrongStep,
    isConsumer: boolean,
  ): void {
    const isSkip = kind === 'skipped';
    const name = isSkip ? 'poll-skip' : isConsumer ? 'nonmonotonic-poll' : 'nonmonotonic-send';
    const phenomenon: PhenomenonName = isSkip
      ? 'skipped-record'
      : isConsumer
        ? 'nonmonotonic-read'
        : 'reordered-writes';
    this.#anomalies.add(from === number ? `int-${name}` : name, phenomenon, () => {
      const records = this.#records;
      const before = this.#operation(from);
      const key = quote(records.keyOf(records.value[record] as number));
      const verb = isConsumer ? 'polled' : 'sent to';
      const what = isSkip
        ? ', passing over what others polled'
        : isConsumer
          ? ', which does not lie after it'
          : ', which is smaller';
      return {
        summary: `process ${operation.process} ${verb} offset ${records.offsetOf(fromPlace)} of partition ${key} at ${seconds(before.completeTimeNs)}, and next offset ${records.offsetOf(records.place[record] as number)} at ${seconds(operation.completeTimeNs)}${what}`,
        operations: evidence(before, operation),
        subject: key,
        consequence: isSkip ? consequences.skipped : isConsumer ? consequences.backwards : consequences.reordered,
      };
    });
  }

  /** Acknowledged records that nobody polled: lost if passed over. Answers how many nobody passed. */
  #judgeLosses(ranks: PlaceRanks): number {
    const passed = ranks.passed();
    const records = this.#records;
    let unseen = 0;
    for (const [value, acknowledged] of this.#acknowledged.entries()) {
      if (acknowledged === undefined) continue;
      const places = records.placesOf(value);
      if (places.some((place) => records.isPolled[place] === true)) continue;
      const gone = places.find((place) => (passed[ranks.rank[place] as number] as number) > 0);
      if (gone === undefined) {
        unseen++;
        continue;
      }
      this.#anomalies.add('lost-write', 'lost-element', () => {
        const send = this.#operation(acknowledged);
        const key = quote(records.keyOf(value));
        return {
          summary: `process ${send.process} sent ${quote(records.valueOf(value))} to partition ${key}, acknowledged with offset ${records.offsetOf(gone)} at ${seconds(send.completeTimeNs)}; consumers polled what lies before and after it, but nobody ever got it`,
          operations: evidence(send),
          subject: key,
          consequence: consequences.lost,
        };
      });
    }
    return unseen;
  }
}

/**
 * Judges a history of a partitioned log; `sequential` if no model is given. Throws a HistoryShapeError for anything else.
 * O(n log n) in the number of records.
 */
export function checkPartitionedLog(question: InvariantQuestion): CheckResult {
  return new PartitionedLog(question.operations, question.model ?? 'sequential').run(question);
}
