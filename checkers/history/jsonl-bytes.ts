/**
 * Lines of JSON as bytes, ready for a file. Events are written number by number and letter by letter, which measured three times
 * as fast as making a text of each: a simulation that is recorded writes little else. An event that is not of the usual
 * form (short texts of plain ASCII, whole numbers, lists of those) is left to `formatEvent`; the bytes are the same.
 */
import type { HistoryEvent, Json } from './event.ts';
import { formatEvent } from './jsonl.ts';

const encoder = new TextEncoder();
const bytesOf = (text: string): Uint8Array => encoder.encode(text);

const indexField = bytesOf('{"index":');
const typeField = bytesOf(',"type":');
const processField = bytesOf(',"process":');
const functionField = bytesOf(',"f":');
const valueField = bytesOf(',"value":');
const timeField = bytesOf(',"time":');
const errorField = bytesOf(',"error":');
const nodeField = bytesOf(',"node":');
const nullWord = bytesOf('null');
const trueWord = bytesOf('true');
const falseWord = bytesOf('false');
const end = bytesOf('}\n');

const lineFeed = 0x0a;
const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const zero = 0x30;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const lastPlain = 0x7e;

const longestPlainText = 64;
/** An event of the usual form takes no more. */
const roomBytes = 4096;
/** Where the parts of a value begin, at most, counted from the event's beginning: the rest is room for the fields. */
const valueLimitBytes = 3072;
/** Instead of the place behind what was written: it is not of the usual form. */
const unusual = -1;

/** The digits of 0 to 999, three each. */
const digitsOfThree = bytesOf(Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0')).join(''));

export class JsonlBytes {
  #bytes = new Uint8Array(roomBytes);
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** All that was written since it was last called; overwritten by what is written next. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#sizeBytes);
    this.#sizeBytes = 0;
    return taken;
  }

  /** A line that is JSON already. */
  line(json: string): void {
    // One unit of UTF-16 is three bytes of UTF-8 at most.
    this.#makeRoom(3 * json.length + 1);
    this.#sizeBytes += encoder.encodeInto(json, this.#bytes.subarray(this.#sizeBytes)).written;
    this.#bytes[this.#sizeBytes++] = lineFeed;
  }

  /** The line of `formatEvent`. */
  event(event: HistoryEvent): void {
    this.#makeRoom(roomBytes);
    const at = putEvent(this.#bytes, this.#sizeBytes, event);
    if (at === unusual) this.line(formatEvent(event));
    else this.#sizeBytes = at;
  }

  #makeRoom(neededBytes: number): void {
    const sizeBytes = this.#sizeBytes + neededBytes;
    if (sizeBytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(sizeBytes, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#sizeBytes));
    this.#bytes = larger;
  }
}

// Each of these writes at a place and answers the place behind what it wrote, or `unusual`.

function putEvent(bytes: Uint8Array, start: number, event: HistoryEvent): number {
  const { index, type, process, f, value, time, error, node } = event;
  const limit = start + valueLimitBytes;
  let at = putNumber(bytes, putWord(bytes, start, indexField), index);
  if (at === unusual) return unusual;
  at = putText(bytes, putWord(bytes, at, typeField), type);
  if (at === unusual) return unusual;
  at = putWord(bytes, at, processField);
  at = typeof process === 'number' ? putNumber(bytes, at, process) : putText(bytes, at, process);
  if (at === unusual) return unusual;
  at = putText(bytes, putWord(bytes, at, functionField), f);
  if (at === unusual) return unusual;
  at = putJson(bytes, putWord(bytes, at, valueField), value, limit);
  if (at === unusual) return unusual;
  at = putNumber(bytes, putWord(bytes, at, timeField), time);
  if (at === unusual) return unusual;
  if (error !== undefined) {
    at = putJson(bytes, putWord(bytes, at, errorField), error, limit);
    if (at === unusual) return unusual;
  }
  if (node !== undefined) {
    at = putText(bytes, putWord(bytes, at, nodeField), node);
    if (at === unusual) return unusual;
  }
  return putWord(bytes, at, end);
}

function putWord(bytes: Uint8Array, start: number, word: Uint8Array): number {
  const { length } = word;
  for (let at = 0; at < length; at++) bytes[start + at] = word[at] as number;
  return start + length;
}

/** `limit`: a part that would begin behind it is `unusual`, for want of room. */
function putJson(bytes: Uint8Array, at: number, value: Json, limit: number): number {
  if (at > limit) return unusual;
  if (typeof value === 'number') return putNumber(bytes, at, value);
  if (typeof value === 'string') return putText(bytes, at, value);
  if (value === null) return putWord(bytes, at, nullWord);
  if (typeof value === 'boolean') return putWord(bytes, at, value ? trueWord : falseWord);
  return Array.isArray(value) ? putList(bytes, at, value as readonly Json[], limit) : unusual;
}

function putList(bytes: Uint8Array, start: number, list: readonly Json[], limit: number): number {
  let at = start;
  bytes[at++] = openBracket;
  for (let index = 0; index < list.length; index++) {
    if (index > 0) bytes[at++] = comma;
    at = putJson(bytes, at, list[index] as Json, limit);
    if (at === unusual) return unusual;
  }
  if (at > limit) return unusual;
  bytes[at++] = closeBracket;
  return at;
}

function putText(bytes: Uint8Array, start: number, text: string): number {
  const { length } = text;
  if (length > longestPlainText) return unusual;
  let at = start;
  bytes[at++] = quote;
  for (let index = 0; index < length; index++) {
    const letter = text.charCodeAt(index);
    if (letter < space || letter > lastPlain || letter === quote || letter === backslash) return unusual;
    bytes[at++] = letter;
  }
  bytes[at++] = quote;
  return at;
}

function putNumber(bytes: Uint8Array, at: number, number: number): number {
  if (number < 1000 && number >= 0 && Number.isInteger(number)) return putLeadingDigits(bytes, at, number);
  if (!Number.isSafeInteger(number) || number < 0) return unusual;
  if (number < 1e9) return putDigits(bytes, at, number);
  const billions = Math.floor(number / 1e9);
  const behind = putDigits(bytes, at, billions);
  const rest = number - billions * 1e9;
  const millions = Math.trunc(rest / 1e6);
  return putLastSixDigits(bytes, putThreeDigits(bytes, behind, millions), rest - 1e6 * millions);
}

/** Of a number below a billion. */
function putDigits(bytes: Uint8Array, at: number, number: number): number {
  if (number < 1000) return putLeadingDigits(bytes, at, number);
  const thousands = Math.trunc(number / 1000);
  if (thousands < 1000) {
    return putThreeDigits(bytes, putLeadingDigits(bytes, at, thousands), number - 1000 * thousands);
  }
  const millions = Math.trunc(thousands / 1000);
  return putLastSixDigits(bytes, putLeadingDigits(bytes, at, millions), number - 1e6 * millions);
}

function putLastSixDigits(bytes: Uint8Array, at: number, number: number): number {
  const thousands = Math.trunc(number / 1000);
  return putThreeDigits(bytes, putThreeDigits(bytes, at, thousands), number - 1000 * thousands);
}

function putThreeDigits(bytes: Uint8Array, at: number, number: number): number {
  const from = 3 * number;
  bytes[at] = digitsOfThree[from] as number;
  bytes[at + 1] = digitsOfThree[from + 1] as number;
  bytes[at + 2] = digitsOfThree[from + 2] as number;
  return at + 3;
}

/** Of a number below a thousand, without zeros before it. */
function putLeadingDigits(bytes: Uint8Array, at: number, number: number): number {
  if (number >= 100) return putThreeDigits(bytes, at, number);
  const from = 3 * number;
  if (number >= 10) {
    bytes[at] = digitsOfThree[from + 1] as number;
    bytes[at + 1] = digitsOfThree[from + 2] as number;
    return at + 2;
  }
  bytes[at] = zero + number;
  return at + 1;
}
