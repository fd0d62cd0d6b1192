/**
 * Reads EDN (the notation of Clojure's data, github.com/edn-format/edn) as JSON data, with the place of every error.
 * Of our own because a history must be read exactly or not at all: the packages at hand accept unbalanced brackets
 * and round large integers.
 *
 * Keywords and symbols become strings without their colon, sets become arrays, maps become objects (keys that are not
 * strings become their JSON text), whole numbers beyond 2^53 and ratios become strings of their digits.
 */
import type { Json } from './event.ts';
import { canonicalJson } from './interner.ts';

/** The text is not EDN at this offset. */
export class EdnError extends Error {
  override readonly name = 'EdnError';
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

const deepest = 500;
const blanks = /(?:[\s,]+|;[^\n]*)*/y;
const token = /[^\s,;"()[\]{}]+/y;
const integer = /^[+-]?(?:0|[1-9]\d*)N?$/;
const decimal = /^[+-]?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?M?$/;
const ratio = /^[+-]?\d+\/\d+$/;
const symbol = /^[^\d:#\\'"]\S*$/;
const closers: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };
const escapes: Readonly<Record<string, string>> = {
  t: '\t',
  r: '\r',
  n: '\n',
  b: '\b',
  f: '\f',
  '\\': '\\',
  '"': '"',
};
const namedCharacters: Readonly<Record<string, string>> = {
  newline: '\n',
  return: '\r',
  space: ' ',
  tab: '\t',
  backspace: '\b',
  formfeed: '\f',
};
/** Tags that say what a value is, without changing it. */
const transparentTags = /^(?:inst|uuid|jepsen\.history\.Op|jepsen\.[\w.]+|knossos\.[\w.]+)$/;

function wholeNumber(text: string): Json {
  const digits = text.replace(/^\+/, '').replace(/N$/, '');
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : digits;
}

export class EdnReader {
  readonly #text: string;
  #offset: number;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#offset = 0;
  }

  /** Where the next value begins, after blanks and comments; the text's length if there is none. */
  get offset(): number {
    this.#skipBlanks();
    return this.#offset;
  }

  get atEnd(): boolean {
    return this.offset >= this.#text.length;
  }

  /** True, and the bracket is read, if the next character is this one. */
  found(bracket: string): boolean {
    if (this.#text[this.offset] !== bracket) return false;
    this.#offset++;
    return true;
  }

  /** Reads one value. Throws an EdnError. */
  read(): Json {
    if (this.#depth >= deepest) this.#fail(`nested deeper than ${deepest}`);
    this.#depth++;
    const value = this.#value();
    this.#depth--;
    return value;
  }

  #fail(reason: string, offset = this.#offset): never {
    throw new EdnError(offset, offset >= this.#text.length ? 'the text ends too early' : reason);
  }

  #skipBlanks(): void {
    for (;;) {
      blanks.lastIndex = this.#offset;
      this.#offset += blanks.exec(this.#text)?.[0].length ?? 0;
      if (!this.#text.startsWith('#_', this.#offset)) return;
      this.#offset += 2;
      this.read();
    }
  }

  #value(): Json {
    const start = this.offset;
    const first = this.#text[start];
    if (first === undefined) this.#fail('');
    if (first === '[' || first === '(') return this.#sequence(first);
    if (first === '{') return this.#map();
    if (first === '"') return this.#string();
    if (first === '#') return this.#dispatch();
    if (first === '\\') return this.#character();
    if (first === ']' || first === ')' || first === '}') this.#fail(`"${first}" closes nothing`);
    return this.#atom();
  }

  #sequence(opener: string): Json[] {
    const start = this.#offset;
    this.#offset++;
    const closer = closers[opener] as string;
    const values: Json[] = [];
    while (!this.found(closer)) {
      this.#requireOpen(start, opener);
      values.push(this.read());
    }
    return values;
  }

  #map(): Json {
    const start = this.#offset;
    this.#offset++;
    const fields = new Map<string, Json>();
    while (!this.found('}')) {
      this.#requireOpen(start, '{');
      const keyOffset = this.offset;
      const key = this.read();
      const name = typeof key === 'string' ? key : canonicalJson(key);
      if (fields.has(name)) this.#fail(`the key ${name} appears twice in one map`, keyOffset);
      if (this.#text[this.offset] === '}') this.#fail(`the key ${name} has no value`);
      fields.set(name, this.read());
    }
    return Object.fromEntries(fields);
  }

  #requireOpen(start: number, opener: string): void {
    if (!this.atEnd) return;
    throw new EdnError(start, `"${opener}" is never closed`);
  }

  #string(): string {
    const start = this.#offset;
    let text = '';
    let copied = start + 1;
    for (let at = copied; ; at++) {
      const character = this.#text[at];
      if (character === undefined) throw new EdnError(start, 'the string is never closed');
      if (character === '"') {
        this.#offset = at + 1;
        return text + this.#text.slice(copied, at);
      }
      if (character !== '\\') continue;
      text += this.#text.slice(copied, at);
      const unicode = /^u([0-9a-fA-F]{4})/.exec(this.#text.slice(at + 1, at + 6));
      const plain = escapes[this.#text[at + 1] ?? ''];
      if (unicode !== null) text += String.fromCharCode(Number.parseInt(unicode[1] as string, 16));
      else if (plain === undefined) this.#fail('not an escape sequence of EDN', at);
      else text += plain;
      at += unicode === null ? 1 : 5;
      copied = at + 1;
    }
  }

  /** `#{...}`, `##NaN`, or a tag before a value. */
  #dispatch(): Json {
    const start = this.#offset;
    this.#offset++;
    if (this.#text[this.#offset] === '{') return this.#sequenceOfSet(start);
    if (this.#text[this.#offset] === '#') {
      this.#offset++;
      return this.#token();
    }
    // Old printers write a set as `#[...]` or an object as `#object[...]`: the values inside are what counts.
    if (this.#text[this.#offset] === '[') return this.read();
    const tag = this.#token();
    if (!/^[a-zA-Z]/.test(tag)) this.#fail(`"#${tag}" is not a tag`, start);
    const value = this.read();
    return transparentTags.test(tag) ? value : { [`#${tag}`]: value };
  }

  #sequenceOfSet(start: number): Json[] {
    this.#offset++;
    const values: Json[] = [];
    while (!this.found('}')) {
      this.#requireOpen(start, '#{');
      values.push(this.read());
    }
    return values;
  }

  #character(): string {
    const start = this.#offset;
    this.#offset++;
    token.lastIndex = this.#offset;
    const name = token.exec(this.#text)?.[0] ?? this.#text[this.#offset];
    if (name === undefined) this.#fail('');
    this.#offset += name.length;
    if (name.length === 1) return name;
    const unicode = /^u([0-9a-fA-F]{4})$/.exec(name);
    if (unicode !== null) return String.fromCharCode(Number.parseInt(unicode[1] as string, 16));
    return namedCharacters[name] ?? this.#fail(`"\\${name}" is not a character`, start);
  }

  #token(): string {
    token.lastIndex = this.#offset;
    const found = token.exec(this.#text)?.[0];
    if (found === undefined) this.#fail('expected a value');
    this.#offset += found.length;
    return found;
  }

  #atom(): Json {
    const start = this.#offset;
    const text = this.#token();
    if (text === 'nil') return null;
    if (text === 'true') return true;
    if (text === 'false') return false;
    if (text.length > 1 && text.startsWith(':')) return text.slice(1);
    if (integer.test(text)) return wholeNumber(text);
    if (decimal.test(text)) return Number(text.replace(/M$/, ''));
    if (ratio.test(text)) return text;
    if (symbol.test(text)) return text;
    return this.#fail(`${JSON.stringify(text.slice(0, 40))} is not a value of EDN`, start);
  }
}
