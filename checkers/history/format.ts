/** The formats of histories, which of them a file is, and one way to parse them all. */
import { InputError, unknownNameError } from '../input-error.ts';
import type { ParsedHistory } from './assembler.ts';
import { parseEdn } from './edn.ts';
import { parseJepsenJson } from './jepsen-json.ts';
import { parseJepsenLog } from './jepsen-log.ts';
import { parseJsonl } from './jsonl.ts';
import { parseLimo } from './limo.ts';
import { parsePolylin } from './polylin.ts';
import { parsePorcupineKv } from './porcupine-kv.ts';

type ParseText = (text: string, options: { readonly file: string }) => ParsedHistory;

interface Format {
  readonly summary: string;
  /** Files so named are of this format if their content does not tell. */
  readonly extensions: readonly string[];
  readonly parse: ParseText;
}

const formats = {
  jsonl: {
    summary: 'our own: one event a line as JSON',
    extensions: ['.jsonl', '.ndjson'],
    parse: parseJsonl,
  },
  json: { summary: "an array of Jepsen's operation maps as JSON", extensions: ['.json'], parse: parseJepsenJson },
  edn: {
    summary: "Jepsen's operations as EDN: a vector or list of maps, or one map a line",
    extensions: ['.edn'],
    parse: parseEdn,
  },
  'jepsen-log': {
    summary:
      'the operations in a Jepsen log, `INFO  jepsen.util - 0 :invoke :read nil`, as in the well-known etcd histories',
    extensions: ['.log'],
    parse: parseJepsenLog,
  },
  'porcupine-kv': {
    summary: "Porcupine's key-value text: get, put and append, one map in EDN a line with `:key`",
    extensions: [],
    parse: parsePorcupineKv,
  },
  'limo-hist': {
    summary: "LiMo's traces of stacks and queues: `[2] call push(7)`, `[2] return`",
    extensions: ['.hist'],
    parse: parseLimo,
  },
  polylin: {
    summary: "PolyLin's intervals: `# stack`, then `push 7 10 25` (value, start, end); -1 is empty",
    extensions: [],
    parse: (text, options) => parsePolylin(text, { ...options, withProcess: false }),
  },
  'polylin-proc': {
    summary: 'the same with the process in front, `3 push 7 10 25`; -1 is a value',
    extensions: [],
    parse: (text, options) => parsePolylin(text, { ...options, withProcess: true }),
  },
} as const satisfies Readonly<Record<string, Format>>;

export type HistoryFormat = keyof typeof formats;

export const historyFormats = Object.keys(formats) as readonly HistoryFormat[];

/** One line about a format, in Markdown. */
export function describeFormat(format: HistoryFormat): string {
  return formats[format].summary;
}

export function findFormat(name: string): HistoryFormat {
  const found = historyFormats.find((format) => format === name);
  if (found === undefined) throw unknownNameError('format', name, historyFormats);
  return found;
}

function namedFormat(file: string): HistoryFormat | undefined {
  const name = file.toLowerCase();
  return historyFormats.find((format) => formats[format].extensions.some((extension) => name.endsWith(extension)));
}

/**
 * The format of a file, by its first characters (a few hundred suffice), or by its name if it is empty. Throws an
 * InputError if neither tells.
 */
export function detectFormat(file: string, start: string): HistoryFormat {
  const text = start.replace(/^\ufeff/, '').trimStart();
  const named = namedFormat(file);
  if (/^INFO\s/.test(text)) return 'jepsen-log';
  if (/^(?:[ \t\r]*(?:#[^\n]*)?\n)*# *@object\s/.test(text)) return 'limo-hist';
  const intervals = /^# *(?:stack|queue|pqueue|set|deque)\s*\n\s*(-?\d)?/.exec(text);
  if (intervals !== null) return intervals[1] === undefined ? 'polylin' : 'polylin-proc';
  if (/^\{[^\n{}]*:key\s/.test(text)) return 'porcupine-kv';
  if (/^\[\s*(?:\{\s*["}]|\]|$)/.test(text)) return named === 'edn' ? 'edn' : 'json';
  if (/^\{\s*"/.test(text)) return named === 'json' || named === 'edn' ? named : 'jsonl';
  if (/^\[\d+\]\s+(?:call|return)\b/.test(text)) return 'limo-hist';
  if (/^(?:[[({;,#:]|\{\s*:)/.test(text)) return 'edn';
  if (named !== undefined) return named;
  throw new InputError(
    'unknown-format',
    `${file}: cannot tell the format of this history`,
    `name it with --format: one of ${historyFormats.join(', ')}`,
  );
}

/** Texts of more UTF-16 code units the engine cannot hold. */
const longestText = 2 ** 29 - 24;

function decoded(content: Uint8Array, file: string, format: HistoryFormat): string {
  // Other characters than ASCII take more bytes than code units: what is longer may fit, but is refused all the same.
  if (content.length <= longestText) return new TextDecoder('utf-8').decode(content);
  const sizeMb = Math.round(content.length / 2 ** 20);
  throw new InputError(
    'too-large',
    `${file}: ${sizeMb} MB are more than can be read as ${format} (512 MB)`,
    'convert it to jsonl, which is read in pieces, or check a part of it',
  );
}

/** Parses a whole history. Throws a HistoryFormatError with line and column; an InputError if it is too large. */
export function parseHistory(content: string | Uint8Array, file: string, format: HistoryFormat): ParsedHistory {
  if (format === 'jsonl') return parseJsonl(content, { file });
  const text = typeof content === 'string' ? content : decoded(content, file, format);
  return formats[format].parse(text, { file });
}
