/** Reads a history from a file: our own format piece by piece, others whole. */
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  detectFormat,
  directoryFormat,
  findFormat,
  JsonlParser,
  parseElleCases,
  parseHistory,
  parseParts,
  partNameOf,
  type ElleCase,
  type HistoryEvent,
  type HistoryPart,
  type ParsedHistory,
} from '../../checkers/index.ts';
import { OrdealError } from '../errors.ts';
import { inputProblem } from './input-problem.ts';

/** The format of files that hold many cases, a history each. */
export const casesFormat = 'elle-cases';

const pieceBytes = 2 ** 20;
const sampleBytes = 4096;

export interface OpenedHistory {
  readonly format: string;
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

/** Every failure is an OrdealError that names file, place, reason and what to do. */
function orProblem<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (isSystemError(error)) throw unreadable(file, error);
    throw inputProblem(error, file) ?? error;
  }
}

/** With the file open; every failure is an OrdealError that names file, line, column, reason and what to do. */
function withFile<T>(file: string, use: (descriptor: number) => T): T {
  return orProblem(file, () => {
    const descriptor = openSync(file, 'r');
    try {
      return use(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

/** Reads a file of cases. Throws an OrdealError. */
export function openCases(file: string): ElleCase[] {
  return withFile(file, (descriptor) => [...parseElleCases(readFileSync(descriptor, 'utf8'), { file })]);
}

function openCase(file: string, caseName: string | undefined): OpenedHistory {
  const found = openCases(file).find(({ name }) => name === caseName);
  if (found !== undefined) return { format: casesFormat, history: found.history };
  const remedy = 'judge all its cases: ordeal check FILE --format elle-cases';
  throw new OrdealError('no-case', `${file}: there is no case ${JSON.stringify(caseName ?? '')}`, remedy);
}

function isDirectory(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** A directory that is one history, such as Cobra's logs. */
function openDirectory(directory: string, formatName: string | undefined): OpenedHistory {
  return orProblem(directory, () => {
    const format = findFormat(formatName ?? directoryFormat);
    const partName = partNameOf(format);
    const names = readdirSync(directory).filter((name) => partName?.test(name) === true);
    if (names.length === 0 && formatName === undefined) throw unreadable(directory, 'it is a directory');
    const parts: HistoryPart[] = names.map((name) => ({ name, bytes: readFileSync(path.join(directory, name)) }));
    return { format, history: parseParts(parts, directory, format) };
  });
}

/** Reads and parses, synchronously. Throws an OrdealError that names file, line, column, reason and what to do. */
export function openHistory(file: string, formatName?: string, caseName?: string): OpenedHistory {
  if (formatName === casesFormat) return openCase(file, caseName);
  if (isDirectory(file)) return openDirectory(file, formatName);
  return withFile(file, (descriptor) => {
    const format = formatName === undefined ? detectFormat(file, sampleOf(descriptor)) : findFormat(formatName);
    const history =
      format === 'jsonl' ? parsePieces(descriptor, file) : parseHistory(readFileSync(descriptor), file, format);
    return { format, history };
  });
}

export interface HistoryFile {
  readonly events: readonly HistoryEvent[];
  /** Sentences about what was left out or filled in (a torn last line); empty if nothing was. */
  readonly note: string;
  readonly format: string;
}

/** The events of a history file, for reports. The format is found out unless given. Rejects with an OrdealError. */
export async function readHistory(file: string, format?: string): Promise<HistoryFile> {
  const opened = openHistory(file, format);
  return { events: opened.history.events, note: opened.history.notes.join('; '), format: opened.format };
}
