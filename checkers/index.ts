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
  type Linearization,
  type Verdict,
} from './verdict.ts';
export type { Budget } from './budget.ts';
export { HistoryFormatError, HistoryShapeError, InputError } from './input-error.ts';
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
export { checkSet, type SetQuestion } from './invariants/set.ts';
export { checkBank, type BankOptions, type BankQuestion } from './invariants/bank.ts';
