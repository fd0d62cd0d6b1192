/**
 * Reads files of cases: one a line as JSON, each a small history with what is expected of a checker. They are Elle's own
 * test cases as data; what Elle's options mean is for whoever judges them.
 */
import { HistoryFormatError } from '../input-error.ts';
import { EventFieldError, HistoryAssembler, type ParsedHistory } from './assembler.ts';
import { findJsonFault, offsetOfJsonPath } from './json-position.ts';
import { parseJsonExactly } from './json-value.ts';

export interface ElleCase {
  readonly name: string;
  readonly workload: string;
  /** `check` expects a verdict, `anomaly-cases` a list of cases of one anomaly. */
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly history: ParsedHistory;
  /** The `index` that the file gives each event, or its position. What is expected names these. */
  readonly indices: readonly number[];
  readonly expected: unknown;
  /** Elle's answer under each model: false is proof, true is none. */
  readonly byModel: Readonly<Record<string, unknown>>;
  readonly flags: readonly string[];
  /** From 1. */
  readonly line: number;
}

const remedy =
  'each line is a case: {"name":"...","workload":"list-append","kind":"check","options":{},"history":[...],"expected":{...}}';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class CaseReader {
  readonly #file: string;
  readonly #line: number;
  readonly #text: string;

  constructor(file: string, line: number, text: string) {
    this.#file = file;
    this.#line = line;
    this.#text = text;
  }

  read(): ElleCase {
    const fields = this.#parse();
    if (!isRecord(fields)) throw this.#fault([], 'expected a case (an object)');
    const { name, workload, kind, options = {}, history, expected, byModel = {}, flags = [] } = fields;
    if (typeof name !== 'string') throw this.#fault(['name'], '"name" must be a string');
    if (typeof workload !== 'string') throw this.#fault(['workload'], '"workload" must be a string');
    if (typeof kind !== 'string') throw this.#fault(['kind'], '"kind" must be a string');
    if (!isRecord(options)) throw this.#fault(['options'], '"options" must be an object');
    if (!Array.isArray(history)) throw this.#fault(['history'], '"history" must be an array of events');
    if (!isRecord(byModel)) throw this.#fault(['byModel'], '"byModel" must be an object');
    const isText = (flag: unknown): flag is string => typeof flag === 'string';
    if (!Array.isArray(flags) || !flags.every(isText))
      throw this.#fault(['flags'], '"flags" must be an array of strings');
    const indices = history.map((event, at) => {
      const index: unknown = isRecord(event) ? event['index'] : undefined;
      return typeof index === 'number' ? index : at;
    });
    const parsed = this.#history(history);
    return { name, workload, kind, options, history: parsed, indices, expected, byModel, flags, line: this.#line };
  }

  #parse(): unknown {
    try {
      return parseJsonExactly(this.#text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const fault = findJsonFault(this.#text) ?? { offset: 0, reason: 'not JSON' };
      throw new HistoryFormatError(this.#file, this.#line, fault.offset + 1, fault.reason, remedy);
    }
  }

  #column(path: readonly (string | number)[]): number {
    return (offsetOfJsonPath(this.#text, path) ?? 0) + 1;
  }

  #fault(path: readonly (string | number)[], reason: string): HistoryFormatError {
    return new HistoryFormatError(this.#file, this.#line, this.#column(path), reason, remedy);
  }

  /** Elle's histories leave `f` out where it is always `txn`. */
  #history(events: readonly unknown[]): ParsedHistory {
    const assembler = new HistoryAssembler({ lenient: true });
    for (const event of events) {
      try {
        assembler.add(isRecord(event) ? { f: 'txn', ...event } : event);
      } catch (error) {
        if (!(error instanceof EventFieldError)) throw error;
        const position = assembler.count;
        const hasField = isRecord(event) && Object.hasOwn(event, error.field);
        throw this.#fault(['history', position, ...(hasField ? [error.field] : [])], error.message);
      }
    }
    return assembler.finish((index) => ({ line: this.#line, column: this.#column(['history', index]) }));
  }
}

/** Parses a whole file, case by case as asked. Throws a HistoryFormatError with line and column. */
export function* parseElleCases(text: string, options: { readonly file: string }): IterableIterator<ElleCase> {
  for (const [position, line] of text.split('\n').entries()) {
    if (line.trim() !== '') yield new CaseReader(options.file, position + 1, line).read();
  }
}
