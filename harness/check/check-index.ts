/**
 * Checks the checkers: an index of histories with known verdicts (a JSON array of rows with `file`, `format`, `workload`,
 * `model`, `initial`, `expected`) against what they answer.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkedWorkloads, historyFormats, models, type Json, type Verdict } from '../../checkers/index.ts';
import { OrdealError } from '../errors.ts';
import { stopwatch } from '../wall-clock.ts';
import type { CheckLimits, CheckSubject } from './check-request.ts';
import { CheckWorker } from './check-worker.ts';

/** A row of the index that can be judged. */
export interface IndexRow {
  /** Relative to the directory of the index. */
  readonly file: string;
  readonly format: string;
  readonly workload: string;
  readonly model: string;
  readonly initial: Json;
  readonly options: Readonly<Record<string, unknown>>;
  readonly expected: Verdict;
}

export interface IndexResult extends IndexRow {
  readonly verdict: Verdict;
  readonly agrees: boolean;
  readonly operations: number;
  readonly readMs: number;
  readonly checkMs: number;
  /** Of the anomaly or the reason, if there is one. */
  readonly summary: string;
}

export interface IndexReport {
  readonly rows: readonly IndexResult[];
  /** Rows of the index whose workload, format or model is not supported. */
  readonly unsupported: number;
  readonly totalMs: number;
}

/** Other tools' names for what we judge: workload and model. */
const aliases: Readonly<Record<string, { readonly workload: string; readonly model: string }>> = {
  set: { workload: 'set', model: 'eventual' },
  'set-full': { workload: 'set', model: 'linearizable' },
  bank: { workload: 'bank', model: 'serializable' },
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isVerdict(value: unknown): value is Verdict {
  return value === 'valid' || value === 'invalid' || value === 'unknown';
}

/** A row that can be judged, or undefined. */
function supportedRow(row: unknown): IndexRow | undefined {
  if (!isRecord(row) || typeof row['file'] !== 'string' || typeof row['format'] !== 'string') return undefined;
  const { file, format, workload: named, expected } = row;
  if (typeof named !== 'string' || !isVerdict(expected)) return undefined;
  const known = models.some((model) => model.name === row['model']);
  const model = known ? String(row['model']) : aliases[named]?.model;
  const workload = aliases[named]?.workload ?? named;
  if (model === undefined || !historyFormats.some((one) => one === format)) return undefined;
  if (!checkedWorkloads.some((one) => one.name === workload)) return undefined;
  const initial = (row['initial'] ?? null) as Json;
  return { file, format, workload, model, initial, options: isRecord(row['options']) ? row['options'] : {}, expected };
}

function readIndex(indexFile: string): readonly unknown[] {
  const fail = (message: string, cause?: unknown): OrdealError =>
    new OrdealError(
      'bad-index',
      `${indexFile}: ${message}`,
      'give a JSON array of rows: file, format, workload, model, expected',
      { cause },
    );
  let rows: unknown;
  try {
    rows = JSON.parse(readFileSync(indexFile, 'utf8'));
  } catch (cause) {
    throw fail(cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (!Array.isArray(rows)) throw fail('expected a JSON array');
  return rows;
}

/** The file of a row, which must not lead out of the index's directory. */
function resolveInside(directory: string, file: string): string {
  const resolved = path.resolve(directory, file);
  if (resolved.startsWith(directory + path.sep)) return resolved;
  throw new OrdealError('bad-index', `${file} leads out of the directory of the index`, 'use paths below the index');
}

/**
 * Judges every row that is supported (and passes the filter), in one thread, and compares. `onRow` is told of each as it
 * is judged. Rejects with an OrdealError if the index or one of its files cannot be read.
 */
export async function checkIndex(
  indexFile: string,
  options: CheckLimits & {
    readonly filter?: (row: IndexRow) => boolean;
    readonly onRow?: (result: IndexResult) => void;
    readonly signal?: AbortSignal;
  },
): Promise<IndexReport> {
  const { filter = () => true, onRow, signal, ...limits } = options;
  const directory = path.dirname(path.resolve(indexFile));
  const all = readIndex(indexFile).map(supportedRow);
  const supported = all.filter((row) => row !== undefined);
  const worker = new CheckWorker(limits);
  const rows: IndexResult[] = [];
  const elapsedMs = stopwatch();
  try {
    for (const row of supported.filter(filter)) {
      if (signal?.aborted === true) break;
      const { file, expected, ...rest } = row;
      const subject: CheckSubject = { ...rest, file: resolveInside(directory, file) };
      // One after the other on purpose: the figures are times.
      // oxlint-disable-next-line no-await-in-loop
      const { result, readMs, checkMs } = await worker.check(subject, signal);
      const { verdict, operations } = result;
      const summary = result.anomalies[0]?.summary ?? result.reasons[0] ?? '';
      const judged = { ...row, verdict, agrees: verdict === expected, operations, readMs, checkMs, summary };
      rows.push(judged);
      onRow?.(judged);
    }
  } finally {
    await worker.close();
  }
  return { rows, unsupported: all.length - supported.length, totalMs: elapsedMs() };
}
