/** The formats of histories, which of them a file is, and one way to parse them all. */
import { InputError, unknownNameError } from '../input-error.ts';
import type { ParsedHistory } from './assembler.ts';
import { parseAwditDsl } from './awdit-dsl.ts';
import { cobraLogName, parseCobraDirectory, type HistoryPart } from './cobra-dir.ts';
import { parseDbcopBincode } from './dbcop-bincode.ts';
import { parseEdn } from './edn.ts';
import { parseJepsenJson } from './jepsen-json.ts';
import { parseJepsenLog } from './jepsen-log.ts';
import { parseJsonl } from './jsonl.ts';
import { parseLimo } from './limo.ts';
import { parsePolylin } from './polylin.ts';
import { parsePorcupineKv } from './porcupine-kv.ts';
import { parseTextReadsWrites } from './text-rw.ts';

type Parse<Content> = (content: Content, options: { readonly file: string }) => ParsedHistory;

interface About {
  readonly summary: string;
  /** Files so named are of this format if their content does not tell. */
  readonly extensions: readonly string[];
}

interface TextFormat extends About {
  readonly parse: Parse<string>;
}

interface BinaryFormat extends About {
  readonly parseBytes: Parse<Uint8Array>;
}

interface DirectoryFormat extends About {
  /** The files of the directory that are read. */
  readonly partName: RegExp;
  readonly parseParts: Parse<readonly HistoryPart[]>;
}

type Format = TextFormat | BinaryFormat | DirectoryFormat;

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
  'dbcop-bincode': {
    summary: "dbcop's binary histories of reads and writes by session, which PolySI and VeriStrong use too",
    extensions: ['.bincode'],
    parseBytes: parseDbcopBincode,
  },
  'cobra-dir': {
    summary: "a directory of Cobra's binary logs, one `T<number>.log` a session",
    extensions: [],
    partName: cobraLogName,
    parseParts: parseCobraDirectory,
  },
  'text-rw': {
    summary: "PolySI's text: `w(key,value,session,txn)` or `r(key,value,session,txn)`; the value 0 is initial",
    extensions: [],
    parse: parseTextReadsWrites,
  },
  'awdit-dsl': {
    summary: "AWDIT's text: `w key value`, `r key value`; `-----` ends a transaction, `=====` a session",
    extensions: [],
    parse: parseAwditDsl,
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
  // A binary file may begin with anything.
  if (named === 'dbcop-bincode') return named;
  if (/^INFO\s/.test(text)) return 'jepsen-log';
  if (/^(?:[ \t\r]*(?:#[^\n]*)?\n)*# *@object\s/.test(text)) return 'limo-hist';
  const intervals = /^# *(?:stack|queue|pqueue|set|deque)\s*\n\s*(-?\d)?/.exec(text);
  if (intervals !== null) return intervals[1] === undefined ? 'polylin' : 'polylin-proc';
  if (/^\{[^\n{}]*:key\s/.test(text)) return 'porcupine-kv';
  if (/^\[\s*(?:\{\s*["}]|\]|$)/.test(text)) return named === 'edn' ? 'edn' : 'json';
  if (/^\{\s*"/.test(text)) return named === 'json' || named === 'edn' ? named : 'jsonl';
  if (/^[rw]\s*\(\s*\d+\s*,/.test(text)) return 'text-rw';
  if (/^[rw][ \t]+-?\d+[ \t]+-?\d+\s*(?:\n|$)/.test(text)) return 'awdit-dsl';
  if (/^\[\d+\]\s+(?:call|return)\b/.test(text)) return 'limo-hist';
  if (/^(?:[[({;,#:]|\{\s*:)/.test(text)) return 'edn';
  if (named !== undefined) return named;
  throw new InputError(
    'unknown-format',
    `${file}: cannot tell the format of this history`,
    `name it with --format: one of ${historyFormats.join(', ')}`,
  );
}

/** The names of the files of a directory that are read for this format; undefined if it is the format of one file. */
export function partNameOf(format: HistoryFormat): RegExp | undefined {
  const about: Format = formats[format];
  return 'partName' in about ? about.partName : undefined;
}

export const directoryFormat: HistoryFormat = 'cobra-dir';

/** Parses the files of a directory. Throws an InputError with file and offset, or if the format is one of single files. */
export function parseParts(parts: readonly HistoryPart[], file: string, format: HistoryFormat): ParsedHistory {
  const about: Format = formats[format];
  if ('parseParts' in about) return about.parseParts(parts, { file });
  throw new InputError('bad-history', `${file}: a directory is not a history in ${format}`, 'give one file of it');
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

/**
 * Parses a whole history. Throws a HistoryFormatError with line and column, a HistoryBytesError with the offset, or an
 * InputError if it is too large.
 */
export function parseHistory(content: string | Uint8Array, file: string, format: HistoryFormat): ParsedHistory {
  if (format === 'jsonl') return parseJsonl(content, { file });
  const about: Format = formats[format];
  if ('parseBytes' in about) {
    return about.parseBytes(typeof content === 'string' ? new TextEncoder().encode(content) : content, { file });
  }
  if ('parse' in about) {
    const text = typeof content === 'string' ? content : decoded(content, file, format);
    return about.parse(text, { file });
  }
  throw new InputError('bad-history', `${file}: a history in ${format} is a directory`, 'give its directory');
}
