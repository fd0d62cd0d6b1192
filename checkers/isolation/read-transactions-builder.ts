/** Collects transactions, micro-operation by micro-operation, into columns. */
import type { Operation } from '../history/event.ts';
import { GrowingInts } from '../history/growing-ints.ts';
import type { JsonInterner } from '../history/interner.ts';
import { KeyNumbers, VersionNumbers } from './read-transactions-versions.ts';
import { initialVersion, unknownVersion, type TransactionColumns } from './transaction-columns.ts';

const notList = -1;
const noKey = -1;

export class TransactionBuilder {
  readonly #workload: TransactionColumns['workload'];
  readonly #values: JsonInterner;
  readonly #keys: KeyNumbers;
  readonly #versions = new VersionNumbers();
  /** Sessions are numbered like keys, by number of the process. */
  readonly #sessions = new KeyNumbers({ size: 0, value: (process) => process });
  #count = 0;
  readonly #status: Uint8Array;
  readonly #session: Int32Array;
  readonly #invoke: Int32Array;
  readonly #complete: Int32Array;
  readonly #first: Int32Array;
  readonly #kind = new GrowingInts(1024);
  readonly #key = new GrowingInts(1024);
  readonly #version = new GrowingInts(1024);
  readonly #list = new GrowingInts(1024);
  readonly #listFirst = new GrowingInts(1024);
  readonly #elements = new GrowingInts(1024);
  /** Per key: number of the longest list read of it, or -1. The elements of other lists are looked for there first. */
  readonly #longest = new GrowingInts(64);

  /** At most `capacity` transactions, whose values are numbered by `values`, and the packed ones of them packed there. */
  constructor(workload: TransactionColumns['workload'], values: JsonInterner, capacity: number) {
    // Pages that nobody writes to cost nothing; growing step by step would copy everything several times.
    const packedWords = values.microOps.words.length;
    for (const column of [this.#kind, this.#key, this.#version, this.#list]) column.reserve(Math.ceil(packedWords / 3));
    this.#elements.reserve(packedWords);
    this.#workload = workload;
    this.#values = values;
    this.#keys = new KeyNumbers(values);
    this.#status = new Uint8Array(capacity);
    this.#session = new Int32Array(capacity);
    this.#invoke = new Int32Array(capacity);
    this.#complete = new Int32Array(capacity);
    this.#first = new Int32Array(capacity + 1);
    this.#listFirst.push(0);
  }

  /** Begins the next transaction: the micro-operations that follow are its own. Processes are small numbers from 0. */
  begin(process: number, status: number, invoke: number, complete: number): void {
    const transaction = this.#count++;
    this.#status[transaction] = status;
    this.#session[transaction] = this.#sessions.numberOf(process);
    this.#invoke[transaction] = invoke;
    this.#complete[transaction] = complete;
    this.#first[transaction] = this.#kind.length;
  }

  /** Values are canonical numbers of the interner. */
  write(kind: number, key: number, value: number): void {
    const keyNumber = this.#keys.numberOf(key);
    this.#add(kind, keyNumber, this.#versions.numberOf(keyNumber, value), notList);
  }

  /** What was read is not known. */
  unknownRead(kind: number, key: number): void {
    this.#add(
      kind,
      this.#keys.numberOf(key),
      unknownVersion,
      this.#workload === 'list-append' ? unknownVersion : notList,
    );
  }

  initialRead(kind: number, key: number): void {
    this.#add(kind, this.#keys.numberOf(key), initialVersion, notList);
  }

  registerRead(kind: number, key: number, value: number): void {
    const keyNumber = this.#keys.numberOf(key);
    this.#add(kind, keyNumber, this.#versions.numberOf(keyNumber, value), notList);
  }

  /** A read of the list whose elements are `items[from]` to `items[to]` (exclusive). */
  listRead(kind: number, key: number, items: Int32Array, from: number, to: number): void {
    const keyNumber = this.#keys.numberOf(key);
    const list = this.#listFirst.length - 1;
    this.#elements.reserve(to - from);
    this.#copyElements(keyNumber, items, from, to);
    this.#listFirst.push(this.#elements.length);
    this.#add(kind, keyNumber, initialVersion, list);
  }

  /** A read by a predicate (a value); `matches` are keys and values in turn, or unknown. */
  predicateRead(kind: number, predicate: number, matches: readonly number[] | undefined): void {
    if (matches === undefined) {
      this.#add(kind, noKey, predicate, unknownVersion);
      return;
    }
    const list = this.#listFirst.length - 1;
    for (let at = 0; at < matches.length; at += 2) {
      const key = this.#keys.numberOf(matches[at] as number);
      this.#elements.push(this.#versions.numberOf(key, matches[at + 1] as number));
    }
    this.#listFirst.push(this.#elements.length);
    this.#add(kind, noKey, predicate, list);
  }

  finish(operation: (transaction: number) => Operation): TransactionColumns {
    const count = this.#count;
    this.#first[count] = this.#kind.length;
    return {
      workload: this.#workload,
      count,
      status: this.#status.subarray(0, count),
      session: this.#session.subarray(0, count),
      sessionCount: this.#sessions.size,
      invoke: this.#invoke.subarray(0, count),
      complete: this.#complete.subarray(0, count),
      first: this.#first.subarray(0, count + 1),
      kind: Uint8Array.from(this.#kind.view()),
      key: this.#key.view(),
      version: this.#version.view(),
      list: this.#list.view(),
      listFirst: this.#listFirst.view(),
      elements: this.#elements.view(),
      versionCount: this.#versions.size,
      versionKey: this.#versions.key.view(),
      versionValue: this.#versions.value.view(),
      keys: this.#keys,
      values: this.#values,
      operation,
    };
  }

  #add(kind: number, key: number, version: number, list: number): void {
    this.#kind.push(kind);
    this.#key.push(key);
    this.#version.push(version);
    this.#list.push(list);
  }

  /**
   * Nearly every list of a key is a prefix of another of it: its versions are found beside those, one comparison each,
   * and hashed only where the lists part.
   */
  #copyElements(key: number, items: Int32Array, from: number, to: number): void {
    while (this.#longest.length <= key) this.#longest.push(-1);
    const list = this.#listFirst.length - 1;
    const longest = this.#longest.items[key] as number;
    const known = longest < 0 ? 0 : (this.#listFirst.items[longest] as number);
    const knownLength = longest < 0 ? 0 : (this.#listFirst.items[longest + 1] as number) - known;
    const elements = this.#elements.items;
    const start = this.#elements.length;
    for (let at = from; at < to; at++) {
      const value = items[at] as number;
      const place = at - from;
      const candidate = place < knownLength ? (elements[known + place] as number) : -1;
      const isSame = candidate >= 0 && this.#versions.value.items[candidate] === value;
      elements[start + place] = isSame ? candidate : this.#versions.numberOf(key, value);
    }
    this.#elements.length = start + to - from;
    if (to - from > knownLength || longest < 0) this.#longest.items[key] = list;
  }
}
