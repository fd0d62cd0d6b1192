/**
 * A partitioned log as the history shows it: which value stands at which offset of which partition, who sent it, and who polled
 * it. Values are those of Jepsen's `kafka` workload. A place is an offset of a partition; places, values and records are
 * numbers in columns, since a poll may return many.
 */
import type { Json, Operation } from '../../history/event.ts';
import { JsonInterner } from '../../history/interner.ts';
import { isMap, misshapen } from '../invariant-question.ts';

const shape =
  'a list of ["send", partition, [offset, value]], ["poll", {partition: [[offset, value], ...]}] and ["rebalance"]';

/** In place of an operation, a place or an offset: there is none, or it is not known. */
export const nothing = -1;

/** What an operation did, as ranges of records. */
export interface LogOperation {
  /** Sends are records `first` to `polls` (exclusive), polls `polls` to `end` (exclusive). */
  readonly first: number;
  readonly polls: number;
  readonly end: number;
  /** The consumer was moved meanwhile: its polls here have no order with others, nor among themselves. */
  readonly isRebalanced: boolean;
}

export class LogRecords {
  readonly #keys = new JsonInterner();
  readonly #texts = new JsonInterner();
  readonly #values = new JsonInterner();
  readonly #offsets = new JsonInterner();
  readonly #places = new JsonInterner();
  /** Per record: its place (`nothing` if the offset is not known), and the number of its partition and value together. */
  readonly place: number[] = [];
  readonly value: number[] = [];
  /** Per place: the value there, the operation that showed it first, and whether it was polled. */
  readonly valueAt: number[] = [];
  readonly shownBy: number[] = [];
  readonly isPolled: boolean[] = [];
  /** Per value: the first place it was seen at; all, where there are several. */
  readonly firstPlace: number[] = [];
  readonly #morePlaces = new Map<number, number[]>();

  /**
   * Takes the records of an operation; of one that did not succeed, what it tried to send. Sends come first. Throws a
   * HistoryShapeError.
   */
  read(operation: Operation): LogOperation {
    const value = operation.type === 'ok' ? operation.value : operation.invoked;
    if (!Array.isArray(value)) throw misshapen(operation, value, shape);
    const micros = value as readonly Json[];
    const first = this.place.length;
    let isRebalanced = false;
    for (const micro of micros) {
      if (!Array.isArray(micro)) throw misshapen(operation, value, shape);
      const [f, key, rest] = micro as readonly Json[];
      if (f === 'send' && micro.length === 3) this.#sent(operation, key as Json, rest as Json);
      else if (f === 'rebalance' && micro.length === 1) isRebalanced = true;
      else if (f !== 'poll' || micro.length > 2) throw misshapen(operation, value, shape);
    }
    const polls = this.place.length;
    if (operation.type === 'ok') {
      for (const micro of micros as readonly (readonly Json[])[]) {
        if (micro[0] === 'poll') this.#polled(operation, micro[1] ?? null);
      }
    }
    return { first, polls, end: this.place.length, isRebalanced };
  }

  /** How many values there are, and places: numbers go up to that. */
  get valueCount(): number {
    return this.#values.size;
  }

  get placeCount(): number {
    return this.#places.size;
  }

  partitionOf(place: number): number {
    return this.#places.first(place);
  }

  offsetOf(place: number): number {
    return this.#offsets.value(this.#places.second(place)) as number;
  }

  valueOf(value: number): Json {
    return this.#texts.value(this.#values.second(value));
  }

  /** The partition's name, of a value. */
  keyOf(value: number): Json {
    return this.#keys.value(this.#values.first(value));
  }

  /** All places of a value. */
  placesOf(value: number): readonly number[] {
    const first = this.firstPlace[value];
    return first === undefined ? [] : (this.#morePlaces.get(value) ?? [first]);
  }

  /** A value is seen at a place. Answers the value that stands there already, if it is another. */
  put(place: number, value: number, operation: number): number | undefined {
    const there = this.valueAt[place];
    if (there !== undefined) return there === value ? undefined : there;
    this.valueAt[place] = value;
    this.shownBy[place] = operation;
    const first = this.firstPlace[value];
    if (first === undefined) this.firstPlace[value] = place;
    else this.#morePlaces.set(value, [...(this.#morePlaces.get(value) ?? [first]), place]);
    return undefined;
  }

  /** Keys of JSON maps are texts: 1 and "1" name one partition. */
  #partition(key: Json): number {
    return this.#keys.intern(typeof key === 'number' ? String(key) : key);
  }

  #add(partition: number, offset: number, value: Json): void {
    const place = offset < 0 ? nothing : this.#places.internPair(partition, this.#offsets.internWhole(offset));
    this.place.push(place);
    this.value.push(this.#values.internPair(partition, this.#texts.intern(value)));
  }

  #sent(operation: Operation, key: Json, rest: Json): void {
    const partition = this.#partition(key);
    const isPlaced = operation.type === 'ok' && Array.isArray(rest) && rest.length === 2;
    if (!isPlaced) return this.#add(partition, nothing, rest);
    const [offset, value] = rest as unknown as readonly [Json, Json];
    this.#add(partition, offset === null ? nothing : this.#offset(operation, offset), value);
  }

  #offset(operation: Operation, offset: Json): number {
    if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0)
      throw misshapen(operation, operation.value, shape);
    return offset;
  }

  #polled(operation: Operation, batches: Json): void {
    if (batches === null) return;
    if (!isMap(batches)) throw misshapen(operation, operation.value, shape);
    for (const key of Object.keys(batches)) {
      const batch = batches[key] as Json;
      if (!Array.isArray(batch)) throw misshapen(operation, operation.value, shape);
      const partition = this.#partition(key);
      for (const record of batch as readonly Json[]) {
        if (!Array.isArray(record) || record.length !== 2) throw misshapen(operation, operation.value, shape);
        this.#add(partition, this.#offset(operation, record[0] as Json), record[1] as Json);
      }
    }
  }
}
