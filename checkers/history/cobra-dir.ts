/**
 * Imports the logs of Cobra (Tan et al., OSDI 2020): a directory with one file `T<number>.log` a session, big endian records
 * that begin with a letter: `S` txn begins a transaction, `W` writeId key valueHash, `R` writerTxn writeId key valueHash, `C`
 * txn commits it. A value is its writeId; two marks stand for the initial one. Aborted transactions are not logged; one
 * that is not committed at the end of its log is indeterminate.
 */
import { HistoryBytesError, InputError } from '../input-error.ts';
import type { ParsedHistory } from './assembler.ts';
import { ByteFault, ByteReader } from './byte-reader.ts';
import type { Json } from './event.ts';
import { quote } from './quote.ts';
import { SessionHistory } from './session-history.ts';

export interface HistoryPart {
  /** Name of the file within its directory. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files of these names are logs; others in the directory are not read. */
export const cobraLogName = /^T(\d{1,9})\.log$/;

const remedy = 'give the directory of logs as Cobra wrote it: T0.log, T1.log, ...';
const initialMarks: readonly (number | string)[] = [0xdead_beef, 0xbebe_ebee];

class LogReader {
  readonly #reader: ByteReader;
  readonly #session: number;
  readonly #history: SessionHistory;
  readonly #file: string;
  #open: { readonly id: number | string; readonly byte: number } | undefined;
  #microOps: Json[] = [];

  constructor(part: HistoryPart, session: number, history: SessionHistory) {
    this.#reader = new ByteReader(part.bytes, 'big-endian');
    this.#session = session;
    this.#history = history;
    this.#file = part.name;
  }

  readAll(): void {
    while (this.#reader.remaining > 0) this.#record();
    if (this.#open === undefined) return;
    this.#history.note(`${this.#file} ends within a transaction: nobody knows whether it committed`);
    this.#end('info', this.#open.byte);
  }

  #record(): void {
    const { offset } = this.#reader;
    const letter = String.fromCharCode(this.#reader.byte('a record'));
    if (letter === 'S') return this.#begin(offset);
    if (letter !== 'W' && letter !== 'R' && letter !== 'C') {
      throw new ByteFault(offset, `${quote(letter)} begins no record: S, W, R or C`);
    }
    const open = this.#open;
    if (open === undefined) throw new ByteFault(offset, `${letter} outside of a transaction: S begins one`);
    if (letter === 'W') this.#write(offset);
    else if (letter === 'R') this.#read();
    else this.#commit(offset, open);
  }

  #begin(offset: number): void {
    if (this.#open !== undefined) throw new ByteFault(offset, `S begins a transaction within ${this.#open.id}`);
    this.#open = { id: this.#reader.number('the number of a transaction'), byte: offset };
    this.#microOps = [];
  }

  #write(offset: number): void {
    const writeId = this.#reader.number('a write id');
    const key = this.#reader.number('a key');
    this.#reader.skip(8, 'the hash of a value');
    if (initialMarks.includes(writeId)) {
      throw new ByteFault(offset, `a write with the id ${writeId}, which stands for the initial value`);
    }
    this.#microOps.push(['w', key, writeId]);
  }

  #read(): void {
    this.#reader.skip(8, 'the number of the writing transaction');
    const writeId = this.#reader.number('a write id');
    const key = this.#reader.number('a key');
    this.#reader.skip(8, 'the hash of a value');
    this.#microOps.push(['r', key, initialMarks.includes(writeId) ? null : writeId]);
  }

  #commit(offset: number, open: { readonly id: number | string; readonly byte: number }): void {
    const id = this.#reader.number('the number of a transaction');
    if (id !== open.id) throw new ByteFault(offset, `C commits ${id}, but the open transaction is ${open.id}`);
    this.#end('ok', open.byte);
  }

  #end(end: 'ok' | 'info', byte: number): void {
    const place = { line: 1, column: byte + 1, byte, part: this.#file };
    this.#history.add(this.#session, end, this.#microOps, place);
    this.#open = undefined;
  }
}

/** Parses the logs of a directory, in the order of their numbers. Throws a HistoryBytesError with file and offset. Linear. */
export function parseCobraDirectory(parts: readonly HistoryPart[], options: { readonly file: string }): ParsedHistory {
  const logs = parts
    .flatMap((part) => {
      const match = cobraLogName.exec(part.name);
      return match === null ? [] : [{ part, session: Number(match[1]) }];
    })
    .toSorted((left, right) => left.session - right.session);
  if (logs.length === 0)
    throw new InputError('bad-history', `${options.file}: there is no log T0.log, ... in it`, remedy);
  const history = new SessionHistory();
  for (const { part, session } of logs) {
    try {
      new LogReader(part, session, history).readAll();
    } catch (error) {
      if (!(error instanceof ByteFault)) throw error;
      throw new HistoryBytesError(`${options.file}/${part.name}`, error.offset, error.message, remedy);
    }
  }
  return history.finish(null);
}
