/**
 * Dependencies among transactions that read and write registers, each value written once to a key (Kingsbury & Alvaro,
 * "Elle", VLDB 2020, 4.2). A read tells whose write it saw; the order of the versions of a key is known in part only, and is
 * built from pairs: see `register-assumptions.ts`, `version-order.ts`, and `order-edges.ts` for why the edges are sound.
 */
import type { Budget } from '../../budget.ts';
import { counted } from '../../history/quote.ts';
import type { Inference } from '../dependencies.ts';
import { DirectFindings } from '../direct-findings.ts';
import { keyName, versionName } from '../in-words.ts';
import { StepLimit } from '../step-limit.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { keyStarts, numberOfValue } from './key-starts.ts';
import { findLostUpdates } from './lost-updates.ts';
import { OrderEdges } from './order-edges.ts';
import { orderByRealtime } from './realtime-order.ts';
import { assumptionNames, type RegisterAssumptions } from './register-assumptions.ts';
import { previousVersions } from './previous-versions.ts';
import { registerReads, type RegisterReads } from './register-reads.ts';
import { orderByRank, orderBySession, orderWithinTransactions, sortTouches } from './touches-by-key.ts';
import { VersionEdges } from './version-edges.ts';
import { orderVersions } from './version-order.ts';
import { writtenVersions, type WrittenVersions } from './written-versions.ts';

function versionEdges(
  transactions: TransactionColumns,
  { touches }: RegisterReads,
  assumptions: RegisterAssumptions,
): VersionEdges {
  const { writeFollowsRead = true, sequentialKeys = false, linearizableKeys = false, transactionOrder } = assumptions;
  const edges = new VersionEdges();
  if (writeFollowsRead || sequentialKeys || linearizableKeys) orderWithinTransactions(touches, edges);
  if (!sequentialKeys && !linearizableKeys && transactionOrder === undefined) return edges;
  const byKey = sortTouches(touches, transactions.keys.size);
  if (sequentialKeys) orderBySession(transactions, touches, byKey, edges);
  if (linearizableKeys) orderByRealtime(transactions, touches, byKey, edges);
  if (transactionOrder !== undefined) orderByRank(transactionOrder, touches, byKey, edges);
  return edges;
}

function doubtsOf(
  transactions: TransactionColumns,
  { severalCount, severalExample }: WrittenVersions,
  omitted: number,
  limit: StepLimit,
): string[] {
  const doubts: string[] = [];
  if (severalCount > 0) {
    const key = keyName(transactions, transactions.versionKey[severalExample] as number);
    const value = versionName(transactions, severalExample);
    doubts.push(
      `${counted(severalCount, 'value')} came from more than one write (${value} of ${key}): whose was read cannot be told`,
    );
  }
  if (omitted > 0)
    doubts.push(`${counted(omitted, 'anti-dependency', 'anti-dependencies')} were left out, for there were too many`);
  if (limit.stopped) doubts.push('the inference of dependencies was stopped at its limit');
  return doubts;
}

/**
 * What the transactions depend on, and what is wrong without any cycle. Linear in the number of micro-operations, apart
 * from real time (n log n); edges from readers are as many as readers of a version times versions directly after it.
 */
export function inferRegister(
  transactions: TransactionColumns,
  assumptions: RegisterAssumptions = {},
  budget: Budget = {},
): Inference {
  const { initial, writeFollowsRead = true } = assumptions;
  const limit = new StepLimit(budget);
  const findings = new DirectFindings();
  const hasInitial = initial !== undefined && initial !== null;
  const written = writtenVersions(transactions, hasInitial ? numberOfValue(transactions.values, initial) : -1);
  const { start, nilIsUnclear, doubts } = keyStarts(transactions, written, initial, findings);
  const reads = registerReads(transactions, written, start, nilIsUnclear, findings, limit);
  findLostUpdates(transactions, reads.touches, findings);
  const versions = versionEdges(transactions, reads, assumptions);
  const order = orderVersions(transactions, versions, written.writer, writeFollowsRead, findings);
  const orderEdges = new OrderEdges(transactions, written, order, reads.edges, limit);
  orderEdges.addFollowers(reads);
  orderEdges.addInitial(reads);
  return {
    edges: reads.edges,
    previous: previousVersions(transactions, written, order),
    writer: written.writer.map((writer) => Math.max(writer, -1)),
    direct: findings.anomalies,
    directCounts: findings.counts,
    assumptions: assumptionNames(assumptions),
    doubts: [...doubts, ...doubtsOf(transactions, written, orderEdges.omitted, limit)],
  };
}
