/** Reads a history from a file: our own format piece by piece, others whole. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import {
  detectFormat,
  findFormat,
  JsonlParser,
  parseHistory,
  type HistoryEvent,
  type HistoryFormat,
  type ParsedHistory,
} from '../../checkers/index.ts';
import { OrdealError } from '../errors.ts';
import { inputProblem } from './input-problem.ts';

const pieceBytes = 2 ** 20;
const sampleBytes = 4096;

export interface OpenedHistory {
  readonly format: HistoryFormat;
  readonly history: ParsedHistory;
}

function unreadable(file: string, cause: unknown): OrdealError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const remedy = 'give the path of a history file that exists and may be read';
  return new OrdealError('cannot-read', `cannot read ${file}: ${reason}`, remedy, { cause });
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function sampleOf(descriptor: number): string {
  const bytes = new Uint8Array(sampleBytes);
  return new TextDecoder('utf-8').decode(bytes.subarray(0, readSync(descriptor, bytes, 0, sampleBytes, 0)));
}

function parsePieces(descriptor: number, file: string): ParsedHistory {
  const parser = new JsonlParser({ file });
  const piece = new Uint8Array(pieceBytes);
  for (;;) {
    const size = readSync(descriptor, piece, 0, pieceBytes, null);
    if (size === 0) return parser.end();
    parser.push(piece.subarray(0, size));
  }
}

/** Reads and parses, synchronously. Throws an OrdealError that names file, line, column, reason and what to do. */
export function openHistory(file: string, formatName?: string): OpenedHistory {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const format = formatName === undefined ? detectFormat(file, sampleOf(descriptor)) : findFormat(formatName);
    const history =
      format === 'jsonl' ? parsePieces(descriptor, file) : parseHistory(readFileSync(descriptor), file, format);
    return { format, history };
  } catch (error) {
    if (isSystemError(error)) throw unreadable(file, error);
    throw inputProblem(error, file) ?? error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

export interface HistoryFile {
  readonly events: readonly HistoryEvent[];
  /** Sentences about what was left out or filled in (a torn last line); empty if nothing was. */
  readonly note: string;
  readonly format: HistoryFormat;
}

/** The events of a history file, for reports. The format is found out unless given. Rejects with an OrdealError. */
export async function readHistory(file: string, format?: string): Promise<HistoryFile> {
  const opened = openHistory(file, format);
  return { events: opened.history.events, note: opened.history.notes.join('; '), format: opened.format };
}
