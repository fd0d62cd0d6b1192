/**
 * Registers as sessions: for each process its reads and writes in their order, and for each read the write that it saw. Values
 * are unique per key, so the value says which write it was. All as columns of numbers.
 */
import type { Budget } from '../../budget.ts';
import type { Json, Operation } from '../../history/event.ts';
import { JsonInterner } from '../../history/interner.ts';
import { Numbering } from '../../history/numbering.ts';
import type { OperationList } from '../../history/operation-table.ts';
import { foreignOperation, isSpent, keyed } from '../invariant-question.ts';

export const initialWrite = -1;
/** A read of what nobody wrote: a finding of its own. */
export const unwritten = -2;
const noWrite = -1;

const shape = '[key, value]';

export class RegisterSessions {
  readonly #operations: OperationList;
  readonly #initial: number;
  readonly #keys = new Numbering();
  readonly #values = new Numbering();
  readonly #versions = new JsonInterner();
  readonly #processes = new Numbering();
  /** Per operation: number of its session; -1 if it takes no part (failed, or a read of unknown result). */
  readonly session: Int32Array;
  readonly key: Int32Array;
  /** Per operation: the number of the write that it is, or -1. */
  readonly write: Int32Array;
  /** Per read: the write it saw, `initialWrite` or `unwritten`. */
  readonly saw: Int32Array;
  /** Per write: its operation, its key, the column of its session, and its number in the session, from 1. */
  readonly writeOperation: number[] = [];
  readonly writeKey: number[] = [];
  readonly writeColumn: number[] = [];
  readonly writePlace: number[] = [];
  /** Per column (a session that writes): its writes. */
  readonly writesOf: number[][] = [];
  /** Per session: its column or -1; its operations in order. */
  readonly columnOf: number[] = [];
  readonly operationsOf: number[][] = [];
  readCount = 0;
  /** Keys of which a value was written twice: nobody can tell which write a read saw. */
  readonly ambiguous = new Set<number>();
  readonly #writeOfVersion: number[] = [];
  /** Per version: a write of it that failed. */
  readonly #failedOfVersion: number[] = [];
  readonly #readVersion: Int32Array;

  constructor(operations: OperationList, initial: Json) {
    this.#operations = operations;
    this.#initial = this.#values.intern(initial);
    this.session = new Int32Array(operations.length).fill(-1);
    this.key = new Int32Array(operations.length);
    this.write = new Int32Array(operations.length).fill(noWrite);
    this.saw = new Int32Array(operations.length);
    this.#readVersion = new Int32Array(operations.length);
  }

  /** Takes the operations; false if it was stopped. Throws a HistoryShapeError. O(n). */
  fill(budget: Budget): boolean {
    let number = 0;
    for (const operation of this.#operations) {
      if (isSpent(budget, number + 1)) return false;
      this.#take(operation, number++);
    }
    for (let read = 0; read < number; read++) {
      if (this.session[read] === -1 || this.isWrite(read)) continue;
      this.saw[read] = this.#writeSeen(this.#readVersion[read] as number);
      if (this.ambiguous.has(this.key[read] as number)) this.session[read] = -1;
    }
    return true;
  }

  #take(operation: Operation, number: number): void {
    const { f, type, process } = operation;
    const isWrite = f === 'write';
    if (!isWrite && f !== 'read' && f !== 'read-init')
      throw foreignOperation(operation, 'session-guarantees', ['read', 'write']);
    if (!isWrite && type !== 'ok') return;
    const [key, value] = keyed(operation, isWrite ? operation.invoked : operation.value, shape);
    const keyId = this.#keys.intern(key);
    const version = this.#versions.internPair(keyId, this.#values.intern(value));
    this.key[number] = keyId;
    if (isWrite && type === 'fail') {
      this.#failedOfVersion[version] = number;
      return;
    }
    const session = this.#processes.internPrimitive(process);
    this.session[number] = session;
    (this.operationsOf[session] ??= []).push(number);
    if (isWrite) this.#addWrite(number, session, keyId, version);
    else {
      this.#readVersion[number] = version;
      this.readCount++;
    }
  }

  #addWrite(operation: number, session: number, key: number, version: number): void {
    let column = this.columnOf[session];
    if (column === undefined) {
      this.columnOf[session] = column = this.writesOf.length;
      this.writesOf.push([]);
    }
    const write = this.writeOperation.length;
    const own = this.writesOf[column] as number[];
    own.push(write);
    this.write[operation] = write;
    this.writeOperation.push(operation);
    this.writeKey.push(key);
    this.writeColumn.push(column);
    this.writePlace.push(own.length);
    if (this.#writeOfVersion[version] !== undefined) this.ambiguous.add(key);
    this.#writeOfVersion[version] = write;
  }

  #writeSeen(version: number): number {
    const write = this.#writeOfVersion[version];
    if (write !== undefined) return write;
    return this.#versions.second(version) === this.#initial ? initialWrite : unwritten;
  }

  /** The failed write of what a read saw, or undefined. */
  failedWriteSeen(read: number): number | undefined {
    return this.#failedOfVersion[this.#readVersion[read] as number];
  }

  isWrite(operation: number): boolean {
    return this.write[operation] !== noWrite;
  }

  column(session: number): number {
    return this.columnOf[session] ?? -1;
  }

  get columnCount(): number {
    return this.writesOf.length;
  }

  get keyCount(): number {
    return this.#keys.size;
  }

  keyValue(key: number): Json {
    return this.#keys.value(key);
  }
}
