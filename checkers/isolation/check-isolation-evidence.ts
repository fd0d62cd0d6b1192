/** What was found, as anomalies with their transactions, reasons and consequences: a bounded number of each type. */
import { quote } from '../history/quote.ts';
import type { Anomaly } from '../verdict.ts';
import type { CycleFindings } from './cycles/find-cycles.ts';
import type { FoundCycle } from './cycles/cycle-examples.ts';
import { Stopped, type Meter } from './cycles/meter.ts';
import type { DirectAnomaly, Inference } from './dependencies.ts';
import { consequenceOf } from './explanation/consequences.ts';
import { explainCycle } from './explanation/explain-cycle.ts';
import { findWitnesses, restsOn, transactionsThatShow, type Infer } from './explanation/shrink-cycle.ts';
import { transactionText } from './explanation/transaction-text.ts';
import { transactionName } from './in-words.ts';
import type { TransactionColumns } from './transaction-columns.ts';

function directEvidence(transactions: TransactionColumns, anomaly: DirectAnomaly): Anomaly {
  const { type, key, summary } = anomaly;
  const shown = [...new Set(anomaly.transactions)].toSorted((left, right) => left - right);
  const operations = shown.map((transaction) => transactions.operation(transaction));
  const consequence = consequenceOf(type);
  const last = anomaly.transactions.at(-1);
  return {
    type,
    summary,
    operations: operations.map(({ index }) => index),
    graph: {
      transactions: operations.map((operation, at) => ({
        operation: operation.index,
        label: transactionName(shown[at] as number),
        text: transactionText(operation),
      })),
      edges: [],
    },
    ...(key === undefined ? {} : { subject: quote(transactions.keys.value(key)) }),
    ...(last === undefined ? {} : { culprit: transactions.operation(last).index }),
    ...(consequence === undefined ? {} : { consequence }),
  };
}

/** Most edges of cycles that are too long to be judged once more as a history of their own. */
const longestShrunk = 64;

/** The transactions that show the cycle; without the proof that they suffice if there is no time for it. */
function shownBy(
  transactions: TransactionColumns,
  cycle: FoundCycle,
  witnesses: ReadonlyMap<number, number>,
  infer: Infer,
  meter: Meter,
): readonly number[] {
  const own = cycle.transactions.toSorted((left, right) => left - right);
  if (own.length > longestShrunk) return own;
  try {
    return transactionsThatShow(transactions, cycle, witnesses, infer, meter);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return own;
  }
}

/** Direct anomalies first, then cycles by class. `infer` judges parts of the history by themselves. */
export function findEvidence(
  transactions: TransactionColumns,
  inference: Inference,
  { examples }: CycleFindings,
  infer: Infer,
  meter: Meter,
): Anomaly[] {
  const direct = inference.direct.map((anomaly) => directEvidence(transactions, anomaly));
  if (examples.length === 0) return direct;
  const witnesses =
    transactions.workload === 'list-append'
      ? findWitnesses(transactions, new Set(examples.flatMap((cycle) => restsOn(cycle))))
      : new Map<number, number>();
  const cycles = examples.map((cycle) =>
    explainCycle(transactions, inference, cycle, shownBy(transactions, cycle, witnesses, infer, meter)),
  );
  return [...direct, ...cycles];
}
