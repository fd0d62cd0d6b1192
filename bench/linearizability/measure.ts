/** One measurement, in a process of its own: makes a history (or reads files), checks it, and prints the figures as JSON. */
import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { checkHistory, formatEvent, JsonlParser, pairEvents, parseHistory } from '../../checkers/index.ts';
import type { CheckQuestion, CheckResult, EventTable } from '../../checkers/index.ts';
import { operationColumns } from '../../checkers/history/columns.ts';
import { stopwatch } from '../../harness/wall-clock.ts';
import { generateHistory, type HistoryOptions } from './generate-history.ts';

export type Measurement =
  | { readonly kind: 'check'; readonly history: HistoryOptions; readonly repeat: number }
  | { readonly kind: 'write'; readonly history: HistoryOptions; readonly file: string; readonly repeat: number }
  | { readonly kind: 'read'; readonly file: string; readonly repeat: number }
  | { readonly kind: 'logs'; readonly files: readonly string[]; readonly repeat: number };

export interface Limits {
  readonly timeLimitMs: number;
  readonly memoryLimitMb: number;
}

export interface Figures {
  readonly operations: number;
  /** Of each repetition; the first is cold. */
  readonly ms: readonly number[];
  /** The same of the processor, in the one thread that checks: other programs do not count. */
  readonly cpuMs: readonly number[];
  /** Peak of the process after the first repetition, the history included. */
  readonly memoryMb: number;
  readonly verdict: string;
  readonly algorithm: string;
  /** Why it is unknown, if it is. */
  readonly reason: string;
}

/** Runs it so often and takes the times. It answers false if once is enough. */
function timed(repeat: number, run: () => boolean): Pick<Figures, 'ms' | 'cpuMs' | 'memoryMb'> {
  const ms: number[] = [];
  const cpuMs: number[] = [];
  let memoryMb = 0;
  for (let goesOn = true; goesOn && ms.length < repeat;) {
    const elapsedMs = stopwatch();
    const before = process.threadCpuUsage();
    goesOn = run();
    const { user, system } = process.threadCpuUsage(before);
    ms.push(elapsedMs());
    cpuMs.push((user + system) / 1000);
    if (ms.length === 1) memoryMb = peakMb();
  }
  return { ms, cpuMs, memoryMb };
}

function peakMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** Our checker of that name has keys; the rows are strict about a failed compare-and-set. */
function question(history: HistoryOptions, table: EventTable): CheckQuestion {
  const isRegister = history.workload === 'cas-register' || history.workload === 'register';
  const workload = isRegister ? 'register' : history.workload;
  return { workload, operations: pairEvents(table), failedCas: 'observes' };
}

function measureCheck(history: HistoryOptions, repeat: number, limits: Limits): Figures {
  const asked = question(history, generateHistory(history));
  let result: CheckResult | undefined;
  const times = timed(repeat, () => {
    const elapsedMs = stopwatch();
    const shouldStop = (): boolean => elapsedMs() > limits.timeLimitMs;
    result = checkHistory({ ...asked, budget: { shouldStop, memoryLimitBytes: limits.memoryLimitMb * 2 ** 20 } });
    return result.verdict !== 'unknown';
  });
  const { verdict = '', algorithm = '', operations = 0, reasons = [] } = result ?? {};
  return { ...times, operations, verdict, algorithm, reason: reasons[0] ?? '' };
}

const pieceBytes = 2 ** 20;

/** Writes a history for `read`, which is measured in another process: making it takes more memory than reading it. */
function writeHistory(history: HistoryOptions, file: string): Figures {
  const table = generateHistory(history);
  const descriptor = openSync(file, 'w');
  for (let position = 0; position < table.count;) {
    const lines: string[] = [];
    while (lines.length < 10_000 && position < table.count) lines.push(formatEvent(table.event(position++)));
    writeSync(descriptor, `${lines.join('\n')}\n`);
  }
  closeSync(descriptor);
  const none = { ms: [], cpuMs: [], memoryMb: 0 };
  return { ...none, operations: history.operations, verdict: 'written', algorithm: '', reason: '' };
}

function readPieces(file: string): number {
  const parser = new JsonlParser({ file });
  const piece = new Uint8Array(pieceBytes);
  const descriptor = openSync(file, 'r');
  for (let size = -1; size !== 0;) {
    size = readSync(descriptor, piece, 0, pieceBytes, null);
    parser.push(piece.subarray(0, size));
  }
  closeSync(descriptor);
  const operations = pairEvents(parser.end().table);
  return operationColumns(operations, true).count === 0 ? 0 : operations.length;
}

/** Reading, pairing, and turning into columns, as `ordeal check` does. */
function measureRead(file: string, repeat: number): Figures {
  let operations = 0;
  const times = timed(repeat, () => {
    operations = readPieces(file);
    return true;
  });
  return { ...times, operations, verdict: 'read', algorithm: '', reason: '' };
}

/** Jepsen's etcd logs, all together; reading is not counted. */
function measureLogs(files: readonly string[], repeat: number): Figures {
  const histories = files.map((file) => pairEvents(parseHistory(readFileSync(file), file, 'jepsen-log').table));
  const algorithms = new Set<string>();
  const times = timed(repeat, () => {
    for (const operations of histories) {
      algorithms.add(checkHistory({ workload: 'cas-register', operations, failedCas: 'observes' }).algorithm);
    }
    return true;
  });
  const operations = histories.reduce((sum, one) => sum + one.length, 0);
  return { ...times, operations, verdict: 'judged', algorithm: [...algorithms].join(' '), reason: '' };
}

export function measure(measurement: Measurement, limits: Limits): Figures {
  const { kind, repeat } = measurement;
  if (kind === 'logs') return measureLogs(measurement.files, repeat);
  if (kind === 'write') return writeHistory(measurement.history, measurement.file);
  if (kind === 'read') return measureRead(measurement.file, repeat);
  return measureCheck(measurement.history, repeat, limits);
}
