/**
 * Imports AWDIT's text (Møldrup and Pavlogiannis, PLDI 2025): `w key value` and `r key value` in program order; a line of dashes
 * ends a transaction, one of equals signs a session. There is no initial value: every value that is read was written.
 */
import { HistoryFormatError } from '../input-error.ts';
import type { ParsedHistory, Place } from './assembler.ts';
import type { Json } from './event.ts';
import { quote } from './quote.ts';
import { SessionHistory } from './session-history.ts';

const remedy =
  'each line is "w key value" or "r key value" with whole numbers; "-----" ends a transaction, "=====" a session';
const access = /^\s*([rw])[ \t]+(-?\d+)[ \t]+(-?\d+)\s*$/;

function whole(digits: string): number | string {
  const value = Number(digits) + 0; // "-0" is 0
  return Number.isSafeInteger(value) ? value : digits;
}

class DslReader {
  readonly #file: string;
  readonly #history = new SessionHistory();
  #session = 0;
  #microOps: Json[] = [];
  #place: Place = { line: 1, column: 1 };
  #line = 0;

  constructor(file: string) {
    this.#file = file;
  }

  line(text: string): void {
    this.#line++;
    const word = text.trim();
    if (word === '') return;
    if (/^-{3,}$/.test(word)) return this.#endTransaction();
    if (/^={3,}$/.test(word)) {
      this.#endTransaction();
      this.#session++;
      return;
    }
    const match = access.exec(text);
    const column = text.search(/\S/) + 1;
    if (match === null) {
      throw new HistoryFormatError(this.#file, this.#line, column, `${quote(word)} is not a read or write`, remedy);
    }
    const [, kind = '', key = '', value = ''] = match;
    if (this.#microOps.length === 0) this.#place = { line: this.#line, column };
    this.#microOps.push([kind, whole(key), whole(value)]);
  }

  finish(): ParsedHistory {
    this.#endTransaction();
    return this.#history.finish();
  }

  /** A transaction that does nothing is none. */
  #endTransaction(): void {
    if (this.#microOps.length === 0) return;
    this.#history.add(this.#session, 'ok', this.#microOps, this.#place);
    this.#microOps = [];
  }
}

/** Parses a whole file. Throws a HistoryFormatError with line and column. Linear. */
export function parseAwditDsl(text: string, options: { readonly file: string }): ParsedHistory {
  const reader = new DslReader(options.file);
  for (const one of text.split('\n')) reader.line(one);
  return reader.finish();
}
