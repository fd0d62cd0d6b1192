/** What was found, as anomalies with their transactions, reasons and consequences: a bounded number of each type. */
import { quote } from '../history/quote.ts';
import type { Anomaly } from '../verdict.ts';
import type { CycleFindings } from './cycles/find-cycles.ts';
import type { FoundCycle } from './cycles/cycle-examples.ts';
import { Stopped, type Meter } from './cycles/meter.ts';
import type { DirectAnomaly, Inference } from './dependencies.ts';
import { consequenceOf } from './explanation/consequences.ts';
import { explainCycle } from './explanation/explain-cycle.ts';
import { findWitnesses, restsOn, transactionsThatShow, withWitnesses, type Infer } from './explanation/shrink-cycle.ts';
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

/** Parts of the history that are judged by themselves, for all cycles together; each costs about as much as a small check. */
const mostJudged = 16;

/** Which transactions show each cycle; without the proof that they suffice where there is no time for it. */
class Shown {
  readonly #transactions: TransactionColumns;
  readonly #witnesses: ReadonlyMap<number, number>;
  readonly #infer: Infer;
  readonly #meter: Meter;
  #judged = 0;

  constructor(transactions: TransactionColumns, witnesses: ReadonlyMap<number, number>, infer: Infer, meter: Meter) {
    this.#transactions = transactions;
    this.#witnesses = witnesses;
    this.#infer = (alone) => {
      if (++this.#judged > mostJudged) throw new Stopped('enough parts of the history were judged');
      return infer(alone);
    };
    this.#meter = meter;
  }

  /** Ascending, in the order of the cycles. The first ones of all types are judged before the second ones of any. */
  ofAll(cycles: readonly FoundCycle[]): (readonly number[])[] {
    const seen = new Map<string, number>();
    const ranks = cycles.map(({ type }) => {
      const rank = seen.get(type) ?? 0;
      seen.set(type, rank + 1);
      return rank;
    });
    const shown: (readonly number[])[] = [];
    const byRank = [...cycles.keys()].toSorted((left, right) => (ranks[left] as number) - (ranks[right] as number));
    for (const at of byRank) shown[at] = this.#of(cycles[at] as FoundCycle);
    return shown;
  }

  #of(cycle: FoundCycle): readonly number[] {
    const own = cycle.transactions.toSorted((left, right) => left - right);
    if (own.length > longestShrunk) return own;
    try {
      if (this.#judged >= mostJudged) return withWitnesses(cycle, this.#witnesses);
      return transactionsThatShow(this.#transactions, cycle, this.#witnesses, this.#infer, this.#meter);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return withWitnesses(cycle, this.#witnesses);
    }
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
  const shown = new Shown(transactions, witnesses, infer, meter).ofAll(examples);
  const cycles = examples.map((cycle, at) =>
    explainCycle(transactions, inference, cycle, shown[at] as readonly number[]),
  );
  return [...direct, ...cycles];
}
