/**
 * Events as columns: typed arrays and numbered values, about fifty bytes an event whatever it says. A million operations
 * as objects would cost ten times as much memory, and most of the time of reading them.
 */
import type { EventType, HistoryEvent, Json } from './event.ts';
import { JsonInterner, sharedCopy, type PackedValues } from './interner.ts';

/** Codes in the column of types are positions in this list. */
export const eventTypeNames: readonly EventType[] = ['invoke', 'ok', 'fail', 'info'];
export const invokeCode = 0;
export const okCode = 1;
export const failCode = 2;
export const infoCode = 3;

/** In the columns of errors and nodes: there is none. */
export const absent = -1;

const leastCapacity = 256;

function grown<T extends Int32Array | Float64Array | Uint8Array>(array: T, larger: T): T {
  larger.set(array);
  return larger;
}

/** A table as plain data that may cross threads; its columns are shared, not copied again. */
export interface PackedEvents {
  readonly count: number;
  readonly functions: PackedValues;
  readonly processes: PackedValues;
  readonly values: PackedValues;
  readonly type: Uint8Array;
  readonly process: Int32Array;
  readonly f: Int32Array;
  readonly value: Int32Array;
  readonly timeNs: Float64Array;
  readonly error: Int32Array;
  readonly node: Int32Array;
}

export class EventTable {
  /** Names of operations; processes (a number is a client); values, errors and nodes. */
  functions: JsonInterner = new JsonInterner();
  processes: JsonInterner = new JsonInterner();
  values: JsonInterner = new JsonInterner();
  /** Columns, longer than `count`: position in `eventTypeNames`, then numbers of the three lists above, then nanoseconds. */
  type: Uint8Array = new Uint8Array(leastCapacity);
  process: Int32Array = new Int32Array(leastCapacity);
  f: Int32Array = new Int32Array(leastCapacity);
  value: Int32Array = new Int32Array(leastCapacity);
  timeNs: Float64Array = new Float64Array(leastCapacity);
  /** Empty until the first event that has one. */
  #error: Int32Array = new Int32Array(0);
  #node: Int32Array = new Int32Array(0);
  #count = 0;

  /** The table to be read; nothing may be appended to it. */
  static unpack(packed: PackedEvents): EventTable {
    const table = new EventTable();
    table.functions = JsonInterner.unpack(packed.functions);
    table.processes = JsonInterner.unpack(packed.processes);
    table.values = JsonInterner.unpack(packed.values);
    ({ type: table.type, process: table.process, f: table.f, value: table.value, timeNs: table.timeNs } = packed);
    ({ error: table.#error, node: table.#node, count: table.#count } = packed);
    return table;
  }

  pack(): PackedEvents {
    const { count, functions, processes, values } = this;
    const type = new Uint8Array(new SharedArrayBuffer(count));
    type.set(this.type.subarray(0, count));
    const timeNs = new Float64Array(new SharedArrayBuffer(count * 8));
    timeNs.set(this.timeNs.subarray(0, count));
    const copy = (column: Int32Array): Int32Array => sharedCopy(column.subarray(0, count));
    return {
      count,
      functions: functions.pack(),
      processes: processes.pack(),
      values: values.pack(),
      type,
      process: copy(this.process),
      f: copy(this.f),
      value: copy(this.value),
      timeNs,
      error: copy(this.#error),
      node: copy(this.#node),
    };
  }

  get count(): number {
    return this.#count;
  }

  /** Appends an event; all but `timeNs` are numbers of the lists, `absent` for no error or node. */
  append(
    type: number,
    process: number,
    f: number,
    value: number,
    timeNs: number,
    error: number = absent,
    node: number = absent,
  ): void {
    const position = this.#count++;
    if (position >= this.type.length) this.#grow();
    this.type[position] = type;
    this.process[position] = process;
    this.f[position] = f;
    this.value[position] = value;
    this.timeNs[position] = timeNs;
    if (error !== absent || this.#error.length > 0) {
      this.#error = this.#sized(this.#error);
      this.#error[position] = error;
    }
    if (node !== absent || this.#node.length > 0) {
      this.#node = this.#sized(this.#node);
      this.#node[position] = node;
    }
  }

  /** The error of an event, if it has one. */
  error(position: number): Json | undefined {
    const error = this.#error[position] ?? absent;
    return error === absent ? undefined : this.values.value(error);
  }

  /** The event as an object. Its index is its position. */
  event(position: number): HistoryEvent {
    if (position < 0 || position >= this.#count) throw new RangeError(`no event ${position}`);
    const error = this.error(position);
    const node = this.#node[position] ?? absent;
    return {
      index: position,
      type: eventTypeNames[this.type[position] as number] as EventType,
      process: this.processes.value(this.process[position] as number) as number | string,
      f: this.functions.value(this.f[position] as number) as string,
      value: this.values.value(this.value[position] as number),
      time: this.timeNs[position] as number,
      ...(error === undefined ? {} : { error }),
      ...(node === absent ? {} : { node: this.values.value(node) as string }),
    };
  }

  /** All events as objects: for reports and small histories. */
  toEvents(): HistoryEvent[] {
    return Array.from({ length: this.#count }, (_, position) => this.event(position));
  }

  #grow(): void {
    const capacity = this.type.length * 2;
    this.type = grown(this.type, new Uint8Array(capacity));
    this.process = grown(this.process, new Int32Array(capacity));
    this.f = grown(this.f, new Int32Array(capacity));
    this.value = grown(this.value, new Int32Array(capacity));
    this.timeNs = grown(this.timeNs, new Float64Array(capacity));
  }

  /** The column as long as the others; events before the first that has an entry have none. */
  #sized(column: Int32Array): Int32Array {
    if (column.length >= this.type.length) return column;
    return grown(column, new Int32Array(this.type.length).fill(absent));
  }
}
