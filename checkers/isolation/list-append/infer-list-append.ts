/**
 * Inference from list-append histories (Kingsbury and Alvaro, Elle, VLDB 2020, section 4): each read shows every version
 * before it, so the order of versions needs no assumption, only that every element is appended once.
 */
import type { Budget } from '../../budget.ts';
import { counted } from '../../history/quote.ts';
import { EdgeColumns, type Inference } from '../dependencies.ts';
import { DirectFindings } from '../direct-findings.ts';
import { keyName, transactionName, versionName } from '../in-words.ts';
import { StepLimit } from '../step-limit.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { happenedTransactions, readAppends, type Appends } from './appends.ts';
import { installedVersions, tailVersions } from './installed-versions.ts';
import { readKeyOrders } from './key-orders.ts';
import { ListEdges } from './list-edges.ts';
import { findLostUpdates } from './lost-updates.ts';
import { ownAppends } from './own-appends.ts';
import { ReadFaults } from './read-faults.ts';

function repeatedDoubts(transactions: TransactionColumns, appends: Appends): string[] {
  if (appends.repeatedExample === undefined) return [];
  const [version, first, second] = appends.repeatedExample;
  const value = versionName(transactions, version);
  const key = keyName(transactions, transactions.versionKey[version] as number);
  const by =
    first === second ? `${transactionName(first)} twice` : `${transactionName(first)} and ${transactionName(second)}`;
  const others =
    appends.repeatedCount === 1 ? '' : ` (and so with ${counted(appends.repeatedCount - 1, 'other element')})`;
  return [`${value} was appended to ${key} by ${by}, so that nobody can tell whose append a read saw${others}`];
}

const outOfTime = 'the limit was reached before all dependencies were inferred';

/**
 * Dependencies and direct anomalies of a list-append history. An indeterminate transaction counts as soon as a committed one
 * read something that it appended. If the budget is spent, what was found so far, with a doubt. Linear in the size of the
 * history, but for the tails of keys (see `TailEdges`).
 */
export function inferListAppend(transactions: TransactionColumns, budget: Budget = {}): Inference {
  const limit = new StepLimit(budget);
  const findings = new DirectFindings();
  const appends = readAppends(transactions, limit);
  const found = ownAppends(transactions, appends, findings, limit);
  const orders = readKeyOrders(transactions, appends, found, limit);
  const installed = installedVersions(transactions, appends, orders);
  const doubts = repeatedDoubts(transactions, appends);
  const result = {
    previous: installed.previous,
    writer: appends.writer,
    direct: findings.anomalies,
    directCounts: findings.counts,
    assumptions: [],
  };
  // Orders that were not read to the end would give edges that do not hold.
  if (limit.stopped) return { ...result, edges: new EdgeColumns(), doubts: [...doubts, outOfTime] };
  new ReadFaults(transactions, appends, orders, found, findings).findAll(limit);
  findLostUpdates(transactions, orders, found, findings, limit);
  const tail = tailVersions(transactions, appends, orders, happenedTransactions(transactions, appends, orders.isSeen));
  const edges = new ListEdges(transactions, appends, orders, found, installed, tail);
  edges.addAll(limit);
  return { ...result, edges: edges.edges, doubts: [...doubts, ...edges.doubts, ...(limit.stopped ? [outOfTime] : [])] };
}
