/**
 * The second method beside the search of cycles, and what the two say together. Cycles that were found refute a level;
 * without any, a level is kept only as far as the order of versions is known. The complete decision knows both, at
 * witness size. Two methods that contradict each other prove a fault in one of them: then nobody is accused.
 */
import type { Budget } from '../budget.ts';
import type { Json } from '../history/event.ts';
import type { Anomaly, Verdict } from '../verdict.ts';
import { edgeName } from './cycles/cycle-class.ts';
import { decide } from './decision/decide.ts';
import { isDecidedModel, type Contradiction } from './decision/decision.ts';
import type { Inference } from './dependencies.ts';
import { transactionText } from './explanation/transaction-text.ts';
import { transactionName } from './in-words.ts';
import { weakQuestion, type WeakQuestion } from './weak-opinion.ts';
import { decideWeak } from './weak/decide-weak.ts';
import { initialVersion, readOp, type TransactionColumns } from './transaction-columns.ts';

/** What the second method says. */
export interface Opinion {
  readonly verdict: Verdict;
  readonly algorithm: string;
  /** If invalid: the contradiction. */
  readonly anomaly?: Anomaly;
  /** If unknown. */
  readonly reason?: string;
}

export interface CycleOpinion {
  readonly algorithm: string;
  /** True if the model forbids anything that was found. */
  readonly isRefuted: boolean;
  /** True if the model forbids a cycle that rests on no assumption about orders of versions. */
  readonly isRefutedByCycle: boolean;
  /** What keeps the observations from being certain: then only what the cycles refute is refuted. Sentences. */
  readonly doubts: readonly string[];
  /** Why the history is not valid, even if nothing forbidden was found. Sentences. */
  readonly gaps: readonly string[];
  /** True if a history without cycles and gaps has an order. */
  readonly isComplete: boolean;
}

export interface Outcome {
  readonly verdict: Verdict;
  readonly algorithm: string;
  readonly reasons: readonly string[];
  /** The contradiction that only the second method found. */
  readonly contradiction?: Anomaly;
  readonly agreedBy?: readonly string[];
}

const partialOrder =
  'the order of versions is known in part only: no cycle was found, but that does not prove that there is an order of the transactions';

function disagreement(cycles: CycleOpinion, second: Opinion): Outcome {
  const reason = `${cycles.algorithm} found a forbidden cycle, ${second.algorithm} found an order of the transactions: one of them is wrong; please report this history`;
  return { verdict: 'unknown', algorithm: cycles.algorithm, reasons: [reason] };
}

/** An order was found that was run again: only a fault of ours can speak against it. */
function proved(witness: Opinion, second: Opinion | undefined): Outcome {
  const { algorithm } = witness;
  if (second?.verdict === 'invalid') {
    const reason = `${algorithm} found an order of the transactions, ${second.algorithm} a contradiction: one of them is wrong; please report this history`;
    return { verdict: 'unknown', algorithm, reasons: [reason] };
  }
  const agrees = second?.verdict === 'valid' ? { agreedBy: [algorithm, second.algorithm] } : {};
  return { verdict: 'valid', algorithm, reasons: [], ...agrees };
}

/** All together; `second` and `witness` undefined if they were not asked. A witness is asked only if nothing is refuted. */
export function reconcile(cycles: CycleOpinion, second: Opinion | undefined, witness?: Opinion): Outcome {
  const { algorithm, isRefuted, doubts, isComplete } = cycles;
  const gaps = [...doubts, ...cycles.gaps];
  const both = second === undefined ? [] : [algorithm, second.algorithm];
  if (isRefuted) {
    if (second?.verdict === 'valid' && cycles.isRefutedByCycle) return disagreement(cycles, second);
    const agrees = second?.verdict === 'invalid' ? { agreedBy: both } : {};
    return { verdict: 'invalid', algorithm, reasons: gaps, ...agrees };
  }
  if (witness?.verdict === 'valid' && gaps.length === 0) return proved(witness, second);
  if (second?.verdict === 'invalid' && doubts.length === 0) {
    const contradiction = second.anomaly === undefined ? {} : { contradiction: second.anomaly };
    return { verdict: 'invalid', algorithm: second.algorithm, reasons: gaps, ...contradiction };
  }
  if (gaps.length > 0) return { verdict: 'unknown', algorithm, reasons: gaps };
  if (second?.verdict === 'valid') {
    return isComplete
      ? { verdict: 'valid', algorithm, reasons: [], agreedBy: both }
      : { verdict: 'valid', algorithm: second.algorithm, reasons: [] };
  }
  if (isComplete) return { verdict: 'valid', algorithm, reasons: [] };
  const why = [witness, second].flatMap((other) =>
    other?.reason === undefined ? [] : [`${other.algorithm}: ${other.reason}`],
  );
  return { verdict: 'unknown', algorithm, reasons: [partialOrder, ...why] };
}

export interface DecisionQuestion {
  readonly transactions: TransactionColumns;
  readonly inference: Inference;
  readonly model: string;
  /** What registers hold at first, if that is known to be a value. */
  readonly initial: Json | undefined;
  /** Transactions up to which it is asked. */
  readonly limit: number;
  readonly budget: Budget;
}

/** Reads of the initial value as the decision expects them: that of a version which no transaction wrote. */
export function withoutInitial(
  transactions: TransactionColumns,
  { writer }: Inference,
  initial: Json | undefined,
): TransactionColumns {
  if (initial === undefined || initial === null || transactions.workload !== 'rw-register') return transactions;
  const { kind, version, versionValue, values } = transactions;
  const wanted = JSON.stringify(initial);
  const isInitial = (read: number): boolean =>
    read >= 0 && writer[read] === -1 && JSON.stringify(values.value(versionValue[read] as number)) === wanted;
  const mapped = version.map((read, op) => (kind[op] === readOp && isInitial(read) ? initialVersion : read));
  return { ...transactions, version: mapped, operation: (transaction) => transactions.operation(transaction) };
}

/** The contradiction as an anomaly of the model itself. */
function contradictionAnomaly(transactions: TransactionColumns, model: string, core: Contradiction): Anomaly {
  const position = new Map(core.transactions.map((transaction, at) => [transaction, at] as const));
  const operations = core.transactions.map((transaction) => transactions.operation(transaction));
  const steps = core.argument.filter((step) => step !== core.summary);
  return {
    type: `not-${model}`,
    summary: [core.summary, ...steps].join('; '),
    operations: operations.map(({ index }) => index),
    graph: {
      transactions: operations.map((operation, at) => ({
        operation: operation.index,
        label: transactionName(core.transactions[at] as number),
        text: transactionText(operation),
      })),
      edges: core.edges.map(({ from, to, kind, reason }) => ({
        from: position.get(from) as number,
        to: position.get(to) as number,
        kind: edgeName(kind),
        reason,
      })),
    },
    consequence: 'whatever order of these transactions an application imagines, one of its clients has seen otherwise',
  };
}

const decisionAlgorithm = 'complete-decision';
const weakAlgorithm = 'weak-level-decision';
/** Weak levels are decided in about n ^ 1.5, so they may be asked of larger histories. */
const weakLimitFactor = 100;

/** Asks for a weak level. It proves models that ask for less, but breaks only the model that it is. */
function weakOpinion(question: DecisionQuestion, { level, sessions, isSame }: WeakQuestion): Opinion | undefined {
  const { transactions, inference, model, initial, budget } = question;
  const decision = decideWeak(withoutInitial(transactions, inference, initial), level, budget, { sessions });
  if (decision.verdict === 'valid') return { verdict: 'valid', algorithm: weakAlgorithm };
  if (!isSame) return undefined;
  if (decision.verdict === 'unknown') {
    return { verdict: 'unknown', algorithm: weakAlgorithm, reason: decision.reason };
  }
  const anomaly = contradictionAnomaly(transactions, model, decision.core);
  return { verdict: 'invalid', algorithm: weakAlgorithm, anomaly };
}

/** Asks the complete decision, where it applies. */
export function secondOpinion(question: DecisionQuestion): Opinion | undefined {
  const { transactions, inference, model, initial, limit, budget } = question;
  if (transactions.workload === 'predicate') return undefined;
  const weak = weakQuestion(model);
  if (weak !== undefined && transactions.count <= limit * weakLimitFactor) return weakOpinion(question, weak);
  if (transactions.count > limit || !isDecidedModel(model)) return undefined;
  const decision = decide(withoutInitial(transactions, inference, initial), model, budget);
  switch (decision.verdict) {
    case 'valid':
      return { verdict: 'valid', algorithm: decisionAlgorithm };
    case 'invalid': {
      const anomaly = contradictionAnomaly(transactions, model, decision.core);
      return { verdict: 'invalid', algorithm: decisionAlgorithm, anomaly };
    }
    case 'unknown':
      return { verdict: 'unknown', algorithm: decisionAlgorithm, reason: decision.reason };
  }
}
