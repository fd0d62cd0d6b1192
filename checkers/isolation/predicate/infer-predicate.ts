/**
 * Dependencies among transactions that insert, write, delete and read objects of a table, one by one or by predicate
 * (Adya 1999, section 3.1.3 and 4.3; Elle, closed-predicate). Objects are registers that may not exist: what is not yet
 * inserted or deleted again reads as nil. Reads by predicate add dependencies on objects they did not return.
 */
import type { Budget } from '../../budget.ts';
import type { Inference } from '../dependencies.ts';
import { DirectFindings } from '../direct-findings.ts';
import { doubtsOf } from '../rw-register/inference-doubts.ts';
import { keyStarts, keysWithNil, numberOfValue } from '../rw-register/key-starts.ts';
import { findLostUpdates } from '../rw-register/lost-updates.ts';
import { OrderReasons } from '../rw-register/order-reasons.ts';
import { OrderEdges } from '../rw-register/order-edges.ts';
import { previousVersions } from '../rw-register/previous-versions.ts';
import { assumptionNames } from '../rw-register/register-assumptions.ts';
import { registerReads } from '../rw-register/register-reads.ts';
import { orderVersions } from '../rw-register/version-order.ts';
import { versionPairs } from '../rw-register/version-pairs.ts';
import { noWriter, writtenVersions, type WrittenVersions } from '../rw-register/written-versions.ts';
import { StepLimit } from '../step-limit.ts';
import { aborted, type TransactionColumns } from '../transaction-columns.ts';
import { CertainOrder } from './certain-order.ts';
import { orderAsLikely, withoutUnseen } from './likely-versions.ts';
import { PredicateMatches } from './predicate-matches.ts';
import { PredicateReads } from './predicate-reads.ts';
import {
  hasUnclearInserts,
  hasUnclearNil,
  nilPlaces,
  observeDeletions,
  orderFromStart,
  tableStart,
  type PredicateAssumptions,
} from './table-start.ts';

/** Versions that a read may have selected without G1a or G1b. */
function possibleVersions(
  { versionCount, status }: TransactionColumns,
  { writer, isFinal }: WrittenVersions,
): number[] {
  const possible: number[] = [];
  for (let version = 0; version < versionCount; version++) {
    const by = writer[version] as number;
    const isExcluded = by === noWriter || (by >= 0 && (isFinal[version] === 0 || status[by] === aborted));
    if (!isExcluded) possible.push(version);
  }
  return possible;
}

/**
 * What the transactions depend on, and what is wrong without any cycle. Apart from reads by predicate linear, as for
 * registers; for each of those, the keys that its predicate can match. Throws a HistoryShapeError if a predicate is none.
 */
export function inferPredicate(
  history: TransactionColumns,
  assumptions: PredicateAssumptions = {},
  budget: Budget = {},
): Inference {
  const { initial, writeFollowsRead = true, ownWritesAreSeen = true, asIsLikely = false } = assumptions;
  const limit = new StepLimit(budget);
  const findings = new DirectFindings();
  const nil = numberOfValue(history.values, null);
  const isNil = (version: number): boolean => history.versionValue[version] === nil;
  const hasInitial = initial !== undefined && initial !== null;
  const written = writtenVersions(history, hasInitial ? numberOfValue(history.values, initial) : -1);
  const start = tableStart(history);
  observeDeletions(history, written, start, isNil);
  const transactions = asIsLikely ? withoutUnseen(history, written) : history;
  const starts = keyStarts(transactions, written, keysWithNil(transactions), initial, findings);
  const nilPlace = nilPlaces(transactions, written, start, isNil);
  const reads = registerReads(transactions, written, starts.start, nilPlace, findings, limit);
  findLostUpdates(transactions, reads.touches, findings);
  const pairs = versionPairs(transactions, reads.touches, assumptions);
  const inserts = orderFromStart(transactions, written, start, pairs);
  if (asIsLikely) orderAsLikely(transactions, written, reads, pairs);
  const reasons = new OrderReasons(transactions, pairs, written.writer);
  const order = orderVersions(transactions, pairs, reasons, writeFollowsRead, findings);
  const orderEdges = new OrderEdges(transactions, written, order, reads.edges, limit);
  orderEdges.addFollowers(reads);
  orderEdges.addInitial(reads);
  const matches = new PredicateMatches(transactions, possibleVersions(transactions, written), isNil);
  const { edges } = reads;
  const previous = previousVersions(transactions, written, order);
  const context = { transactions, written, start, order: new CertainOrder(order), matches, edges, findings, limit };
  const predicateReads = new PredicateReads({ ...context, ownWritesAreSeen });
  predicateReads.takeAll();
  return {
    edges,
    previous,
    writer: written.writer.map((writer) => Math.max(writer, -1)),
    whyBefore: (earlier, later) => reasons.why(earlier, later),
    hasUnclearReads:
      predicateReads.isUnclear ||
      hasUnclearNil(transactions, nilPlace) ||
      hasUnclearInserts(transactions, written, previous, isNil),
    direct: findings.anomalies,
    directCounts: findings.counts,
    assumptions: [
      ...assumptionNames(assumptions),
      ...(start.init < 0 ? [] : ['init: nobody saw what was there before it']),
      ...(inserts === 0 ? [] : ['inserts: an insert finds nothing under its key']),
    ],
    doubts: [...starts.doubts, ...doubtsOf(transactions, written, orderEdges.omitted, limit)],
  };
}
