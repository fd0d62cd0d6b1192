/**
 * Reads that no execution at any level of these explains: of a value that nobody wrote, of an aborted or unfinished
 * transaction, or against the reader's own writes. Names are Adya's and Elle's.
 */
import { quote } from '../../history/quote.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { noWriter, severalWriters, type VersionWriters } from './version-writers.ts';

export interface WrongRead {
  /** `G1a`, `G1b`, `garbage-read`, `future-read`, `internal`, `incompatible-order`, `duplicate-elements`. */
  readonly type: string;
  /** Those that show it, the reader last. */
  readonly transactions: readonly number[];
  readonly key: number;
  readonly summary: string;
}

/** Ends the reading of a history from within. */
export class Unexplained extends Error {
  /** Undefined if nothing is wrong for certain: then the message says what is not clear. */
  readonly wrong: WrongRead | undefined;

  constructor(wrong: WrongRead | string) {
    super(typeof wrong === 'string' ? wrong : wrong.summary);
    this.wrong = typeof wrong === 'string' ? undefined : wrong;
  }
}

export function transactionLabel(transaction: number): string {
  return `T${transaction}`;
}

export function keyText(columns: TransactionColumns, key: number): string {
  return `key ${quote(columns.keys.value(key))}`;
}

export function versionText(columns: TransactionColumns, version: number): string {
  if (version < 0) return 'its initial value';
  return quote(columns.values.value(columns.versionValue[version] as number));
}

/**
 * Who wrote a version that `reader` saw from outside. Throws Unexplained if nobody committed can have left it there.
 * With `within`, the version was seen with others after it, so it need not be the writer's last.
 */
export function foreignWriter(
  columns: TransactionColumns,
  writers: VersionWriters,
  reader: number,
  version: number,
  within: boolean,
): number {
  const writer = writers.writer[version] as number;
  // Most reads are fine: no sentence is made for them.
  if (writer >= 0 && writer !== reader && (within || writers.after[version] === 0)) return writer;
  const key = columns.versionKey[version] as number;
  const [who, where] = [transactionLabel(reader), keyText(columns, key)];
  const value = versionText(columns, version);
  const saw = `${who} read ${columns.workload === 'list-append' ? `${where} with the element ${value}` : `${where} as ${value}`}`;
  if (writer === severalWriters)
    throw new Unexplained(`${saw}, which was written more than once: reads of it say nothing certain`);
  if (writer === noWriter) {
    const aborted = writers.abortedWriter[version] as number;
    if (aborted === noWriter)
      throw new Unexplained({
        type: 'garbage-read',
        transactions: [reader],
        key,
        summary: `${saw}, which nobody wrote`,
      });
    const summary = `${saw}, which ${transactionLabel(aborted)} wrote, and that aborted`;
    throw new Unexplained({ type: 'G1a', transactions: [aborted, reader], key, summary });
  }
  if (writer === reader) {
    const summary = `${saw} before it wrote that itself`;
    throw new Unexplained({ type: 'future-read', transactions: [reader], key, summary });
  }
  const summary = `${saw}, which ${transactionLabel(writer)} wrote and then wrote over: nobody else may see it`;
  throw new Unexplained({ type: 'G1b', transactions: [writer, reader], key, summary });
}
