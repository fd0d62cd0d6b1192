/**
 * The history format of our own: JSON Lines, one event a line. The reader takes bytes as they come from a file or a
 * socket and never holds more than the events, as columns, and one unfinished line.
 */
import { HistoryFormatError } from '../input-error.ts';
import { EventFieldError, HistoryAssembler, type ParsedHistory, type Place } from './assembler.ts';
import type { HistoryEvent } from './event.ts';
import { findJsonFault, offsetOfJsonPath } from './json-position.ts';
import { JsonlLine } from './jsonl-line.ts';
import { parseJsonExactly } from './json-value.ts';
import { counted } from './quote.ts';

/** One event as one line, without the line feed. Fields always come in the same order. */
export function formatEvent(event: HistoryEvent): string {
  const { index, type, process, f, value, time, error, node } = event;
  const rest =
    (error === undefined ? '' : `,"error":${JSON.stringify(error)}`) +
    (node === undefined ? '' : `,"node":${JSON.stringify(node)}`);
  return (
    `{"index":${index},"type":"${type}","process":${typeof process === 'number' ? process : JSON.stringify(process)},"f":${JSON.stringify(f)},` +
    `"value":${JSON.stringify(value)},"time":${time}${rest}}`
  );
}

export interface JsonlOptions {
  /** Name of the file, for messages. */
  readonly file: string;
  /** Histories of other tools may lack `process` and `value`. */
  readonly lenient?: boolean;
}

const lineFeed = 0x0a;
/** Every line is an event, so the event's index is its line. */
const placeOf = (index: number): Place => ({ line: index + 1, column: 1 });
const remedy = 'repair or remove the line; each line holds one event as JSON';
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Decodes UTF-8, or gives undefined for bytes that are not. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    // `fatal` decoding throws a TypeError for invalid bytes and nothing else.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function parse(line: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseJsonExactly(line) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export class JsonlParser {
  readonly #file: string;
  readonly #assembler: HistoryAssembler;
  readonly #usualLine: JsonlLine;
  #unfinished: Uint8Array[] = [];
  #line = 0;

  constructor(options: JsonlOptions) {
    this.#file = options.file;
    this.#assembler = new HistoryAssembler({ lenient: options.lenient ?? false });
    this.#usualLine = new JsonlLine(this.#assembler.table);
  }

  /** Takes the next bytes. Throws a HistoryFormatError at the first bad line. The bytes may be reused afterwards. */
  push(bytes: Uint8Array): void {
    const end = bytes.lastIndexOf(lineFeed);
    if (end < 0) {
      this.#unfinished.push(bytes.slice());
      return;
    }
    this.#lines(joined([...this.#unfinished, bytes.subarray(0, end)]));
    this.#unfinished = end + 1 < bytes.length ? [bytes.slice(end + 1)] : [];
  }

  /** A last line without a line feed that is not JSON was torn by a crash: it is left out and a note says so. */
  end(): ParsedHistory {
    const rest = joined(this.#unfinished);
    this.#unfinished = [];
    if (rest.length === 0) return this.#assembler.finish(placeOf);
    const text = decode(rest);
    if (text === undefined || parse(text) === undefined) {
      const line = (this.#line + 1).toLocaleString('en-US');
      return this.#assembler.finish(placeOf, [
        `the last line (line ${line}, ${counted(rest.length, 'byte')}) is torn, as after a crash: it was left out`,
      ]);
    }
    this.#addLine(text);
    return this.#assembler.finish(placeOf);
  }

  #lines(bytes: Uint8Array): void {
    let start = 0;
    while (start <= bytes.length) {
      const found = bytes.indexOf(lineFeed, start);
      const end = found < 0 ? bytes.length : found;
      this.#addBytes(bytes, start, end);
      start = end + 1;
    }
  }

  #addBytes(bytes: Uint8Array, start: number, end: number): void {
    if (this.#usualLine.read(bytes, start, end)) {
      try {
        this.#assembler.addNumbered(this.#usualLine);
        this.#line++;
        return;
      } catch (error) {
        // What is wrong is found again below, with its place.
        if (!(error instanceof EventFieldError)) throw error;
      }
    }
    const line = decode(bytes.subarray(start, end));
    if (line === undefined) {
      const column = validPrefixLength(bytes.subarray(start, end)) + 1;
      throw new HistoryFormatError(this.#file, this.#line + 1, column, 'bytes that are not UTF-8', remedy);
    }
    this.#addLine(line);
  }

  #addLine(line: string): void {
    this.#line++;
    const parsed = parse(line);
    if (parsed === undefined) {
      const fault = findJsonFault(line) ?? { offset: 0, reason: 'not JSON' };
      const reason = line.trim() === '' ? 'the line is empty' : fault.reason;
      throw new HistoryFormatError(this.#file, this.#line, fault.offset + 1, reason, remedy);
    }
    try {
      this.#assembler.add(parsed.value);
    } catch (error) {
      if (!(error instanceof EventFieldError)) throw error;
      const column = (error.field === '' ? 0 : (offsetOfJsonPath(line, [error.field]) ?? 0)) + 1;
      throw new HistoryFormatError(this.#file, this.#line, column, error.message, error.remedy);
    }
  }
}

/** Characters before the first bytes that are not UTF-8. */
function validPrefixLength(bytes: Uint8Array): number {
  const replaced = new TextDecoder('utf-8').decode(bytes);
  for (let length = 0; length < replaced.length; length++) {
    if (replaced[length] !== '\ufffd') continue;
    // A replacement character may also be what the file really holds: then it decodes strictly.
    const prefix = new TextEncoder().encode(replaced.slice(0, length + 1));
    if (prefix.some((byte, position) => byte !== bytes[position])) return length;
  }
  return 0;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Parses a whole file of JSON Lines. */
export function parseJsonl(content: string | Uint8Array, options: JsonlOptions): ParsedHistory {
  const parser = new JsonlParser(options);
  parser.push(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return parser.end();
}
