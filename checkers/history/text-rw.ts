/**
 * Imports PolySI's text (Huang et al., VLDB 2023): one read or write a line, `r(key,value,session,txn)` or `w(...)`, in program
 * order. The value 0 is the initial one; the transaction -1 stands for aborted ones.
 */
import { HistoryFormatError } from '../input-error.ts';
import type { ParsedHistory, Place } from './assembler.ts';
import type { Json } from './event.ts';
import { quote } from './quote.ts';
import { SessionHistory } from './session-history.ts';

const remedy =
  'each line is one read or write: w(key,value,session,txn) or r(key,value,session,txn), all whole numbers';
const line = /^\s*([rw])\s*\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*(-1|\d+)\s*\)\s*$/;
const abortedTransaction = '-1';

interface OpenTransaction {
  readonly id: string;
  readonly place: Place;
  readonly microOps: Json[];
}

/** The number, or beyond 2^53 its digits. */
function whole(digits: string): number | string {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : digits.replace(/^0+(?=\d)/, '');
}

class TextReader {
  readonly #file: string;
  readonly #history = new SessionHistory();
  /** By session. */
  readonly #open = new Map<number, OpenTransaction>();
  /** Sessions and transactions that have ended: none may go on. */
  readonly #ended = new Set<string>();
  #line = 0;

  constructor(file: string) {
    this.#file = file;
  }

  line(text: string): void {
    this.#line++;
    if (text.trim() === '') return;
    const match = line.exec(text);
    if (match === null) throw this.#fault(text, `${quote(text.trim())} is not a read or write`);
    const [, kind = '', keyText = '', valueText = '', sessionText = '', id = ''] = match;
    const session = Number(sessionText);
    if (!Number.isSafeInteger(session)) throw this.#fault(text, `the session ${sessionText} is too large`);
    const value = whole(valueText);
    if (kind === 'w' && value === 0)
      throw this.#fault(text, 'a write of the value 0, which stands for the initial one');
    const microOps = this.#transaction(session, id, text).microOps;
    microOps.push([kind, whole(keyText), value === 0 ? null : value]);
  }

  finish(): ParsedHistory {
    for (const [session, open] of this.#open) this.#end(session, open);
    return this.#history.finish(null);
  }

  #fault(text: string, reason: string): HistoryFormatError {
    return new HistoryFormatError(this.#file, this.#line, text.search(/\S/) + 1, reason, remedy);
  }

  #transaction(session: number, id: string, text: string): OpenTransaction {
    const open = this.#open.get(session);
    if (open?.id === id) return open;
    if (open !== undefined) this.#end(session, open);
    if (this.#ended.has(`${session} ${id}`)) {
      throw this.#fault(text, `session ${session} goes on with transaction ${id}, after which it had begun another`);
    }
    const begun = { id, place: { line: this.#line, column: 1 }, microOps: [] };
    this.#open.set(session, begun);
    return begun;
  }

  #end(session: number, { id, place, microOps }: OpenTransaction): void {
    const isAborted = id === abortedTransaction;
    if (!isAborted) this.#ended.add(`${session} ${id}`);
    this.#history.add(session, isAborted ? 'fail' : 'ok', microOps, place);
  }
}

/** Parses a whole file. Throws a HistoryFormatError with line and column. Linear. */
export function parseTextReadsWrites(text: string, options: { readonly file: string }): ParsedHistory {
  const reader = new TextReader(options.file);
  for (const one of text.split('\n')) reader.line(one);
  return reader.finish();
}
