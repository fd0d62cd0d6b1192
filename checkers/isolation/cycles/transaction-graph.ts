/**
 * The graph of transactions: inferred dependencies and the order within each session as compressed rows; real time without
 * any edge. Transactions are numbered by invocation, so those that begin after x has completed are a suffix of all: the
 * whole real-time order is one number for each transaction, and a search that reaches x reaches the suffix from it on.
 * That is the transitive relation itself, not a reduction of it, in linear space.
 */
import { processEdge, type EdgeColumns } from '../dependencies.ts';
import { aborted, committed, neverCompletes, type TransactionColumns } from '../transaction-columns.ts';
import { bitOf } from './cycle-class.ts';

export interface TransactionGraph {
  readonly count: number;
  /** Edges of node x are at `first[x]` (inclusive) to `first[x + 1]` (exclusive). */
  readonly first: Int32Array;
  readonly target: Int32Array;
  /** Per edge: bits of its kinds. */
  readonly mask: Uint8Array;
  /** Per node: the first that was invoked after it had completed; `count` if none was. */
  readonly suffix: Int32Array;
}

/**
 * Per transaction: the last of its session that had certainly run before it, or -1. One that failed is no part of a
 * session's order; after one of unknown outcome nothing is known to follow, since it may take effect at any later time.
 */
export function previousOfSession({ count, session, sessionCount, status }: TransactionColumns): Int32Array {
  const previous = new Int32Array(count).fill(-1);
  const last = new Int32Array(sessionCount).fill(-1);
  for (let transaction = 0; transaction < count; transaction++) {
    if (status[transaction] === aborted) continue;
    const process = session[transaction] as number;
    previous[transaction] = last[process] as number;
    if (status[transaction] === committed) last[process] = transaction;
  }
  return previous;
}

/**
 * Per transaction: the first that was invoked after it had completed, or `count`. Few transactions overlap one another, so
 * the place is close: steps that double, then halves. O(n log c) with c transactions at a time.
 */
function suffixes({ count, invoke, complete }: TransactionColumns): Int32Array {
  const suffix = new Int32Array(count).fill(count);
  for (let transaction = 0; transaction < count; transaction++) {
    const end = complete[transaction] as number;
    if (end === neverCompletes) continue;
    let low = transaction + 1;
    let step = 1;
    while (low + step < count && (invoke[low + step] as number) <= end) {
      low += step;
      step *= 2;
    }
    let high = Math.min(count, low + step);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((invoke[middle] as number) > end) high = middle;
      else low = middle + 1;
    }
    suffix[transaction] = low;
  }
  return suffix;
}

/** O(transactions + edges) apart from the searches of real time. */
export function buildGraph(transactions: TransactionColumns, edges: EdgeColumns): TransactionGraph {
  const { count } = transactions;
  const previous = previousOfSession(transactions);
  const { from, to, kind } = edges;
  // Counted two places ahead: after the sums, `first[x + 1]` is where the next edge of x goes, and ends as its row's end.
  const first = new Int32Array(count + 2);
  for (let edge = 0; edge < edges.count; edge++) first[(from[edge] as number) + 2]!++;
  for (const before of previous) if (before >= 0) first[before + 2]!++;
  for (let node = 2; node < first.length; node++) first[node]! += first[node - 1] as number;
  const size = first[count + 1] as number;
  const target = new Int32Array(size);
  const mask = new Uint8Array(size);
  for (let edge = 0; edge < edges.count; edge++) {
    const place = first[(from[edge] as number) + 1]!++;
    target[place] = to[edge] as number;
    mask[place] = bitOf(kind[edge] as number);
  }
  for (let node = 0; node < count; node++) {
    const before = previous[node] as number;
    if (before < 0) continue;
    const place = first[before + 1]!++;
    target[place] = node;
    mask[place] = bitOf(processEdge);
  }
  return { count, first, target, mask, suffix: suffixes(transactions) };
}
