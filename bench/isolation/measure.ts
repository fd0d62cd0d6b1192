/** One measurement, in a process of its own: writes a history, or reads and judges one, and returns the figures. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { checkIsolation, JsonlParser, pairEvents, readTransactions } from '../../checkers/index.ts';
import { findCycles } from '../../checkers/isolation/cycles/find-cycles.ts';
import { Meter } from '../../checkers/isolation/cycles/meter.ts';
import { Inferring } from '../../checkers/isolation/check-isolation-inference.ts';
import { stopwatch } from '../../harness/wall-clock.ts';
import { simulateTransactions, type TransactionOptions } from './simulate-transactions.ts';

export type Measurement =
  | { readonly kind: 'write'; readonly history: TransactionOptions; readonly file: string }
  | {
      readonly kind: 'check';
      readonly file: string;
      readonly workload: TransactionOptions['workload'];
      readonly model: string;
      readonly options: Readonly<Record<string, unknown>>;
      /** True to measure inference and cycles apart, instead of the whole check. */
      readonly apart: boolean;
    };

/** Wall time and processor time, in milliseconds. */
export interface Lap {
  readonly ms: number;
  readonly cpuMs: number;
}

export interface Figures {
  readonly transactions: number;
  readonly reading: Lap;
  /** The whole check, or only inference. */
  readonly check: Lap;
  readonly cycles: Lap;
  readonly memoryMb: number;
  readonly verdict: string;
  /** `G2-item 907, ...` */
  readonly anomalies: string;
  readonly reason: string;
}

const pieceBytes = 2 ** 20;
const noLap: Lap = { ms: 0, cpuMs: 0 };

function timed<Result>(run: () => Result): readonly [Result, Lap] {
  const elapsedMs = stopwatch();
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return [result, { ms: elapsedMs(), cpuMs: (user + system) / 1000 }];
}

function write(history: TransactionOptions, file: string): Figures {
  const descriptor = openSync(file, 'w');
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length > 0) writeSync(descriptor, `${lines.join('\n')}\n`);
    lines = [];
  };
  simulateTransactions(history, (line) => {
    lines.push(line);
    if (lines.length >= 4096) flush();
  });
  flush();
  closeSync(descriptor);
  const { transactions } = history;
  return {
    transactions,
    reading: noLap,
    check: noLap,
    cycles: noLap,
    memoryMb: 0,
    verdict: 'written',
    anomalies: '',
    reason: '',
  };
}

function readColumns(file: string, workload: TransactionOptions['workload']): ReturnType<typeof readTransactions> {
  const parser = new JsonlParser({ file });
  const piece = new Uint8Array(pieceBytes);
  const descriptor = openSync(file, 'r');
  for (let size = -1; size !== 0;) {
    size = readSync(descriptor, piece, 0, pieceBytes, null);
    parser.push(piece.subarray(0, size));
  }
  closeSync(descriptor);
  return readTransactions(pairEvents(parser.end().table), workload);
}

/** Runs one measurement in this process. */
export function measure(measurement: Measurement): Figures {
  if (measurement.kind === 'write') return write(measurement.history, measurement.file);
  const { file, workload, model, options } = measurement;
  const [transactions, reading] = timed(() => readColumns(file, workload));
  const figures = { transactions: transactions.count, reading };
  if (measurement.apart) {
    const inferring = new Inferring(options, undefined, {});
    const [inference, check] = timed(() => inferring.infer(transactions));
    const [{ counts }, cycles] = timed(() => findCycles(transactions, inference.edges, new Meter({})));
    const anomalies = [...counts].map(([type, count]) => `${type} ${count}`).join(', ');
    return { ...figures, check, cycles, memoryMb: peakMb(), verdict: '', anomalies, reason: '' };
  }
  const [result, check] = timed(() => checkIsolation({ transactions, workload, model, options }));
  const types = [...new Set(result.anomalies.map(({ type }) => type))].join(', ');
  return {
    ...figures,
    check,
    cycles: noLap,
    memoryMb: peakMb(),
    verdict: result.verdict,
    anomalies: types === '' ? '' : `${result.anomalyCount} of ${types}`,
    reason: result.reasons[0] ?? '',
  };
}

function peakMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}
