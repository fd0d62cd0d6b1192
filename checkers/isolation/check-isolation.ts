/**
 * Judges a history of transactions against a model of isolation: dependencies are inferred, anomalies and cycles among
 * them found (Adya 1999; Kingsbury and Alvaro, Elle, VLDB 2020), and, at witness size, the level is decided completely by
 * a second method. Anomalies that the model permits are information; what cannot be decided is unknown.
 */
import type { Budget } from '../budget.ts';
import type { Json } from '../history/event.ts';
import type { OperationList } from '../history/operation-table.ts';
import { InputError } from '../input-error.ts';
import { findModel, judgeAnomalies, permits, phenomenonAndLarger } from '../models/index.ts';
import type { Anomaly, CheckResult } from '../verdict.ts';
import { reconcile, secondOpinion, type CycleOpinion } from './check-isolation-decision.ts';
import { findEvidence } from './check-isolation-evidence.ts';
import { hasRealTime, Inferring, isOrderComplete } from './check-isolation-inference.ts';
import { defaultDecisionLimit, isolationOptions, type IsolationOptions } from './check-isolation-options.ts';
import { findCycles, type CycleFindings } from './cycles/find-cycles.ts';
import { Meter, Stopped } from './cycles/meter.ts';
import { witnessOpinion } from './check-isolation-witness.ts';
import type { EdgeColumns } from './dependencies.ts';
import { likelyTableKeeps } from './likely-table.ts';
import { readTransactions } from './read-transactions.ts';
import { someTailOrderKeeps } from './tail-order.ts';
import type { TransactionColumns } from './transaction-columns.ts';
import { needsNoVersionOrder } from './weak-opinion.ts';

export interface IsolationQuestion {
  /** The history: operations of transactions, or these in columns already. Give one of the two. */
  readonly operations?: OperationList;
  readonly transactions?: TransactionColumns;
  readonly workload: TransactionColumns['workload'];
  /** Any model of `checkers/models`; `strict-serializable` if not given. */
  readonly model?: string;
  /** What every register holds at first, where that is known. */
  readonly initial?: Json;
  /**
   * `sequentialKeys`, `linearizableKeys`, `writeFollowsRead`, `transactionOrder` of registers (or Elle's names of these);
   * `anomalies`: only these count; `decisionLimit`: transactions up to which the complete decision runs.
   */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly budget?: Budget;
}

const algorithm = 'dependency-cycles';

function transactionsOf({ transactions, operations, workload }: IsolationQuestion): TransactionColumns {
  if (transactions !== undefined) return transactions;
  if (operations !== undefined) return readTransactions(operations, workload);
  throw new InputError('no-history', 'there is no history to check', 'give operations or transactions');
}

/** Which anomalies make a history invalid. */
function forbids(model: string, { anomalies }: IsolationOptions): (type: string) => boolean {
  if (anomalies === undefined) return (type) => !permits(model, type);
  return (type) => [...phenomenonAndLarger(type)].some((larger) => anomalies.includes(larger));
}

const stoppedCycles: CycleFindings & { readonly stopped: true } = {
  examples: [],
  counts: new Map(),
  cyclic: { transaction: new Int32Array(0), component: new Int32Array(0) },
  leftOut: [],
  stopped: true,
};

function searchCycles(
  transactions: TransactionColumns,
  edges: EdgeColumns,
  meter: Meter,
): CycleFindings & { readonly stopped: boolean } {
  try {
    return { ...findCycles(transactions, edges, meter), stopped: false };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return stoppedCycles;
  }
}

/** Why a history is not valid even if nothing forbidden was found: sentences. */
function gapsOf(
  edges: EdgeColumns,
  cycles: ReturnType<typeof searchCycles>,
  model: string,
  isForbidden: (type: string) => boolean,
  knowsRealTime: boolean,
): string[] {
  const gaps: string[] = [];
  if (edges.count === 0) gaps.push('no transaction depends on another: there is nothing to judge');
  if (cycles.stopped) gaps.push('the limit was reached before all cycles among transactions were found');
  for (const type of cycles.leftOut.filter(isForbidden)) {
    gaps.push(`${type}: the search was cut off before all large components were done`);
  }
  // Whoever forbids any cycle with real time forbids the first, unless anomalies are asked for by name.
  if (!knowsRealTime && (isForbidden('G0-realtime') || isForbidden('G2-realtime'))) {
    gaps.push(`the history tells nothing of real time, which ${model} is about`);
  }
  return gaps;
}

/** Forbidden ones first, otherwise in the order found. */
function forbiddenFirst(anomalies: readonly Anomaly[], isForbidden: (type: string) => boolean): Anomaly[] {
  return [
    ...anomalies.filter(({ type }) => isForbidden(type)),
    ...anomalies.filter(({ type }) => !isForbidden(type)).map((anomaly) => ({ ...anomaly, permitted: true })),
  ];
}

/**
 * The verdict with evidence, for any model of transactions. About linear in the history, apart from the complete decision,
 * which runs up to `decisionLimit` transactions. Throws an InputError for unknown models and bad options, a
 * HistoryShapeError for operations that are no transactions of the workload.
 */
export function checkIsolation(question: IsolationQuestion): CheckResult {
  const { options = {}, budget = {} } = question;
  const model = findModel(question.model ?? 'strict-serializable').name;
  const chosen = isolationOptions(options);
  const isForbidden = forbids(model, chosen);
  const transactions = transactionsOf(question);
  const inferring = new Inferring(options, question.initial, budget);
  const inference = inferring.infer(transactions);
  const meter = new Meter(budget);
  const cycles = searchCycles(transactions, inference.edges, meter);
  const counts = new Map([...inference.directCounts, ...cycles.counts]);
  const knowsRealTime = transactions.count === 0 || hasRealTime(transactions);
  const isRefuted = [...counts.keys()].some(isForbidden);
  const opinion: CycleOpinion = {
    algorithm,
    isRefuted,
    isRefutedByCycle: [...cycles.counts.keys()].some(isForbidden) && !inferring.assumesOrder(transactions),
    doubts: inference.doubts,
    gaps: gapsOf(inference.edges, cycles, model, isForbidden, knowsRealTime),
    isComplete:
      isRefuted ||
      needsNoVersionOrder(model) ||
      isOrderComplete(transactions, inference, cycles) ||
      (transactions.workload === 'list-append' && someTailOrderKeeps(transactions, inference, isForbidden, meter)) ||
      (transactions.workload === 'predicate' && likelyTableKeeps(transactions, inferring, isForbidden, meter)),
  };
  const limit = chosen.anomalies === undefined ? (chosen.decisionLimit ?? defaultDecisionLimit) : 0;
  const asked = { transactions, inference, model, initial: question.initial, budget };
  const isOpen = !opinion.isComplete && opinion.gaps.length + opinion.doubts.length === 0;
  const witness = isOpen && chosen.anomalies === undefined ? witnessOpinion(asked, cycles.counts.size > 0) : undefined;
  // What is proved is decided once more only where that costs little.
  const isProved = witness?.verdict === 'valid' && transactions.count > limit;
  const second = isProved ? undefined : secondOpinion({ ...asked, limit });
  const outcome = reconcile(opinion, second, witness);
  const { contradiction, verdict, reasons, agreedBy } = outcome;
  const evidence = findEvidence(transactions, inference, cycles, (alone) => inferring.infer(alone), meter);
  const types = [...counts.keys(), ...(contradiction === undefined ? [] : [contradiction.type])];
  return {
    checker: 'isolation',
    model,
    verdict,
    anomalies: forbiddenFirst(contradiction === undefined ? evidence : [...evidence, contradiction], isForbidden),
    anomalyCount: [...counts.values()].reduce((sum, count) => sum + count, contradiction === undefined ? 0 : 1),
    reasons,
    algorithm: outcome.algorithm,
    models: judgeAnomalies(types, knowsRealTime ? 'strict-serializable' : 'strong-session-serializable'),
    assumptions: inference.assumptions,
    ...(agreedBy === undefined ? {} : { agreedBy }),
    operations: transactions.count,
  };
}
