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
import { PartitionRanks, Positions } from './consumer-order.ts';
import { LogRecords, type LogOperation, type LogRecord } from './log-records.ts';

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
    const ranks = this.#records.partitions.map((partition) => new PartitionRanks(partition));
    number = 0;
    const consumers = new Map<number, Positions>();
    const producers = new Map<number, Positions>();
    for (const operation of this.#operations) {
      if (isSpent(budget, ++this.#step)) return this.#result([limitReason(number, length)]);
      this.#follow(operation, number++, ranks, consumers, producers);
    }
    for (const value of this.#records.values()) this.#judgeValue(value);
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
    for (const send of log.sends) {
      const sends = this.#records.sends(send.value);
      if (type === 'fail') sends.failed.push(number);
      else sends.possible.push(number);
      if (type !== 'ok') continue;
      this.#acknowledgedCount++;
      sends.acknowledged.push(number);
      if (send.offset >= 0) this.#place(send, number, false);
    }
    for (const poll of log.polls) this.#place(poll, number, true);
    this.#polledCount += log.polls.length;
    if (type === 'ok') this.#logs[number] = log;
  }

  #place({ partition, offset, value }: LogRecord, operation: number, isPoll: boolean): void {
    const its = this.#records.partitions[partition];
    if (its === undefined) return;
    if (isPoll) {
      its.polled.add(offset);
      this.#judgeOrigin(value, operation);
    }
    const there = its.valueAt.get(offset);
    if (there === undefined) {
      its.valueAt.set(offset, value);
      its.shownBy.set(offset, operation);
      (this.#records.offsets[value] ??= []).push(offset);
    } else if (there !== value) this.#reportInconsistent(partition, offset, value, operation);
  }

  #reportInconsistent(partition: number, offset: number, value: number, operation: number): void {
    this.#anomalies.add('inconsistent-offsets', 'duplicate-id', () => {
      const its = this.#records.partitions[partition];
      const [first, second] = [this.#operation(its?.shownBy.get(offset) ?? operation), this.#operation(operation)];
      const [there, here] = [its?.valueAt.get(offset) ?? value, value].map((one) => quote(this.#records.valueOf(one)));
      return {
        summary: `offset ${offset} of partition ${quote(its?.key)} is ${there} to process ${first.process} at ${seconds(first.completeTimeNs)} and ${here} to process ${second.process} at ${seconds(second.completeTimeNs)}`,
        operations: evidence(first, second),
        subject: quote(its?.key),
        consequence: consequences.offset,
      };
    });
  }

  /** Operations are taken in the order of their invocations, so a later send may still be earlier than the poll's end. */
  readonly #doubtful = new Map<number, number>();

  #judgeOrigin(value: number, operation: number): void {
    if (this.#records.sends(value).possible.length === 0 && !this.#doubtful.has(value))
      this.#doubtful.set(value, operation);
  }

  #judgeValue(value: number): void {
    const { possible, failed } = this.#records.sends(value);
    const offsets = this.#records.offsets[value] ?? [];
    const name = quote(this.#records.valueOf(value));
    const partition = quote(this.#records.partitions[this.#records.partitionOf(value)]?.key);
    const poll = this.#doubtful.get(value);
    if (poll !== undefined) {
      const reader = this.#operation(poll);
      const [first] = possible;
      if (first === undefined || this.#operation(first).index > reader.completionIndex) {
        const [refused] = first === undefined ? failed : [];
        const isAborted = refused !== undefined && this.#operation(refused).index < reader.completionIndex;
        this.#anomalies.add(
          isAborted ? 'G1a' : 'unexpected-element',
          isAborted ? 'aborted-read' : 'unexpected-element',
          () => ({
            summary: `process ${reader.process} polled ${name} from partition ${partition} at ${seconds(reader.completeTimeNs)}, ${isAborted ? 'whose send had failed' : 'which nobody had tried to send by then'}`,
            operations: evidence(isAborted ? this.#operation(refused) : undefined, reader),
            subject: partition,
            consequence: consequences.invented,
          }),
        );
      }
    }
    if (possible.length > 0 && offsets.length > possible.length) this.#reportDuplicate(value, offsets, name, partition);
  }

  #reportDuplicate(value: number, offsets: readonly number[], name: string, partition: string): void {
    this.#anomalies.add('duplicate', 'repeated-append', () => {
      const its = this.#records.partitions[this.#records.partitionOf(value)];
      const sends = this.#records.sends(value).possible;
      const shown = offsets.flatMap((offset) => its?.shownBy.get(offset) ?? []);
      return {
        summary: `${name} was sent ${sends.length === 1 ? 'once' : `${sends.length} times`} to partition ${partition}, but stands at ${counted(offsets.length, 'offset')}: ${offsets.slice(0, 5).join(', ')}`,
        operations: evidence(...[...sends, ...shown].map((number) => this.#operation(number))),
        subject: partition,
        consequence: consequences.twice,
      };
    });
  }

  #follow(
    operation: Operation,
    number: number,
    ranks: readonly PartitionRanks[],
    consumers: Map<number, Positions>,
    producers: Map<number, Positions>,
  ): void {
    const { process } = operation;
    const log = this.#logs[number];
    if (log === undefined || log.isRebalanced) consumers.get(process)?.forget();
    if (log === undefined) return;
    for (const [records, positions, isConsumer] of [
      [log.isRebalanced ? [] : log.polls, consumers, true],
      [log.sends, producers, false],
    ] as const) {
      if (records.length === 0) continue;
      const its = positions.get(process) ?? new Positions();
      positions.set(process, its);
      for (const record of records) {
        if (record.offset < 0) continue;
        const found = its.advance(record, number, ranks[record.partition] as PartitionRanks, isConsumer);
        if (found !== undefined) this.#reportStep(operation, number, record, found, isConsumer);
      }
    }
  }

  #reportStep(
    operation: Operation,
    number: number,
    { partition, offset }: LogRecord,
    { step, from, fromOffset }: NonNullable<ReturnType<Positions['advance']>>,
    isConsumer: boolean,
  ): void {
    const name = step === 'skipped' ? 'poll-skip' : isConsumer ? 'nonmonotonic-poll' : 'nonmonotonic-send';
    const phenomenon: PhenomenonName =
      step === 'skipped' ? 'skipped-record' : isConsumer ? 'nonmonotonic-read' : 'reordered-writes';
    this.#anomalies.add(from === number ? `int-${name}` : name, phenomenon, () => {
      const before = this.#operation(from);
      const key = quote(this.#records.partitions[partition]?.key);
      const verb = isConsumer ? 'polled' : 'sent to';
      const what =
        step === 'skipped'
          ? ', passing over what others polled'
          : isConsumer
            ? ', which does not lie after it'
            : ', which is smaller';
      return {
        summary: `process ${operation.process} ${verb} offset ${fromOffset} of partition ${key} at ${seconds(before.completeTimeNs)}, and next offset ${offset} at ${seconds(operation.completeTimeNs)}${what}`,
        operations: evidence(before, operation),
        subject: key,
        consequence:
          step === 'skipped' ? consequences.skipped : isConsumer ? consequences.backwards : consequences.reordered,
      };
    });
  }

  /** Acknowledged records that nobody polled: lost if passed over. Answers how many nobody passed. */
  #judgeLosses(ranks: readonly PartitionRanks[]): number {
    const passed = ranks.map((one) => one.passed());
    let unseen = 0;
    for (const value of this.#records.values()) {
      const [acknowledged] = this.#records.sends(value).acknowledged;
      if (acknowledged === undefined) continue;
      const partition = this.#records.partitionOf(value);
      const its = this.#records.partitions[partition];
      const offsets = (this.#records.offsets[value] ?? []) as readonly number[];
      if (offsets.some((offset) => its?.polled.has(offset) === true)) continue;
      const gone = offsets.find((offset) => (passed[partition]?.[ranks[partition]?.rank(offset) ?? -1] ?? 0) > 0);
      if (gone === undefined) {
        unseen++;
        continue;
      }
      this.#anomalies.add('lost-write', 'lost-element', () => {
        const send = this.#operation(acknowledged);
        return {
          summary: `process ${send.process} sent ${quote(this.#records.valueOf(value))} to partition ${quote(its?.key)}, acknowledged with offset ${gone} at ${seconds(send.completeTimeNs)}; consumers polled what lies before and after it, but nobody ever got it`,
          operations: evidence(send),
          subject: quote(its?.key),
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
