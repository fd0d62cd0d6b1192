/**
 * Imports the binary histories of dbcop (Biswas and Enea, OOPSLA 2019), which PolySI and VeriStrong use too. Little endian,
 * without padding: five numbers (id, nodes, variables, transactions, events), three texts (info, start, end), then sessions of
 * transactions of events: write or read, key, value, success. The value 0 is the initial one. Events that failed are left out;
 * a transaction that did not commit is aborted.
 */
import { HistoryBytesError } from '../input-error.ts';
import type { ParsedHistory } from './assembler.ts';
import { ByteFault, ByteReader } from './byte-reader.ts';
import type { Json } from './event.ts';
import { SessionHistory } from './session-history.ts';

const remedy = 'give a whole file as dbcop wrote it: history.bincode';
const headerNumbers = ['the id', 'the number of nodes', 'of variables', 'of transactions', 'of events'];
const headerTexts = ['the information', 'the start', 'the end'];
/** Flag, key, value, flag; and of a transaction the number of its events and its flag. */
const eventBytes = 18;
const transactionBytes = 9;
const sessionBytes = 8;

function readEvent(reader: ByteReader): Json | undefined {
  const { offset } = reader;
  const isWrite = reader.flag('whether an event is a write');
  const key = reader.number('a key');
  const value = reader.number('a value');
  if (!reader.flag('whether an event succeeded')) return undefined;
  if (isWrite && value === 0) throw new ByteFault(offset, 'a write of the value 0, which stands for the initial one');
  return isWrite ? ['w', key, value] : ['r', key, value === 0 ? null : value];
}

function readTransaction(reader: ByteReader, session: number, history: SessionHistory): void {
  const byte = reader.offset;
  const events = reader.count('the number of events of a transaction', eventBytes);
  const microOps: Json[] = [];
  for (let event = 0; event < events; event++) {
    const microOp = readEvent(reader);
    if (microOp !== undefined) microOps.push(microOp);
  }
  const isCommitted = reader.flag('whether a transaction committed');
  history.add(session, isCommitted ? 'ok' : 'fail', microOps, { line: 1, column: byte + 1, byte });
}

function readAll(reader: ByteReader, history: SessionHistory): void {
  for (const what of headerNumbers) reader.number(what);
  for (const what of headerTexts) reader.skip(reader.count(`the length of ${what}`, 1), what);
  const sessions = reader.count('the number of sessions', sessionBytes);
  for (let session = 0; session < sessions; session++) {
    const transactions = reader.count('the number of transactions of a session', transactionBytes);
    for (let transaction = 0; transaction < transactions; transaction++) readTransaction(reader, session, history);
  }
  if (reader.remaining > 0) throw new ByteFault(reader.offset, `${reader.remaining} bytes after the last session`);
}

/** Parses a whole file. Throws a HistoryBytesError with the offset. Linear. */
export function parseDbcopBincode(bytes: Uint8Array, options: { readonly file: string }): ParsedHistory {
  const history = new SessionHistory();
  try {
    readAll(new ByteReader(bytes, 'little-endian'), history);
  } catch (error) {
    if (error instanceof ByteFault) throw new HistoryBytesError(options.file, error.offset, error.message, remedy);
    throw error;
  }
  return history.finish(null);
}
