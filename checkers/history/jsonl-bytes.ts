/**
 * Lines of JSON as bytes, ready for a file. Events are written number by number and letter by letter, which measured twice
 * as fast as making a text of each: a simulation that is recorded writes little else. What is not of the usual
 * form (short texts of plain ASCII, whole numbers, lists of those) is left to `JSON.stringify`; the bytes are the same.
 */
import type { HistoryEvent, Json } from './event.ts';

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

const lineFeed = 0x0a;
const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const zero = 0x30;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const closeBrace = 0x7d;
const lastPlain = 0x7e;

const longestPlainText = 64;
/** What fits an integer of 32 bits, in whole digits. */
const digitsAtOnce = 9;
const billion = 1e9;

export class JsonlBytes {
  #bytes = new Uint8Array(1024);
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
    this.#general(json);
    this.#endLine();
  }

  /** The line of `formatEvent`. */
  event({ index, type, process, f, value, time, error, node }: HistoryEvent): void {
    this.#word(indexField);
    this.#number(index);
    this.#word(typeField);
    this.#text(type);
    this.#word(processField);
    if (typeof process === 'number') this.#number(process);
    else this.#text(process);
    this.#word(functionField);
    this.#text(f);
    this.#word(valueField);
    this.#json(value);
    this.#word(timeField);
    this.#number(time);
    if (error !== undefined) {
      this.#word(errorField);
      this.#json(error);
    }
    if (node !== undefined) {
      this.#word(nodeField);
      this.#text(node);
    }
    this.#byte(closeBrace);
    this.#endLine();
  }

  #endLine(): void {
    this.#byte(lineFeed);
  }

  #json(value: Json): void {
    if (typeof value === 'number') {
      if (Number.isFinite(value)) this.#number(value);
      else this.#word(nullWord);
    } else if (typeof value === 'string') this.#text(value);
    else if (value === null) this.#word(nullWord);
    else if (typeof value === 'boolean') this.#word(value ? trueWord : falseWord);
    else if (Array.isArray(value)) this.#list(value as readonly Json[]);
    else this.#general(JSON.stringify(value));
  }

  #list(list: readonly Json[]): void {
    this.#byte(openBracket);
    for (let at = 0; at < list.length; at++) {
      if (at > 0) this.#byte(comma);
      this.#json(list[at] as Json);
    }
    this.#byte(closeBracket);
  }

  #text(text: string): void {
    if (!this.#plainText(text)) this.#general(JSON.stringify(text));
  }

  /** False, and nothing is written, if the text is long or must not stand as it is. */
  #plainText(text: string): boolean {
    const { length } = text;
    if (length > longestPlainText) return false;
    this.#makeRoom(length + 2);
    const bytes = this.#bytes;
    let at = this.#sizeBytes;
    bytes[at++] = quote;
    for (let index = 0; index < length; index++) {
      const letter = text.charCodeAt(index);
      if (letter < space || letter > lastPlain || letter === quote || letter === backslash) return false;
      bytes[at++] = letter;
    }
    bytes[at++] = quote;
    this.#sizeBytes = at;
    return true;
  }

  #number(number: number): void {
    if (!Number.isSafeInteger(number) || number < 0) {
      this.#general(String(number));
      return;
    }
    if (number < billion) {
      this.#digits(number, digitCount(number));
      return;
    }
    const billions = Math.floor(number / billion);
    this.#digits(billions, digitCount(billions));
    this.#digits(number - billions * billion, digitsAtOnce);
  }

  /** The last `count` digits. */
  #digits(number: number, count: number): void {
    this.#makeRoom(count);
    const bytes = this.#bytes;
    const start = this.#sizeBytes;
    let rest = number;
    for (let at = start + count - 1; at >= start; at--) {
      const tenth = Math.trunc(rest / 10);
      bytes[at] = zero + rest - 10 * tenth;
      rest = tenth;
    }
    this.#sizeBytes = start + count;
  }

  #word(word: Uint8Array): void {
    const { length } = word;
    this.#makeRoom(length);
    const bytes = this.#bytes;
    const start = this.#sizeBytes;
    for (let at = 0; at < length; at++) bytes[start + at] = word[at] as number;
    this.#sizeBytes = start + length;
  }

  #byte(byte: number): void {
    this.#makeRoom(1);
    this.#bytes[this.#sizeBytes++] = byte;
  }

  #general(json: string): void {
    // One unit of UTF-16 is three bytes of UTF-8 at most.
    this.#makeRoom(3 * json.length);
    this.#sizeBytes += encoder.encodeInto(json, this.#bytes.subarray(this.#sizeBytes)).written;
  }

  #makeRoom(neededBytes: number): void {
    const sizeBytes = this.#sizeBytes + neededBytes;
    if (sizeBytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(sizeBytes, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#sizeBytes));
    this.#bytes = larger;
  }
}

/** Of a whole number below ten million billions. */
function digitCount(number: number): number {
  let count = 1;
  for (let limit = 10; number >= limit; limit *= 10) count++;
  return count;
}
