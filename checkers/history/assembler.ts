/**
 * Turns parsed fields into events, one after the other, for every importer: checks each field, and fills in what other
 * tools leave out (index, time, process), saying so in a note.
 */
import type { HistoryEvent, Json } from './event.ts';
import { absent, EventTable, eventTypeNames } from './event-table.ts';
import { counted } from './quote.ts';

/** A field that does not hold what it must. The importer knows where it stands and turns this into a HistoryFormatError. */
export class EventFieldError extends Error {
  override readonly name = 'EventFieldError';
  /** The field's name, or empty if the whole event is meant. */
  readonly field: string;
  readonly remedy: string;

  constructor(field: string, message: string, remedy: string) {
    super(message);
    this.field = field;
    this.remedy = remedy;
  }
}

export interface Place {
  readonly line: number;
  readonly column: number;
  /** In a binary file: the offset, from 0. */
  readonly byte?: number;
  /** In a directory: the name of the file. */
  readonly part?: string;
}

export interface ParsedHistory {
  readonly table: EventTable;
  /** The same as objects, made when first asked for. A large history is better left in its table. */
  readonly events: readonly HistoryEvent[];
  /** Sentences about what was left out or filled in; empty for a whole history of our own. */
  readonly notes: readonly string[];
  /** What objects hold at the beginning, if the format says so. */
  readonly initial?: Json;
  /** Where in the file the event with this index begins, from 1. For messages: it may be slow. */
  readonly placeOf: (index: number) => Place;
}

const typeCodes: ReadonlyMap<unknown, number> = new Map(eventTypeNames.map((name, code) => [name, code]));
const shape = 'an event looks like {"index":0,"type":"invoke","process":3,"f":"read","value":null,"time":12345678}';
/** Nanoseconds between events of a history that records no times, so that they can be drawn. */
const spacingNs = 1_000_000;

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

function wrong(field: string, expected: string, value: unknown): EventFieldError {
  const message = value === undefined ? `"${field}" is missing` : `"${field}" is ${nameOf(value)}`;
  return new EventFieldError(field, `${message}; it must be ${expected}`, shape);
}

/** An event's fields as numbers of the table; index and time as in the file, undefined if missing. */
export interface NumberedFields {
  readonly index: number | undefined;
  readonly type: number;
  readonly process: number;
  readonly f: number;
  readonly value: number;
  readonly timeNs: number | undefined;
  readonly error: number;
  readonly node: number;
}

class AssembledHistory implements ParsedHistory {
  readonly table: EventTable;
  readonly notes: readonly string[];
  readonly placeOf: (index: number) => Place;
  readonly initial?: Json;
  #events: readonly HistoryEvent[] | undefined;

  constructor(table: EventTable, notes: readonly string[], placeOf: (index: number) => Place, initial?: Json) {
    this.table = table;
    this.notes = notes;
    this.placeOf = placeOf;
    if (initial !== undefined) this.initial = initial;
  }

  get events(): readonly HistoryEvent[] {
    return (this.#events ??= this.table.toEvents());
  }
}

export class HistoryAssembler {
  readonly table: EventTable = new EventTable();
  /** Whether `process` and `value` may be missing, as in histories of other tools. */
  readonly #lenient: boolean;
  #indexed = true;
  #lastIndex = -1;
  #renumbered = false;
  #timesMissing = 0;
  #processesMissing = 0;
  #functionsMissing = 0;
  #lastTimeNs = 0;

  constructor(options: { readonly lenient: boolean }) {
    this.#lenient = options.lenient;
  }

  get count(): number {
    return this.table.count;
  }

  /** Adds one event. Throws an EventFieldError. */
  add(fields: unknown): void {
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
      throw new EventFieldError('', `expected an event (an object), found ${nameOf(fields)}`, shape);
    }
    const raw = fields as Record<string, unknown>;
    const { type, error, node } = raw;
    const f = raw['f'] === undefined ? this.#missingFunction(raw['value']) : raw['f'];
    const code = typeCodes.get(type);
    if (code === undefined) {
      const expected = 'one of invoke, ok, fail, info';
      if (typeof type !== 'string') throw wrong('type', expected, type);
      throw new EventFieldError(
        'type',
        `"type" is ${JSON.stringify(type.slice(0, 40))}; it must be ${expected}`,
        shape,
      );
    }
    if (typeof f !== 'string') throw wrong('f', 'a string', f);
    if (node !== undefined && typeof node !== 'string') throw wrong('node', 'a string', node);
    this.#checkIndex(raw['index']);
    const process = this.#process(raw['process']);
    const timeNs = this.#time(raw['time']);
    const { functions, processes, values } = this.table;
    this.table.append(
      code,
      processes.internPrimitive(process),
      functions.internPrimitive(f),
      values.add(this.#value(raw['value'])),
      timeNs,
      error === undefined ? absent : values.intern(error as Json),
      node === undefined ? absent : values.internPrimitive(node),
    );
  }

  /** Adds an event whose type, process, f and value are known to be right. Throws an EventFieldError. */
  addNumbered(fields: NumberedFields): void {
    this.#checkIndex(fields.index);
    const timeNs = this.#time(fields.timeNs);
    this.table.append(fields.type, fields.process, fields.f, fields.value, timeNs, fields.error, fields.node);
  }

  finish(placeOf: (index: number) => Place, notes: readonly string[] = [], initial?: Json): ParsedHistory {
    const all = [...notes];
    const { count } = this.table;
    if (this.#renumbered) all.push('the indices of the file are not 0, 1, 2, ...: events are numbered by position');
    if (count > 0 && this.#timesMissing === count) {
      all.push('the file records no times: events are shown one millisecond apart');
    } else if (this.#timesMissing > 0) {
      all.push(`${counted(this.#timesMissing, 'event')} without a time: the time of the event before was taken`);
    }
    if (this.#processesMissing > 0) {
      all.push(`${counted(this.#processesMissing, 'event')} without a process: taken for process 0`);
    }
    if (this.#functionsMissing > 0) {
      all.push(`${counted(this.#functionsMissing, 'event')} without an operation: taken for txn`);
    }
    return new AssembledHistory(this.table, all, placeOf, initial);
  }

  /** Positions count; a file's own indices must ascend but may have gaps (a history that was cut out of a larger one). */
  #checkIndex(given: unknown): void {
    const position = this.table.count;
    if (position === 0) this.#indexed = given !== undefined;
    if ((given !== undefined) !== this.#indexed) {
      const problem = this.#indexed ? '"index" is missing, but earlier events have one' : '"index" appears only here';
      throw new EventFieldError('index', problem, 'give every event an index, or none');
    }
    if (given === undefined) return;
    if (typeof given !== 'number' || !Number.isSafeInteger(given) || given < 0) {
      throw wrong('index', 'a whole number from 0', given);
    }
    if (given <= this.#lastIndex) {
      throw new EventFieldError(
        'index',
        `"index" is ${given}, but the event before has ${this.#lastIndex}`,
        'sort the events by index; each index appears once',
      );
    }
    this.#lastIndex = given;
    if (given !== position) this.#renumbered = true;
  }

  /** Elle's histories leave it out where it is always `txn`: then the value is a list of micro-operations. */
  #missingFunction(value: unknown): string | undefined {
    if (!this.#lenient || !Array.isArray(value) || !value.every(Array.isArray)) return undefined;
    this.#functionsMissing++;
    return 'txn';
  }

  #process(given: unknown): number | string {
    if (given === undefined && this.#lenient) {
      this.#processesMissing++;
      return 0;
    }
    if (typeof given === 'string' || Number.isSafeInteger(given)) return given as number | string;
    throw wrong('process', 'a whole number (a client) or a string (anything else)', given);
  }

  #time(given: unknown): number {
    if (given === undefined) {
      this.#timesMissing++;
      // As long as no event had a time, the time is the position.
      if (this.#timesMissing === this.table.count + 1) return this.table.count * spacingNs;
      return this.#lastTimeNs;
    }
    // Nanoseconds beyond 2^53 lose their last digits, which no sentence or picture shows.
    const time = typeof given === 'string' && /^-?\d+$/.test(given) ? Number(given) : given;
    if (typeof time !== 'number' || !Number.isFinite(time)) throw wrong('time', 'a number of nanoseconds', given);
    this.#lastTimeNs = time;
    return time;
  }

  #value(given: unknown): Json {
    if (given !== undefined) return given as Json;
    if (this.#lenient) return null;
    throw new EventFieldError('value', '"value" is missing; write null where there is none', shape);
  }
}
