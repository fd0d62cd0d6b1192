/**
 * The checkers: a history in, a verdict with evidence out. Pure: no files, no clock, no network. Published as
 * `ordeal/checkers` and usable alone:
 *
 * ```ts
 * import { checkHistory, parseJsonl } from 'ordeal/checkers';
 * const { events } = parseJsonl(text, { file: 'history.jsonl' });
 * const { verdict, anomalies } = checkHistory({ workload: 'register', events });
 * ```
 */
export {
  checkedWorkloads,
  checkHistory,
  findCheckedWorkload,
  type CheckedWorkload,
  type CheckQuestion,
} from './check-history.ts';
export {
  verdictExitCode,
  worstVerdict,
  type Anomaly,
  type CheckResult,
  type EvidenceGraph,
  type Linearization,
  type ModelVerdicts,
  type Verdict,
} from './verdict.ts';
export type { Budget } from './budget.ts';
export { HistoryBytesError, HistoryFormatError, HistoryShapeError, InputError } from './input-error.ts';
export * from './history/index.ts';
export * from './models/index.ts';
export {
  checkLinearizable,
  type FailedCas,
  type LinearizabilityQuestion,
} from './linearizability/check-linearizable.ts';
export { defineSpecification, type Behaviour } from './linearizability/define-specification.ts';
export { brokenLaws } from './linearizability/specification-laws.ts';
export * from './linearizability/specifications/index.ts';
export {
  impossible,
  EffectError,
  type Automaton,
  type Effect,
  type Specification,
} from './linearizability/specification.ts';
export { checkIsolation, type IsolationQuestion } from './isolation/check-isolation.ts';
export { readTransactions } from './isolation/read-transactions.ts';
export type { TransactionColumns } from './isolation/transaction-columns.ts';
export { checkSet, type SetQuestion } from './invariants/set.ts';
export { checkBank, type BankOptions, type BankQuestion } from './invariants/bank.ts';
export { checkAppendedLists } from './invariants/appended-lists.ts';
export { checkCausalReverse } from './invariants/causal-reverse.ts';
export { checkCounterBounds } from './invariants/counter-bounds.ts';
export type { InvariantQuestion } from './invariants/invariant-question.ts';
export { checkLock } from './invariants/lock.ts';
export { checkLongFork } from './invariants/long-fork.ts';
export { checkLostUpdate } from './invariants/lost-update.ts';
export { checkMonotonic } from './invariants/monotonic.ts';
export { checkMonotonicTimestamps } from './invariants/monotonic-timestamps.ts';
export { checkPartitionedLog } from './invariants/partitioned-log/partitioned-log.ts';
export { checkSequentialKeys } from './invariants/sequential-keys.ts';
export { checkSessionGuarantees } from './invariants/sessions/session-guarantees.ts';
export { checkTotalQueue } from './invariants/total-queue.ts';
export { checkUniqueIds } from './invariants/unique-ids.ts';
export { checkWriteSkew, type WriteSkewGuard } from './invariants/write-skew.ts';
