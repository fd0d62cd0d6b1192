/** A cycle as an anomaly that a person can follow: one sentence, the reason of each edge, the graph for reports. */
import type { Anomaly, EvidenceGraph } from '../../verdict.ts';
import type { FoundCycle } from '../cycles/cycle-examples.ts';
import { edgeName } from '../cycles/cycle-class.ts';
import type { Inference } from '../dependencies.ts';
import { transactionName } from '../in-words.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { consequenceOf } from './consequences.ts';
import { edgeReason, type Edge } from './edge-reason.ts';
import { transactionText } from './transaction-text.ts';

/** The edges of the cycle, in its order. */
export function edgesOf({ transactions, kinds, versions }: FoundCycle): Edge[] {
  return kinds.map((kind, position) => ({
    from: transactions[position] as number,
    to: transactions[(position + 1) % transactions.length] as number,
    kind,
    version: versions[position] as number,
  }));
}

const mostSpelledOut = 6;

/** `T1 before T2 before T1: nothing comes before itself`. */
function contradiction({ transactions }: FoundCycle): string {
  const names = transactions.map(transactionName);
  const shown =
    names.length <= mostSpelledOut ? names : [...names.slice(0, mostSpelledOut - 1), '…', names.at(-1) ?? ''];
  return `${[...shown, names[0]].join(' before ')}: no order has a transaction before itself`;
}

const mostReasons = 4;

function summaryOf(cycle: FoundCycle, reasons: readonly string[]): string {
  const more = reasons.length > mostReasons ? `; and ${reasons.length - mostReasons} more` : '';
  const shortest = cycle.shortest ? '' : ' (the search for a shorter one was cut off)';
  const why = reasons.slice(0, mostReasons).join('; ');
  return `a cycle of ${cycle.transactions.length} transactions${shortest}: ${why}${more}. So ${contradiction(cycle)}`;
}

/** Nodes are the transactions in ascending order, those that only witness an order of versions among them. */
function graphOf(
  transactions: TransactionColumns,
  shown: readonly number[],
  edges: readonly Edge[],
  reasons: readonly string[],
): EvidenceGraph {
  const position = new Map(shown.map((transaction, at) => [transaction, at] as const));
  return {
    transactions: shown.map((transaction) => {
      const operation = transactions.operation(transaction);
      return { operation: operation.index, label: transactionName(transaction), text: transactionText(operation) };
    }),
    edges: edges.map(({ from, to, kind }, at) => ({
      from: position.get(from) as number,
      to: position.get(to) as number,
      kind: edgeName(kind),
      reason: reasons[at] as string,
    })),
  };
}

/** `shown`: the transactions of the cycle and those that witness it, ascending. */
export function explainCycle(
  transactions: TransactionColumns,
  inference: Inference,
  cycle: FoundCycle,
  shown: readonly number[],
): Anomaly {
  const edges = edgesOf(cycle);
  const reasons = edges.map((edge) => edgeReason(transactions, inference, edge));
  const consequence = consequenceOf(cycle.type);
  return {
    type: cycle.type,
    summary: summaryOf(cycle, reasons),
    operations: shown.map((transaction) => transactions.operation(transaction).index),
    graph: graphOf(transactions, shown, edges, reasons),
    ...(consequence === undefined ? {} : { consequence }),
  };
}
