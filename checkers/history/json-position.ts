/**
 * Where in a JSON text something is. The engine's own parser is fast but does not always say where it stopped, so this
 * slow scanner runs only when an error must be located (RFC 8259).
 */

export interface JsonFault {
  /** Offset of the first character that cannot be, in UTF-16 code units. */
  readonly offset: number;
  readonly reason: string;
}

class Fault extends Error {
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

const deepest = 1000;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const blank = /[ \t\n\r]*/y;
const word = /true|false|null/y;

type Path = readonly (string | number)[];

class Scanner {
  readonly #text: string;
  /** Told of every value: its path and where it begins. */
  readonly #visit: (path: Path, offset: number) => void;
  readonly #path: (string | number)[] = [];
  #offset = 0;

  constructor(text: string, visit: (path: Path, offset: number) => void) {
    this.#text = text;
    this.#visit = visit;
  }

  document(): void {
    this.#value();
    this.#skip(blank);
    if (this.#offset < this.#text.length) this.#fail('text after the end of the JSON value');
  }

  #fail(reason: string): never {
    const atEnd = this.#offset >= this.#text.length;
    throw new Fault(this.#offset, atEnd ? 'the text ends too early' : reason);
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#offset += found[0].length;
    return found !== null;
  }

  #found(character: string): boolean {
    this.#skip(blank);
    if (this.#text[this.#offset] !== character) return false;
    this.#offset++;
    return true;
  }

  #value(): void {
    if (this.#path.length > deepest) this.#fail(`nested deeper than ${deepest}`);
    this.#skip(blank);
    this.#visit(this.#path, this.#offset);
    if (this.#found('{')) this.#object();
    else if (this.#found('[')) this.#array();
    else if (this.#text[this.#offset] === '"') this.#string();
    else if (!this.#skip(number) && !this.#skip(word)) this.#fail('expected a JSON value');
  }

  #object(): void {
    if (this.#found('}')) return;
    do {
      this.#skip(blank);
      if (this.#text[this.#offset] !== '"') this.#fail('expected a field name in double quotes');
      const start = this.#offset;
      this.#string();
      this.#path.push(String(JSON.parse(this.#text.slice(start, this.#offset))));
      if (!this.#found(':')) this.#fail('expected ":" after the field name');
      this.#value();
      this.#path.pop();
    } while (this.#found(','));
    if (!this.#found('}')) this.#fail('expected "," or "}"');
  }

  #array(): void {
    if (this.#found(']')) return;
    let position = 0;
    do {
      this.#path.push(position++);
      this.#value();
      this.#path.pop();
    } while (this.#found(','));
    if (!this.#found(']')) this.#fail('expected "," or "]"');
  }

  #string(): void {
    this.#offset++;
    for (;;) {
      const code = this.#text.charCodeAt(this.#offset);
      if (Number.isNaN(code)) this.#fail('');
      if (code < 0x20) this.#fail('a control character in a string must be escaped');
      this.#offset++;
      if (code === 0x22) return;
      if (code === 0x5c) this.#escape();
    }
  }

  #escape(): void {
    const escape = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;
    if (!this.#skip(escape)) this.#fail('not an escape sequence of JSON');
  }
}

/** The first fault of a text that is not JSON, or undefined if it is. */
export function findJsonFault(text: string): JsonFault | undefined {
  try {
    new Scanner(text, () => undefined).document();
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return { offset: error.offset, reason: error.message };
    throw error;
  }
}

/** Offset of the value at this path in a JSON text, or undefined if there is none. */
export function offsetOfJsonPath(text: string, wanted: Path): number | undefined {
  let found: number | undefined;
  new Scanner(text, (path, offset) => {
    if (path.length === wanted.length && path.every((step, depth) => step === wanted[depth])) found = offset;
  }).document();
  return found;
}
