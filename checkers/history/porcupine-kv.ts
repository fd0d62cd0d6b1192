/**
 * Imports Porcupine's key-value text: a map in EDN a line, `{:process 3, :type :invoke, :f :append, :key "0", :value "x"}`,
 * with the functions get, put and append. Key and value become the `[key, value]` of a keyed workload.
 */
import { EventFieldError, type ParsedHistory } from './assembler.ts';
import { parseEdnEvents } from './edn.ts';
import { quote } from './quote.ts';

const remedy = 'each line looks like: {:process 3, :type :invoke, :f :append, :key "0", :value "x"}';
const functions: readonly unknown[] = ['get', 'put', 'append'];

function keyed(event: unknown): unknown {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return event;
  const { key, value = null, ...rest } = event as Record<string, unknown>;
  if (key === undefined) throw new EventFieldError('key', '":key" is missing', remedy);
  if (!functions.includes(rest['f'])) {
    throw new EventFieldError('f', `":f" is ${quote(rest['f'] as never)}; it must be :get, :put or :append`, remedy);
  }
  return { ...rest, value: [key, value] };
}

/** Parses a whole file. Throws a HistoryFormatError with line and column. */
export function parsePorcupineKv(text: string, options: { readonly file: string }): ParsedHistory {
  return parseEdnEvents(text, options, remedy, keyed);
}
