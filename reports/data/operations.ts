/**
 * Pairs a history's events for display. `checkers/history` pairs them for judging and refuses what is not sound; here
 * whatever was recorded is shown, of processes with any name, because a report must also explain a broken history.
 */
import type { HistoryEvent, Json } from '../../checkers/history/event.ts';
import { shorten, visibleText } from '../hostile-text.ts';
import { compactJson, operationLabel } from '../operation-label.ts';
import type { OperationSummary, ReportOperation, Throughput } from './report-data.ts';

/** The harness's own process: faults are shown from their records instead. */
const nemesis = 'nemesis';

/** An operation with its values still raw; `present` turns it into text. */
export interface PairedOperation {
  readonly invocation: HistoryEvent;
  readonly completion: HistoryEvent | null;
}

/** Every operation in order of invocation. Completions without an invocation are left out. O(events). */
export function pairForDisplay(history: readonly HistoryEvent[]): PairedOperation[] {
  const operations: { invocation: HistoryEvent; completion: HistoryEvent | null }[] = [];
  const open = new Map<number | string, number>();
  for (const event of history) {
    if (event.process === nemesis) continue;
    if (event.type === 'invoke') {
      open.set(event.process, operations.length);
      operations.push({ invocation: event, completion: null });
      continue;
    }
    const position = open.get(event.process);
    const operation = position === undefined ? undefined : operations[position];
    if (operation === undefined) continue;
    operation.completion = event;
    open.delete(event.process);
  }
  return operations;
}

export function resultOf({ completion }: PairedOperation): 'ok' | 'fail' | 'info' {
  return completion === null || completion.type === 'invoke' ? 'info' : completion.type;
}

/** As text, with values of at most `labelLength` characters. */
export function present(operation: PairedOperation, labelLength: number): ReportOperation {
  const { invocation, completion } = operation;
  const result = resultOf(operation);
  const node = invocation.node ?? completion?.node ?? '';
  return {
    index: invocation.index,
    process: visibleText(shorten(String(invocation.process), 60)),
    node: visibleText(shorten(node, 60)),
    f: visibleText(shorten(invocation.f, 40)),
    result,
    invokeNs: invocation.time,
    completeNs: completion?.time ?? null,
    label: operationLabel(
      { f: invocation.f, invoked: invocation.value, observed: completion?.value ?? invocation.value, result },
      labelLength,
    ),
    error: shorten(errorText(completion?.error), Math.max(labelLength, 120)),
  };
}

/** `["timeout","no answer"]` reads `timeout: no answer`. */
function errorText(error: Json | undefined): string {
  if (error === undefined || error === null) return '';
  if (typeof error === 'string') return visibleText(error);
  if (Array.isArray(error) && error.every((part) => typeof part === 'string')) return visibleText(error.join(': '));
  return compactJson(error, 300);
}

/** One row per kind of operation, in order of first appearance. O(n log n) for the quantiles. */
export function summarise(operations: readonly PairedOperation[]): OperationSummary[] {
  const kinds = new Map<string, { ok: number; fail: number; info: number; latencies: number[] }>();
  for (const operation of operations) {
    const { invocation, completion } = operation;
    const kind = kinds.get(invocation.f) ?? { ok: 0, fail: 0, info: 0, latencies: [] };
    kinds.set(invocation.f, kind);
    const result = resultOf(operation);
    kind[result]++;
    if (result === 'ok' && completion !== null) kind.latencies.push(completion.time - invocation.time);
  }
  return [...kinds].map(([f, { ok, fail, info, latencies }]) => {
    const sorted = Float64Array.from(latencies).toSorted();
    const quantile = (share: number): number | null => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
    return {
      f: visibleText(shorten(f, 40)),
      ok,
      fail,
      info,
      medianNs: quantile(0.5),
      p99Ns: quantile(0.99),
      maximumNs: quantile(1),
    };
  });
}

const bucketChoicesMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000];
const maximumBuckets = 120;
const fewestBuckets = 20;
const steadyCount = 25;

/**
 * Completions per bucket of time. The bucket is the shortest round length that gives at most 120 of them and enough
 * completions in each that the rate, not chance, shows. The last one takes the remainder, so it is shorter or longer.
 */
export function throughputOf(
  operations: readonly PairedOperation[],
  extent: { readonly startNs: number; readonly endNs: number },
): Throughput {
  const lengthMs = (extent.endNs - extent.startNs) / 1e6;
  const suits = (ms: number): boolean =>
    lengthMs / ms <= maximumBuckets &&
    ((operations.length * ms) / lengthMs >= steadyCount || lengthMs / ms <= fewestBuckets);
  const bucketMs = bucketChoicesMs.find(suits) ?? Math.ceil(lengthMs / maximumBuckets);
  const bucketNs = bucketMs * 1e6;
  const count = Math.max(1, Math.round(lengthMs / bucketMs));
  const buckets = { ok: emptyBuckets(count), fail: emptyBuckets(count), info: emptyBuckets(count) };
  for (const operation of operations) {
    if (operation.completion === null) continue;
    const bucket = Math.floor((operation.completion.time - extent.startNs) / bucketNs);
    const row = buckets[resultOf(operation)];
    const position = Math.min(Math.max(bucket, 0), count - 1);
    row[position] = (row[position] ?? 0) + 1;
  }
  return { startNs: extent.startNs, bucketNs, ...buckets };
}

function emptyBuckets(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

/**
 * At most `limit` operations, in order: those that must be shown, then those that went wrong, then an even sample of
 * the rest. All of them if they fit.
 */
export function sampleOperations(
  operations: readonly PairedOperation[],
  limit: number,
  mustShow: ReadonlySet<number>,
): readonly PairedOperation[] {
  if (operations.length <= limit) return operations;
  const rank = (operation: PairedOperation): number =>
    mustShow.has(operation.invocation.index) ? 0 : resultOf(operation) === 'ok' ? 2 : 1;
  const kept: PairedOperation[] = [];
  for (const wanted of [0, 1, 2]) {
    const candidates = operations.filter((operation) => rank(operation) === wanted);
    const room = Math.min(limit - kept.length, candidates.length);
    for (let number = 0; number < room; number++) {
      kept.push(candidates[Math.floor((number * candidates.length) / room)] as PairedOperation);
    }
  }
  return kept.toSorted((left, right) => left.invocation.index - right.invocation.index);
}
