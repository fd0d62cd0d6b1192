/**
 * Imports the operations that Jepsen once printed to its log, one event a line:
 * `INFO  jepsen.util - 3 :invoke :cas [1 2]`. The order of lines is the order of events; there are no times.
 */
import { HistoryFormatError } from '../input-error.ts';
import { EventFieldError, HistoryAssembler, type ParsedHistory } from './assembler.ts';
import { EdnError, EdnReader } from './edn-reader.ts';
import type { Json } from './event.ts';

const remedy = 'each line looks like: INFO  jepsen.util - 3 :invoke :write 4';
const eventLine = /^(INFO\s+jepsen\.util - )(?:(\d+)|:(\S+))(\s+):(\S+)(\s+):(\S+)(\s+)(.*)$/d;

interface LogLine {
  readonly process: number | string;
  readonly type: string;
  readonly f: string;
  readonly value: Json;
  readonly error?: Json;
}

/** A keyword where a value belongs says why there is none: `:info :write :timed-out`. */
function parseLine(line: string): LogLine {
  const match = eventLine.exec(line);
  if (match === null) throw new EdnError(0, line.trim() === '' ? 'the line is empty' : 'not a line of an operation');
  const [, , process, name, , type, , f, , text] = match;
  const reader = new EdnReader(text as string);
  const valueOffset = match.indices?.[9]?.[0] ?? 0;
  try {
    const value = reader.read();
    if (!reader.atEnd) throw new EdnError(reader.offset, 'text after the value');
    const event = {
      process: process === undefined ? (name as string) : Number(process),
      type: type as string,
      f: f as string,
    };
    const isReason = (text as string).trimStart().startsWith(':') && type !== 'ok' && type !== 'invoke';
    return isReason ? { ...event, value: null, error: value } : { ...event, value };
  } catch (error) {
    throw error instanceof EdnError ? new EdnError(valueOffset + error.offset, error.message) : error;
  }
}

/** Parses a whole file. Throws a HistoryFormatError with line and column. */
export function parseJepsenLog(text: string, options: { readonly file: string }): ParsedHistory {
  const assembler = new HistoryAssembler({ lenient: true });
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  for (const [position, line] of lines.entries()) {
    try {
      assembler.add(parseLine(line));
    } catch (error) {
      if (!(error instanceof EdnError || error instanceof EventFieldError)) throw error;
      const column = error instanceof EdnError ? error.offset + 1 : 1;
      throw new HistoryFormatError(options.file, position + 1, column, error.message, remedy);
    }
  }
  return assembler.finish((index) => ({ line: index + 1, column: 1 }));
}
