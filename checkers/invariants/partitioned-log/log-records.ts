/**
 * A partitioned log as the history shows it: which value stands at which offset of which partition, who sent it, and who polled
 * it. Values are those of Jepsen's `kafka` workload.
 */
import type { Json, Operation } from '../../history/event.ts';
import { JsonInterner } from '../../history/interner.ts';
import { isMap, misshapen } from '../invariant-question.ts';

const shape =
  'a list of ["send", partition, [offset, value]], ["poll", {partition: [[offset, value], ...]}] and ["rebalance"]';

/** One record that an operation sent or polled. The offset of a send may be unknown: -1. */
export interface LogRecord {
  readonly partition: number;
  readonly offset: number;
  /** Number of the pair of partition and value. */
  readonly value: number;
}

export interface LogOperation {
  readonly sends: readonly LogRecord[];
  readonly polls: readonly LogRecord[];
  /** The consumer was moved meanwhile: its polls here have no order with others, nor among themselves. */
  readonly isRebalanced: boolean;
}

/** All sends of one value to one partition. */
export interface Sends {
  /** Operations: those that did not fail, that were acknowledged, that failed. */
  readonly possible: number[];
  readonly acknowledged: number[];
  readonly failed: number[];
}

const offsetUnknown = -1;

/** One partition: what stands where. */
export class Partition {
  readonly key: Json;
  readonly valueAt = new Map<number, number>();
  /** The operation that showed it first. */
  readonly shownBy = new Map<number, number>();
  readonly polled = new Set<number>();

  constructor(key: Json) {
    this.key = key;
  }
}

export class LogRecords {
  readonly #keys = new JsonInterner();
  readonly #values = new JsonInterner();
  readonly #pairs = new JsonInterner();
  readonly partitions: Partition[] = [];
  /** Per value: its sends, the offsets it was seen at, and the poll that found it first. */
  readonly #sends: Sends[] = [];
  readonly offsets: number[][] = [];

  /** The records of an operation; of one that did not succeed, what it tried to send. Throws a HistoryShapeError. */
  read(operation: Operation): LogOperation {
    const value = operation.type === 'ok' ? operation.value : operation.invoked;
    if (!Array.isArray(value)) throw misshapen(operation, value, shape);
    const sends: LogRecord[] = [];
    const polls: LogRecord[] = [];
    let isRebalanced = false;
    for (const micro of value as readonly Json[]) {
      if (!Array.isArray(micro)) throw misshapen(operation, value, shape);
      const [f, key, rest] = micro as readonly Json[];
      if (f === 'send' && micro.length === 3) sends.push(this.#sent(operation, key as Json, rest as Json));
      else if (f === 'rebalance' && micro.length === 1) isRebalanced = true;
      else if (f !== 'poll' || micro.length > 2) throw misshapen(operation, value, shape);
      else if (operation.type === 'ok') polls.push(...this.#polled(operation, key ?? null));
    }
    return { sends, polls, isRebalanced };
  }

  sends(value: number): Sends {
    return (this.#sends[value] ??= { possible: [], acknowledged: [], failed: [] });
  }

  /** Numbers of all values that were sent or seen. */
  *values(): Iterable<number> {
    for (const [value, sends] of this.#sends.entries()) if (sends !== undefined) yield value;
  }

  partitionOf(value: number): number {
    return this.#pairs.first(value);
  }

  valueOf(value: number): Json {
    return this.#values.value(this.#pairs.second(value));
  }

  /** Keys of JSON maps are texts: 1 and "1" name one partition. */
  #partition(key: Json): number {
    const id = this.#keys.intern(typeof key === 'number' ? String(key) : key);
    this.partitions[id] ??= new Partition(key);
    return id;
  }

  #value(partition: number, value: Json): number {
    return this.#pairs.internPair(partition, this.#values.intern(value));
  }

  #sent(operation: Operation, key: Json, rest: Json): LogRecord {
    const partition = this.#partition(key);
    const isPlaced = operation.type === 'ok' && Array.isArray(rest) && rest.length === 2;
    if (!isPlaced) return { partition, offset: offsetUnknown, value: this.#value(partition, rest) };
    const [offset, value] = rest as unknown as readonly [Json, Json];
    if (offset === null) return { partition, offset: offsetUnknown, value: this.#value(partition, value) };
    return { partition, offset: this.#offset(operation, offset), value: this.#value(partition, value) };
  }

  #offset(operation: Operation, offset: Json): number {
    if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0)
      throw misshapen(operation, operation.value, shape);
    return offset;
  }

  #polled(operation: Operation, batches: Json): LogRecord[] {
    if (batches === null) return [];
    if (!isMap(batches)) throw misshapen(operation, operation.value, shape);
    return Object.entries(batches).flatMap(([key, batch]) => {
      if (!Array.isArray(batch)) throw misshapen(operation, operation.value, shape);
      const partition = this.#partition(key);
      return (batch as readonly Json[]).map((record) => {
        if (!Array.isArray(record) || record.length !== 2) throw misshapen(operation, operation.value, shape);
        const [offset, value] = record as unknown as readonly [Json, Json];
        return { partition, offset: this.#offset(operation, offset), value: this.#value(partition, value) };
      });
    });
  }
}
