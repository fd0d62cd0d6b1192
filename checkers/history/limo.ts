/**
 * Imports the `.hist` traces of LiMo: calls and returns of threads on a stack or a queue, one a line, in the order in
 * which they happened. `[2] call enq(7)`, `[2] return`, `[3] call deq`, `[3] return 7`. Values are opaque words.
 */
import { HistoryFormatError } from '../input-error.ts';
import { HistoryAssembler, type ParsedHistory, type Place } from './assembler.ts';
import type { Json } from './event.ts';
import { quote } from './quote.ts';

interface Method {
  readonly f: string;
  readonly removes: boolean;
}

const methods: ReadonlyMap<string, Method> = new Map([
  ['push', { f: 'push', removes: false }],
  ['pop', { f: 'pop', removes: true }],
  ['enq', { f: 'enqueue', removes: false }],
  ['deq', { f: 'dequeue', removes: true }],
]);
const remedy =
  'each line looks like: [2] call push(7), [2] return, [3] call pop, [3] return 7, or is a comment after #';
const eventLine = /^(\s*)\[(\d{1,15})\](\s+)(call|return)\b(\s*)(.*)$/;

/** `push(7)`, `push 7`, `pop()`, `pop` as name and value. */
function callParts(text: string): { readonly name: string; readonly value: string } {
  const name = /^\w*/.exec(text)?.[0] ?? '';
  const rest = text.slice(name.length).trim();
  return { name, value: rest.startsWith('(') && rest.endsWith(')') ? rest.slice(1, -1).trim() : rest };
}

interface OpenCall extends Method {
  /** What the call carries, if anything. */
  readonly value: string | null;
}

class LimoReader {
  readonly #file: string;
  readonly #assembler = new HistoryAssembler({ lenient: true });
  readonly #open = new Map<number, OpenCall>();
  readonly #places: Place[] = [];
  #line = 0;

  constructor(file: string) {
    this.#file = file;
  }

  line(text: string): void {
    this.#line++;
    if (/^\s*(?:#|$)/.test(text)) return;
    const match = eventLine.exec(text.trimEnd());
    if (match === null) throw this.#fault(1, 'not a call or return of a thread');
    const [, indentation = '', thread = '', gap = '', kind = '', blank = '', rest = ''] = match;
    const place = { line: this.#line, column: indentation.length + 1 };
    const column = indentation.length + thread.length + 2 + gap.length + kind.length + blank.length + 1;
    const process = Number(thread);
    if (kind === 'call') this.#call(process, rest, column);
    else this.#return(process, rest, column);
    this.#places.push(place);
  }

  finish(): ParsedHistory {
    return this.#assembler.finish((index) => this.#places[index] ?? { line: 1, column: 1 });
  }

  #fault(column: number, reason: string): HistoryFormatError {
    return new HistoryFormatError(this.#file, this.#line, column, reason, remedy);
  }

  #call(process: number, text: string, column: number): void {
    const { name, value: given } = callParts(text);
    const method = methods.get(name);
    if (method === undefined || /^\(|\s/.test(given)) {
      throw this.#fault(column, `${quote(text)} is not a call of ${[...methods.keys()].join(', ')}`);
    }
    const open = this.#open.get(process);
    if (open !== undefined) {
      throw this.#fault(column, `thread ${process} calls ${name} while its ${quote(open.f)} is still open`);
    }
    const value = given === '' ? null : given;
    if (value === null && !method.removes) throw this.#fault(column, `${name} has no value`);
    this.#open.set(process, { ...method, value });
    this.#add('invoke', process, method.f, value);
  }

  /** A removal that returns nothing, and carried nothing in its call, found the object empty. */
  #return(process: number, text: string, column: number): void {
    const open = this.#open.get(process);
    if (open === undefined) throw this.#fault(column, `thread ${process} returns, but has no open call`);
    this.#open.delete(process);
    if (!open.removes) {
      if (text !== '') throw this.#fault(column, `${open.f} returns ${quote(text)}; it returns nothing`);
      this.#add('ok', process, open.f, open.value);
      return;
    }
    if (text !== '' && open.value !== null && text !== open.value) {
      throw this.#fault(column, `${open.f} was called with ${quote(open.value)} and returns ${quote(text)}`);
    }
    this.#add('ok', process, open.f, text === 'empty' ? null : text === '' ? open.value : text);
  }

  #add(type: string, process: number, f: string, value: Json): void {
    this.#assembler.add({ type, process, f, value });
  }
}

/** Parses a whole file. Throws a HistoryFormatError with line and column. */
export function parseLimo(text: string, options: { readonly file: string }): ParsedHistory {
  const reader = new LimoReader(options.file);
  for (const line of text.split('\n')) reader.line(line);
  return reader.finish();
}
