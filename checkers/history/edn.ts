/**
 * Imports Jepsen's EDN histories: one vector or list of maps, or one map after the other. The fields are ours, as
 * keywords; a process that is not a number (`:nemesis`) is not a client.
 */
import { HistoryFormatError } from '../input-error.ts';
import { EventFieldError, HistoryAssembler, type ParsedHistory } from './assembler.ts';
import { EdnError, EdnReader } from './edn-reader.ts';
import { lineAndColumn } from './text-position.ts';

const remedy =
  'a history in EDN is a vector, a list, or a sequence of maps such as {:type :invoke, :f :read, :value nil, :process 0}';

/** Reads every event of the text, telling where each begins. */
function readEvents(reader: EdnReader, add: (value: unknown, offset: number) => void): void {
  const opener = reader.found('[') ? ']' : reader.found('(') ? ')' : '';
  while (!reader.atEnd) {
    if (opener !== '' && reader.found(opener)) {
      if (!reader.atEnd) throw new EdnError(reader.offset, 'text after the end of the history');
      return;
    }
    const { offset } = reader;
    add(reader.read(), offset);
  }
  if (opener !== '') throw new EdnError(reader.offset, `the history is never closed with "${opener}"`);
}

/** Parses a whole file whose events become ours by `eventOf`. Throws a HistoryFormatError with line and column. */
export function parseEdnEvents(
  text: string,
  options: { readonly file: string },
  fixOfText: string,
  eventOf: (event: unknown) => unknown,
): ParsedHistory {
  const assembler = new HistoryAssembler({ lenient: true });
  const offsets: number[] = [];
  const fail = (offset: number, reason: string, fix: string): HistoryFormatError => {
    const { line, column } = lineAndColumn(text, offset);
    return new HistoryFormatError(options.file, line, column, reason, fix);
  };
  try {
    readEvents(new EdnReader(text), (value, offset) => {
      offsets.push(offset);
      assembler.add(eventOf(value));
    });
  } catch (error) {
    if (error instanceof EdnError) throw fail(error.offset, error.message, fixOfText);
    if (error instanceof EventFieldError) throw fail(offsets.at(-1) ?? 0, error.message, error.remedy);
    throw error;
  }
  return assembler.finish((index) => lineAndColumn(text, offsets[index] ?? 0));
}

/** Parses a whole file. Throws a HistoryFormatError with line and column. */
export function parseEdn(text: string, options: { readonly file: string }): ParsedHistory {
  return parseEdnEvents(text, options, remedy, (event) => event);
}
