/** Operations as columns over the columns of their events; an operation becomes an object when somebody looks at it. */
import type { Json, Operation } from './event.ts';
import { EventTable, failCode, infoCode, okCode, type PackedEvents } from './event-table.ts';
import { sharedCopy } from './interner.ts';

/** Operations in the order of their invocations: an array of them, or columns that make them up when asked. */
export interface OperationList extends Iterable<Operation> {
  readonly length: number;
  at(position: number): Operation | undefined;
}

const typeNames: Readonly<Record<number, Operation['type']>> = { [okCode]: 'ok', [failCode]: 'fail' };

/** A table as plain data that may cross threads; its columns are shared, not copied again. */
export interface PackedOperations {
  readonly events: PackedEvents;
  readonly invocation: Int32Array;
  readonly completion: Int32Array;
}

export class OperationTable implements OperationList {
  readonly events: EventTable;
  /** Per operation: the position of its invocation, and of its completion or -1. */
  readonly invocation: Int32Array;
  readonly completion: Int32Array;

  constructor(events: EventTable, invocation: Int32Array, completion: Int32Array) {
    this.events = events;
    this.invocation = invocation;
    this.completion = completion;
  }

  static unpack({ events, invocation, completion }: PackedOperations): OperationTable {
    return new OperationTable(EventTable.unpack(events), invocation, completion);
  }

  pack(): PackedOperations {
    const { events, invocation, completion } = this;
    return { events: events.pack(), invocation: sharedCopy(invocation), completion: sharedCopy(completion) };
  }

  get length(): number {
    return this.invocation.length;
  }

  /** Code of the operation's end: `okCode`, `failCode` or `infoCode`. */
  type(position: number): number {
    const completion = this.completion[position] as number;
    return completion < 0 ? infoCode : (this.events.type[completion] as number);
  }

  at(position: number): Operation | undefined {
    const begun = this.invocation[position];
    if (begun === undefined) return undefined;
    const { events } = this;
    const completion = this.completion[position] as number;
    const invoked = events.values.value(events.value[begun] as number);
    const type = typeNames[this.type(position)] ?? 'info';
    const error = completion < 0 ? undefined : events.error(completion);
    return {
      index: begun,
      completionIndex: completion,
      process: events.processes.value(events.process[begun] as number) as number,
      f: events.functions.value(events.f[begun] as number) as string,
      invoked,
      value: completion < 0 ? invoked : this.#completedValue(completion, type, invoked),
      type,
      invokeTimeNs: events.timeNs[begun] as number,
      completeTimeNs: completion < 0 ? Number.POSITIVE_INFINITY : (events.timeNs[completion] as number),
      ...(error === undefined ? {} : { error }),
    };
  }

  *[Symbol.iterator](): IterableIterator<Operation> {
    for (let position = 0; position < this.length; position++) yield this.at(position) as Operation;
  }

  #completedValue(completion: number, type: Operation['type'], invoked: Json): Json {
    const value = this.events.values.value(this.events.value[completion] as number);
    return type === 'ok' || value !== null ? value : invoked;
  }
}
