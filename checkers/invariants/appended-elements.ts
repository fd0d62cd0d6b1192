/** Who appended which element to which list, when, and in which order: looked up while reads are judged. */
import type { Budget } from '../budget.ts';
import type { Json, Operation } from '../history/event.ts';
import { JsonInterner } from '../history/interner.ts';
import { Numbering } from '../history/numbering.ts';
import type { OperationList } from '../history/operation-table.ts';
import { quote } from '../history/quote.ts';
import { foreignOperation, isSpent, keyed, misshapen } from './invariant-question.ts';

const readShape = '[key, [elements]]';
const appendShape = '[key, element]';

/** Elements of one process on one key, in its order; those acknowledged also apart. */
interface Chain {
  length: number;
  readonly acknowledged: number[];
}

/** Elements are numbered by the pair of key and value. */
export class ElementTable {
  readonly #operations: OperationList;
  readonly #values = new Numbering();
  readonly #keys = new Numbering();
  readonly #processes = new Numbering();
  /** Pairs (key, element) to elements, and (process, key) to sessions. */
  readonly #pairs = new JsonInterner();
  readonly #isRead: Uint8Array;
  /** Per element: its appends; where the first that did not fail was invoked; where it was acknowledged. */
  readonly #appends: number[][] = [];
  readonly #possibleFrom: number[] = [];
  readonly #acknowledgedAt: number[] = [];
  /** Per element: the chain and the place in it, if it was appended once. */
  readonly #chain: number[] = [];
  readonly #place: number[] = [];
  readonly #chains: Chain[] = [];
  /** Per session: its chain. */
  readonly #chainOf = new Map<number, number>();
  /** Per key: its acknowledged elements in the order of acknowledgement. */
  readonly #acknowledgedOf: number[][] = [];
  acknowledgedCount = 0;

  constructor(operations: OperationList) {
    this.#operations = operations;
    this.#isRead = new Uint8Array(operations.length);
  }

  /** Takes all appends; false if it was stopped. Throws a HistoryShapeError. */
  fill(budget: Budget): boolean {
    let number = 0;
    for (const operation of this.#operations) {
      if (isSpent(budget, number + 1)) return false;
      if (operation.f === 'append') this.#append(operation, number);
      else if (operation.f !== 'read') throw foreignOperation(operation, 'lists', ['append', 'read']);
      else if (operation.type === 'ok') this.#isRead[number] = 1;
      number++;
    }
    for (const elements of this.#acknowledgedOf) {
      elements?.sort((left, right) => this.acknowledgedAt(left) - this.acknowledgedAt(right));
    }
    for (const { acknowledged } of this.#chains) {
      // An element appended twice has no place of its own.
      const kept = acknowledged.filter((element) => this.#appends[element]?.length === 1);
      acknowledged.splice(0, acknowledged.length, ...kept);
    }
    return true;
  }

  #append(operation: Operation, number: number): void {
    const [key, value] = keyed(operation, operation.invoked, appendShape);
    const keyId = this.#keys.intern(key);
    const element = this.#element(keyId, value);
    (this.#appends[element] ??= []).push(number);
    if (operation.type === 'fail') return;
    this.#possibleFrom[element] = Math.min(this.possibleFrom(element), operation.index);
    const session = this.session(operation.process, keyId);
    let chain = this.#chainOf.get(session);
    if (chain === undefined) {
      this.#chainOf.set(session, (chain = this.#chains.length));
      this.#chains.push({ length: 0, acknowledged: [] });
    }
    const elements = this.#chains[chain] as Chain;
    this.#chain[element] = chain;
    this.#place[element] = elements.length++;
    if (operation.type !== 'ok') return;
    this.acknowledgedCount++;
    if (!this.isAcknowledged(element)) {
      elements.acknowledged.push(element);
      (this.#acknowledgedOf[keyId] ??= []).push(element);
    }
    this.#acknowledgedAt[element] = Math.min(this.acknowledgedAt(element), operation.completionIndex);
  }

  #element(key: number, value: Json): number {
    return this.#pairs.internPair(key, this.#values.intern(value));
  }

  isRead(operation: number): boolean {
    return this.#isRead[operation] === 1;
  }

  /** What a read found; throws a HistoryShapeError. */
  elementsOf(read: Operation): { readonly key: number; readonly elements: readonly number[] } {
    const [key, list] = keyed(read, read.value, readShape);
    if (list !== null && !Array.isArray(list)) throw misshapen(read, read.value, readShape);
    const id = this.#keys.intern(key);
    return { key: id, elements: ((list ?? []) as readonly Json[]).map((value) => this.#element(id, value)) };
  }

  keyValue(key: number): Json {
    return this.#keys.value(key);
  }

  /** The number of a process and a key together. */
  session(process: number, key: number): number {
    return this.#pairs.internPair(-2 - this.#processes.internPrimitive(process), key);
  }

  chainOf(process: number, key: number): number {
    return this.#chainOf.get(this.session(process, key)) ?? -1;
  }

  /** The chain of an element, -1 if nobody appended it, or several did. */
  chain(element: number): number {
    return this.#appends[element]?.length === 1 ? (this.#chain[element] ?? -1) : -1;
  }

  place(element: number): number {
    return this.#place[element] as number;
  }

  isAcknowledged(element: number): boolean {
    return Number.isFinite(this.acknowledgedAt(element));
  }

  acknowledgedAt(element: number): number {
    return this.#acknowledgedAt[element] ?? Number.POSITIVE_INFINITY;
  }

  /** Infinity if nobody appended it, or all who tried failed. */
  possibleFrom(element: number): number {
    return this.#possibleFrom[element] ?? Number.POSITIVE_INFINITY;
  }

  /** Acknowledged elements of a key, in the order of acknowledgement. */
  acknowledgedOf(key: number): readonly number[] {
    return this.#acknowledgedOf[key] ?? [];
  }

  lastAcknowledgement(key: number): number {
    const last = this.#acknowledgedOf[key]?.at(-1);
    return last === undefined ? -1 : this.acknowledgedAt(last);
  }

  /** Acknowledged elements of a chain up to a place. O(their number). */
  acknowledgedUpTo(chain: number, place: number): readonly number[] {
    const all = (this.#chains[chain] as Chain).acknowledged;
    const end = all.findIndex((element) => this.place(element) > place);
    return end < 0 ? all : all.slice(0, end);
  }

  /** Those acknowledged before a position. */
  acknowledgedBefore(chain: number, position: number): readonly number[] {
    const all = (this.#chains[chain] as Chain).acknowledged;
    const end = all.findIndex((element) => this.acknowledgedAt(element) > position);
    return end < 0 ? all : all.slice(0, end);
  }

  /** For sentences: the element's text and its appends. */
  describe(element: number): { readonly name: string; readonly operations: readonly Operation[] } {
    const value = this.#values.value(this.#pairs.second(element));
    const operations = (this.#appends[element] ?? []).map((number) => this.#operations.at(number) as Operation);
    return { name: quote(value), operations };
  }
}
