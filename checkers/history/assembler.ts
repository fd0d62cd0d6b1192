/**
 * Turns parsed fields into events, one after the other, for every importer: checks each field, and fills in what other
 * tools leave out (index, time, process), saying so in a note.
 */
import type { EventType, HistoryEvent, Json } from './event.ts';
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
}

export interface ParsedHistory {
  readonly events: readonly HistoryEvent[];
  /** Sentences about what was left out or filled in; empty for a whole history of our own. */
  readonly notes: readonly string[];
  /** Where in the file the event with this index begins, from 1. For messages: it may be slow. */
  readonly placeOf: (index: number) => Place;
}

const eventTypes: ReadonlySet<unknown> = new Set<EventType>(['invoke', 'ok', 'fail', 'info']);
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

export class HistoryAssembler {
  /** Whether `process` and `value` may be missing, as in histories of other tools. */
  readonly #lenient: boolean;
  readonly #events: HistoryEvent[] = [];
  #indexed = true;
  #lastIndex = -1;
  #renumbered = false;
  #timesMissing = 0;
  #processesMissing = 0;
  #lastTimeNs = 0;

  constructor(options: { readonly lenient: boolean }) {
    this.#lenient = options.lenient;
  }

  get count(): number {
    return this.#events.length;
  }

  /** Adds one event. Throws an EventFieldError. */
  add(fields: unknown): void {
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
      throw new EventFieldError('', `expected an event (an object), found ${nameOf(fields)}`, shape);
    }
    const raw = fields as Record<string, unknown>;
    const { type, f, error, node } = raw;
    if (!eventTypes.has(type)) {
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
    const index = this.#index(raw['index']);
    const process = this.#process(raw['process']);
    const time = this.#time(raw['time']);
    this.#events.push({
      index,
      type: type as EventType,
      process,
      f,
      value: this.#value(raw['value']),
      time,
      ...(error === undefined ? {} : { error: error as Json }),
      ...(node === undefined ? {} : { node }),
    });
  }

  finish(placeOf: (index: number) => Place, notes: readonly string[] = []): ParsedHistory {
    const all = [...notes];
    const count = this.#events.length;
    if (this.#renumbered) all.push('the indices of the file are not 0, 1, 2, ...: events are numbered by position');
    if (count > 0 && this.#timesMissing === count) {
      all.push('the file records no times: events are shown one millisecond apart');
    } else if (this.#timesMissing > 0) {
      all.push(`${counted(this.#timesMissing, 'event')} without a time: the time of the event before was taken`);
    }
    if (this.#processesMissing > 0) {
      all.push(`${counted(this.#processesMissing, 'event')} without a process: taken for process 0`);
    }
    return { events: this.#events, notes: all, placeOf };
  }

  /** Positions count; a file's own indices must ascend but may have gaps (a history that was cut out of a larger one). */
  #index(given: unknown): number {
    const position = this.#events.length;
    if (position === 0) this.#indexed = given !== undefined;
    if ((given !== undefined) !== this.#indexed) {
      const problem = this.#indexed ? '"index" is missing, but earlier events have one' : '"index" appears only here';
      throw new EventFieldError('index', problem, 'give every event an index, or none');
    }
    if (given === undefined) return position;
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
    return position;
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
      if (this.#timesMissing === this.#events.length + 1) return this.#events.length * spacingNs;
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
