/**
 * Reads one line of a history straight from its bytes into numbers, without making objects or strings: a million
 * operations are two million lines, and `JSON.parse` would take most of the time of a check. It knows the usual
 * form of a line only and reads nothing else; what it refuses is read, or refused with a reason, by the general parser.
 */
import type { NumberedFields } from './assembler.ts';
import { absent, type EventTable } from './event-table.ts';
import type { GrowingInts } from './growing-ints.ts';
import { emptyListResult, noResult } from './packed-micro-ops.ts';
import { parseJsonExactly } from './json-value.ts';
import { TextNumbers } from './text-numbers.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Fields and types, with the quotes that end them. */
const indexName = bytesOf('index":');
const processName = bytesOf('process":');
const typeName = bytesOf('type":');
const functionName = bytesOf('f":');
const valueName = bytesOf('value":');
const timeName = bytesOf('time":');
const errorName = bytesOf('error":');
const nodeName = bytesOf('node":');
/** By code: see `eventTypeNames`. */
const types = ['invoke"', 'ok"', 'fail"', 'info"'].map(bytesOf);
const nullWord = bytesOf('null');
const trueWord = bytesOf('true');
const falseWord = bytesOf('false');

const quoteByte = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const zero = 0x30;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const space = 0x20;
const carriageReturn = 0x0d;

/** More digits might not be a safe integer. */
const mostDigits = 15;
const deepest = 30;
/** Instead of a number of the table: this is for the general parser. */
const refused = -2;

export class JsonlLine implements NumberedFields {
  index: number | undefined;
  type = absent;
  process = absent;
  f = absent;
  value = absent;
  timeNs: number | undefined;
  error = absent;
  node = absent;
  readonly #table: EventTable;
  readonly #functions: TextNumbers;
  readonly #texts: TextNumbers;
  /** Number of the function `txn`; undefined until it is needed. */
  #transaction: number | undefined;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  constructor(table: EventTable) {
    this.#table = table;
    this.#functions = new TextNumbers(table.functions);
    this.#texts = new TextNumbers(table.values);
  }

  /** True if the line was read; else nothing of it counts. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    this.index = undefined;
    this.timeNs = undefined;
    this.type = this.process = this.f = this.value = this.error = this.node = absent;
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
    // A last byte that ends the object is also a fence: no scan below runs past it unnoticed.
    const end = bytes[to - 1] === carriageReturn ? to - 1 : to;
    if (end - from < 2 || bytes[from] !== openBrace || bytes[end - 1] !== closeBrace) return false;
    do {
      this.#at++;
      this.#skipSpace();
      if (!this.#field()) return false;
      this.#skipSpace();
    } while (bytes[this.#at] === comma);
    const whole = this.type >= 0 && this.process >= 0 && this.f >= 0 && this.value >= 0;
    return whole && this.#at === end - 1;
  }

  #skipSpace(): void {
    while (this.#bytes[this.#at] === space) this.#at++;
  }

  /** True, and the word is passed, if it stands here. */
  #passes(word: Uint8Array): boolean {
    const { length } = word;
    for (let offset = 0; offset < length; offset++) {
      if (this.#bytes[this.#at + offset] !== word[offset]) return false;
    }
    this.#at += length;
    return true;
  }

  #begins(name: Uint8Array): boolean {
    if (!this.#passes(name)) return false;
    this.#skipSpace();
    return true;
  }

  #field(): boolean {
    if (this.#bytes[this.#at++] !== quoteByte) return false;
    switch (this.#bytes[this.#at]) {
      case indexName[0]:
        return this.#begins(indexName) && (this.index = this.#whole()) >= 0;
      case processName[0]:
        return this.#begins(processName) && this.#readProcess();
      case functionName[0]:
        return this.#begins(functionName) && (this.f = this.#text(this.#functions)) >= 0;
      case valueName[0]:
        return this.#begins(valueName) && (this.value = this.#readValue(0)) >= 0;
      case errorName[0]:
        return this.#begins(errorName) && (this.error = this.#readValue(0)) >= 0;
      case nodeName[0]:
        return this.#begins(nodeName) && (this.node = this.#text(this.#texts)) >= 0;
      default:
        if (this.#begins(timeName)) return (this.timeNs = this.#whole()) >= 0;
        return this.#begins(typeName) && this.#readType();
    }
  }

  #readType(): boolean {
    if (this.#bytes[this.#at++] !== quoteByte) return false;
    this.type = types.findIndex((type) => this.#passes(type));
    return this.type >= 0;
  }

  #readProcess(): boolean {
    const process = this.#whole();
    if (process < 0) return false;
    this.process = this.#table.processes.internWhole(process);
    return true;
  }

  /** A whole number from 0, or `refused`. */
  #whole(): number {
    const start = this.#at;
    let number = 0;
    for (;;) {
      const digit = (this.#bytes[this.#at] as number) - zero;
      if (!(digit >= 0 && digit <= 9)) break;
      number = number * 10 + digit;
      this.#at++;
    }
    const length = this.#at - start;
    if (length === 0 || length > mostDigits || (length > 1 && this.#bytes[start] === zero)) return refused;
    const next = this.#bytes[this.#at];
    return next === comma || next === closeBracket || next === closeBrace || next === space ? number : refused;
  }

  /** The number of a text of plain ASCII, or `refused`. */
  #text(numbers: TextNumbers): number {
    if (this.#bytes[this.#at] !== quoteByte) return refused;
    const start = ++this.#at;
    for (;;) {
      const byte = this.#bytes[this.#at] as number;
      if (byte === quoteByte) break;
      if (!(byte >= space && byte < 0x7f) || byte === backslash) return refused;
      this.#at++;
    }
    return numbers.numberOf(this.#bytes, start, this.#at++);
  }

  #word(word: Uint8Array, value: boolean | null): number {
    return this.#passes(word) ? this.#table.values.internPrimitive(value) : refused;
  }

  #readValue(depth: number): number {
    const first = this.#bytes[this.#at];
    if (first === openBracket) return depth < deepest ? this.#array(depth) : refused;
    if (first === quoteByte) return this.#text(this.#texts);
    if (first === nullWord[0]) return this.#word(nullWord, null);
    if (first === trueWord[0]) return this.#word(trueWord, true);
    if (first === falseWord[0]) return this.#word(falseWord, false);
    if (first === openBrace) return this.#composite(this.#at);
    if (first === minus) return this.#negative();
    const number = this.#whole();
    return number < 0 ? refused : this.#table.values.internWhole(number);
  }

  #negative(): number {
    this.#at++;
    const number = this.#whole();
    return number <= 0 ? refused : this.#table.values.internPrimitive(-number);
  }

  /** An array of two is a pair of numbers; micro-operations are packed; any other is kept as it is. */
  #array(depth: number): number {
    const start = this.#at;
    const inner = this.#bytes[start + 1];
    if (inner === openBracket && depth === 0 && this.f >= 0 && this.f === this.#transactionFunction()) {
      const offset = this.#microOps();
      if (offset >= 0) return this.#table.values.addMicroOps(offset);
      this.#at = start;
    }
    if (inner === openBracket || inner === openBrace) return this.#composite(start);
    const first = this.#element(depth);
    if (first === refused || this.#bytes[this.#at] !== comma) return this.#composite(start);
    const second = this.#element(depth);
    if (second === refused || this.#bytes[this.#at] !== closeBracket) return this.#composite(start);
    this.#at++;
    return this.#table.values.internPair(first, second);
  }

  #transactionFunction(): number {
    // An interner numbers values as they come: the number is known only once it was seen.
    return (this.#transaction ??= this.#table.functions.internPrimitive('txn'));
  }

  /** The offset at which the micro-operations that stand here were packed, or `refused`: then nothing of them was kept. */
  #microOps(): number {
    const { words } = this.#table.values.microOps;
    const offset = words.length;
    words.push(0);
    let count = 0;
    do {
      this.#at++;
      this.#skipSpace();
      if (!this.#microOp(words)) {
        words.length = offset;
        return refused;
      }
      count++;
      this.#skipSpace();
    } while (this.#bytes[this.#at] === comma);
    words.items[offset] = count;
    if (this.#bytes[this.#at++] === closeBracket) return offset;
    words.length = offset;
    return refused;
  }

  /** `["name", key]` or `["name", key, result]`, of which only the result may be a list. */
  #microOp(words: GrowingInts): boolean {
    if (this.#bytes[this.#at++] !== openBracket) return false;
    this.#skipSpace();
    const name = this.#text(this.#texts);
    if (name < 0 || !this.#passesComma()) return false;
    const key = this.#scalar();
    if (key < 0) return false;
    words.push(name);
    words.push(key);
    this.#skipSpace();
    if (this.#bytes[this.#at] === closeBracket) {
      this.#at++;
      words.push(noResult);
      return true;
    }
    if (!this.#passesComma()) return false;
    if (this.#bytes[this.#at] === openBracket) {
      if (!this.#list(words)) return false;
    } else {
      const result = this.#scalar();
      if (result < 0) return false;
      words.push(result);
    }
    this.#skipSpace();
    return this.#bytes[this.#at++] === closeBracket;
  }

  #passesComma(): boolean {
    this.#skipSpace();
    if (this.#bytes[this.#at++] !== comma) return false;
    this.#skipSpace();
    return true;
  }

  /** A list of scalars. */
  #list(words: GrowingInts): boolean {
    const place = words.length;
    words.push(0);
    do {
      this.#at++;
      this.#skipSpace();
      if (this.#bytes[this.#at] === closeBracket && words.length === place + 1) break;
      const element = this.#scalar();
      if (element < 0) return false;
      words.push(element);
      this.#skipSpace();
    } while (this.#bytes[this.#at] === comma);
    words.items[place] = emptyListResult - (words.length - place - 1);
    return this.#bytes[this.#at++] === closeBracket;
  }

  /** The number of a value that is neither array nor object, or `refused`. */
  #scalar(): number {
    const first = this.#bytes[this.#at];
    return first === openBracket || first === openBrace ? refused : this.#readValue(deepest);
  }

  #element(depth: number): number {
    this.#at++;
    this.#skipSpace();
    const value = this.#readValue(depth + 1);
    this.#skipSpace();
    return value;
  }

  /** Finds the end of an array or object by its brackets and leaves the rest to `JSON.parse`. */
  #composite(start: number): number {
    const bytes = this.#bytes;
    let depth = 0;
    let inText = false;
    for (let at = start; at < this.#end; at++) {
      const byte = bytes[at];
      if (inText) {
        if (byte === backslash) at++;
        else if (byte === quoteByte) inText = false;
        continue;
      }
      if (byte === quoteByte) inText = true;
      else if (byte === openBracket || byte === openBrace) depth++;
      else if ((byte === closeBracket || byte === closeBrace) && --depth === 0) return this.#parsed(start, at + 1);
    }
    return refused;
  }

  #parsed(start: number, end: number): number {
    try {
      const value = parseJsonExactly(this.#decoder.decode(this.#bytes.subarray(start, end)));
      this.#at = end;
      return this.#table.values.add(value as never);
    } catch (error) {
      // Not JSON, or not UTF-8: the general parser says where.
      if (error instanceof SyntaxError || error instanceof TypeError) return refused;
      throw error;
    }
  }
}
