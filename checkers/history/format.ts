/** The formats of histories, which of them a file is, and one way to parse them all. */
import { InputError, unknownNameError } from '../input-error.ts';
import type { ParsedHistory } from './assembler.ts';
import { parseEdn } from './edn.ts';
import { parseJepsenJson } from './jepsen-json.ts';
import { parseJepsenLog } from './jepsen-log.ts';
import { parseJsonl } from './jsonl.ts';

/** `jsonl` is our own; `json` and `edn` are Jepsen's histories; `jepsen-log` is the operations in a Jepsen log. */
export type HistoryFormat = 'jsonl' | 'json' | 'edn' | 'jepsen-log';

export const historyFormats: readonly HistoryFormat[] = ['jsonl', 'json', 'edn', 'jepsen-log'];

const byExtension: readonly (readonly [extension: string, format: HistoryFormat])[] = [
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
  ['.json', 'json'],
  ['.edn', 'edn'],
  ['.log', 'jepsen-log'],
];

export function findFormat(name: string): HistoryFormat {
  const found = historyFormats.find((format) => format === name);
  if (found === undefined) throw unknownNameError('format', name, historyFormats);
  return found;
}

/**
 * The format of a file, by its first characters (a few hundred suffice), or by its name if it is empty. Throws an
 * InputError if neither tells.
 */
export function detectFormat(file: string, start: string): HistoryFormat {
  const text = start.replace(/^\ufeff/, '').trimStart();
  const named = byExtension.find(([extension]) => file.toLowerCase().endsWith(extension))?.[1];
  if (/^INFO\s/.test(text)) return 'jepsen-log';
  if (/^\[\s*(?:\{\s*["}]|\]|$)/.test(text)) return named === 'edn' ? 'edn' : 'json';
  if (/^\{\s*"/.test(text)) return named === 'json' || named === 'edn' ? named : 'jsonl';
  if (/^(?:[[({;,#:]|\{\s*:)/.test(text)) return 'edn';
  if (named !== undefined) return named;
  throw new InputError(
    'unknown-format',
    `${file}: cannot tell the format of this history`,
    `name it with --format: one of ${historyFormats.join(', ')}`,
  );
}

/** Parses a whole history. Throws a HistoryFormatError with line and column. */
export function parseHistory(content: string | Uint8Array, file: string, format: HistoryFormat): ParsedHistory {
  if (format === 'jsonl') return parseJsonl(content, { file });
  const text = typeof content === 'string' ? content : new TextDecoder('utf-8').decode(content);
  if (format === 'json') return parseJepsenJson(text, { file });
  return format === 'edn' ? parseEdn(text, { file }) : parseJepsenLog(text, { file });
}
