/** The complete decision on many generated histories: what one takes on average, and that a hard one ends at its limit. */
import { JsonlParser, pairEvents, readTransactions } from '../../checkers/index.ts';
import { decide } from '../../checkers/isolation/decision/decide.ts';
import type { DecidedModel } from '../../checkers/isolation/decision/decision.ts';
import type { TransactionColumns } from '../../checkers/isolation/transaction-columns.ts';
import { stopwatch } from '../../harness/wall-clock.ts';
import { simulateTransactions, type TransactionOptions } from './simulate-transactions.ts';

export interface DecisionRow {
  readonly name: string;
  /** Without a seed: as many histories as `histories`, each with its own. */
  readonly history: Omit<TransactionOptions, 'seed'>;
  readonly histories: number;
  readonly model: DecidedModel;
  /** Of one history, on average. */
  readonly reachMs: number;
  /** After which each decision is stopped. */
  readonly limitMs: number;
  /** Verdicts that may come. */
  readonly verdicts: readonly string[];
}

export interface DecisionFigures {
  readonly transactions: number;
  /** Processor time of one history, on average and at most; the first ones pay for compilation. */
  readonly meanCpuMs: number;
  readonly mostCpuMs: number;
  /** `{ valid: 50 }`. */
  readonly verdicts: Readonly<Record<string, number>>;
  readonly reason: string;
}

const registers = { workload: 'rw-register', clients: 20, writesPerKey: 32 } as const;

function rows(
  transactions: number,
  histories: number,
  isolation: 'serial' | 'snapshot-isolation',
  reachMs: number,
): readonly DecisionRow[] {
  return (['serializable', 'snapshot-isolation'] as const).map((model) => ({
    name: `rw-register ${transactions.toLocaleString('en-US')}, ${isolation}`,
    history: { ...registers, isolation, transactions },
    histories,
    model,
    reachMs,
    limitMs: 10_000,
    verdicts: isolation === 'serial' || model === 'snapshot-isolation' ? ['valid'] : ['valid', 'invalid'],
  }));
}

export const decisionRows: readonly DecisionRow[] = [
  ...rows(200, 50, 'serial', 10),
  ...rows(200, 50, 'snapshot-isolation', 10),
  ...rows(1000, 10, 'serial', 1000),
  ...rows(1000, 10, 'snapshot-isolation', 1000),
  {
    name: 'rw-register 4,000, ten keys, stopped after 500 ms',
    history: { ...registers, isolation: 'snapshot-isolation', transactions: 4000, writesPerKey: 4000 },
    histories: 1,
    model: 'snapshot-isolation',
    reachMs: Infinity,
    limitMs: 500,
    verdicts: ['unknown'],
  },
];

function columnsOf(options: TransactionOptions): TransactionColumns {
  const parser = new JsonlParser({ file: 'generated' });
  const encoder = new TextEncoder();
  simulateTransactions(options, (line) => parser.push(encoder.encode(`${line}\n`)));
  return readTransactions(pairEvents(parser.end().table), options.workload);
}

/** Decides all histories of a row in this process, one after another. */
export function measureDecisions({ history, histories, model, limitMs }: DecisionRow): DecisionFigures {
  const verdicts: Record<string, number> = {};
  let [totalMs, mostCpuMs, reason] = [0, 0, ''];
  for (let seed = 1; seed <= histories; seed++) {
    const transactions = columnsOf({ ...history, seed });
    const elapsedMs = stopwatch();
    const before = process.cpuUsage();
    const decision = decide(transactions, model, { shouldStop: () => elapsedMs() > limitMs });
    const { user, system } = process.cpuUsage(before);
    const cpuMs = (user + system) / 1000;
    totalMs += cpuMs;
    mostCpuMs = Math.max(mostCpuMs, cpuMs);
    verdicts[decision.verdict] = (verdicts[decision.verdict] ?? 0) + 1;
    if (decision.verdict === 'unknown') reason = decision.reason;
  }
  return { transactions: history.transactions, meanCpuMs: totalMs / histories, mostCpuMs, verdicts, reason };
}
