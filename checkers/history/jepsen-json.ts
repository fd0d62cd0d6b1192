/** Imports Jepsen's histories as JSON: one array of events, or one event a line. The same fields as in EDN, as strings. */
import { HistoryFormatError } from '../input-error.ts';
import { EventFieldError, HistoryAssembler, type ParsedHistory } from './assembler.ts';
import { findJsonFault, offsetOfJsonPath } from './json-position.ts';
import { parseJsonExactly } from './json-value.ts';
import { parseJsonl } from './jsonl.ts';
import { lineAndColumn } from './text-position.ts';

const remedy = 'a history in JSON is an array of events, or one event a line';

function parseArray(text: string, file: string): unknown[] {
  let parsed: unknown;
  try {
    parsed = parseJsonExactly(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const fault = findJsonFault(text) ?? { offset: 0, reason: 'not JSON' };
    const { line, column } = lineAndColumn(text, fault.offset);
    throw new HistoryFormatError(file, line, column, fault.reason, remedy);
  }
  if (!Array.isArray(parsed)) throw new HistoryFormatError(file, 1, 1, 'expected an array of events', remedy);
  return parsed;
}

/** Parses a whole file. Throws a HistoryFormatError with line and column. */
export function parseJepsenJson(text: string, options: { readonly file: string }): ParsedHistory {
  if (!text.trimStart().startsWith('[')) return parseJsonl(text, { file: options.file, lenient: true });
  const assembler = new HistoryAssembler({ lenient: true });
  const placeOf = (...path: (string | number)[]) => lineAndColumn(text, offsetOfJsonPath(text, path) ?? 0);
  for (const event of parseArray(text, options.file)) {
    try {
      assembler.add(event);
    } catch (error) {
      if (!(error instanceof EventFieldError)) throw error;
      const position = assembler.count;
      const hasField = typeof event === 'object' && event !== null && Object.hasOwn(event, error.field);
      const { line, column } = hasField ? placeOf(position, error.field) : placeOf(position);
      throw new HistoryFormatError(options.file, line, column, error.message, error.remedy);
    }
  }
  return assembler.finish((index) => placeOf(index));
}
