/**
 * Dependencies among transactions that read and write registers, each value written once to a key (Kingsbury & Alvaro,
 * "Elle", VLDB 2020, 4.2). A read tells whose write it saw; the order of the versions of a key is known in part only, and is
 * built from pairs: see `register-assumptions.ts`, `version-order.ts`, and `order-edges.ts` for why the edges are sound.
 */
import type { Budget } from '../../budget.ts';
import type { Inference } from '../dependencies.ts';
import { DirectFindings } from '../direct-findings.ts';
import { keyName } from '../in-words.ts';
import { StepLimit } from '../step-limit.ts';
import { initialVersion, type TransactionColumns } from '../transaction-columns.ts';
import { doubtsOf } from './inference-doubts.ts';
import { keyStarts, keysWithNil, numberOfValue } from './key-starts.ts';
import { findLostUpdates } from './lost-updates.ts';
import { OrderReasons } from './order-reasons.ts';
import { OrderEdges } from './order-edges.ts';
import { assumptionNames, type RegisterAssumptions } from './register-assumptions.ts';
import { previousVersions } from './previous-versions.ts';
import { noPlace, registerReads } from './register-reads.ts';
import { orderVersions } from './version-order.ts';
import { versionPairs } from './version-pairs.ts';
import { writtenVersions } from './written-versions.ts';

function nilDoubts(transactions: TransactionColumns, hasNil: Uint8Array): string[] {
  const unclear = hasNil.indexOf(1);
  if (unclear < 0) return [];
  return [`nil was written to ${keyName(transactions, unclear)}: where it was read, nobody knows whose it was`];
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
  const hasNil = keysWithNil(transactions);
  const { start, doubts } = keyStarts(transactions, written, hasNil, initial, findings);
  const nilPlace = Int32Array.from(hasNil, (has) => (has === 1 ? noPlace : initialVersion));
  const reads = registerReads(transactions, written, start, nilPlace, findings, limit);
  findLostUpdates(transactions, reads.touches, findings);
  const versions = versionPairs(transactions, reads.touches, assumptions);
  const reasons = new OrderReasons(transactions, versions, written.writer);
  const order = orderVersions(transactions, versions, reasons, writeFollowsRead, findings);
  const orderEdges = new OrderEdges(transactions, written, order, reads.edges, limit);
  orderEdges.addFollowers(reads);
  orderEdges.addInitial(reads);
  return {
    edges: reads.edges,
    previous: previousVersions(transactions, written, order),
    writer: written.writer.map((writer) => Math.max(writer, -1)),
    whyBefore: (earlier, later) => reasons.why(earlier, later),
    direct: findings.anomalies,
    directCounts: findings.counts,
    assumptions: assumptionNames(assumptions),
    doubts: [
      ...doubts,
      ...nilDoubts(transactions, hasNil),
      ...doubtsOf(transactions, written, orderEdges.omitted, limit),
    ],
  };
}
