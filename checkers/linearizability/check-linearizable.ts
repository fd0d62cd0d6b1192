/**
 * Is a history linearizable? Object by object, since linearizability is local: a history is linearizable exactly if
 * the history of each object is (Herlihy and Wing 1990, theorem 1).
 */
import type { Budget } from '../budget.ts';
import { operationColumns, rowsByKey, type OperationColumns } from '../history/columns.ts';
import type { Json, Operation } from '../history/event.ts';
import { canonicalJson } from '../history/interner.ts';
import { counted, quote } from '../history/quote.ts';
import { implies, permits } from '../models/index.ts';
import type { Anomaly, CheckResult } from '../verdict.ts';
import { explain } from './explain.ts';
import { countObservations, objectHistory, type ObjectHistory } from './object-history.ts';
import { findRefuted } from './refute.ts';
import { searchProblem, upToCompletion, type PlacedOperation } from './search-problem.ts';
import type { Specification } from './specification.ts';
import { searchWingGongLowe, type SearchResult } from './wing-gong-lowe.ts';

export interface LinearizabilityQuestion {
  readonly operations: readonly Operation[];
  readonly specification: Specification;
  /** True if every value is `[key, value]`: each key is an object of its own. */
  readonly keyed: boolean;
  /** What each object holds at the beginning; null if not given. */
  readonly initial?: Json;
  /**
   * True if a history in which no operation that observes anything succeeded is `unknown`: it shows nothing. Otherwise it
   * is `valid`, as the definition has it, with that remark.
   */
  readonly mustObserve?: boolean;
  /** The model judged against; `linearizable` if not given. */
  readonly model?: string;
  readonly budget?: Budget;
}

const mostExamples = 100;
const mostReasons = 5;
const mostExplained = 20;
const questionsForCulprit = 50;

interface Finding {
  readonly anomaly?: Anomaly;
  readonly unfinished?: string;
}

function unfinished(object: string, result: SearchResult & { readonly verdict: 'unknown' }): string {
  const why = result.reason === 'memory' ? 'its limit on memory' : 'its limit on time';
  return (
    `${object === '' ? 'the search' : `${object}: the search`} reached ${why} after ${counted(result.configurations, 'configuration')}; ` +
    `an order was found for ${result.explained.toLocaleString('en-US')} of ${counted(result.completed, 'completed operation')}`
  );
}

function operationAt(placed: readonly PlacedOperation[], position: number): PlacedOperation {
  const operation = placed[position];
  if (operation === undefined) throw new RangeError(`no operation ${position}`);
  return operation;
}

class LinearizabilityCheck {
  readonly #question: LinearizabilityQuestion;
  readonly #columns: OperationColumns;
  readonly #budget: Budget;
  #observations = 0;
  #anomalyCount = 0;
  readonly #anomalies: Anomaly[] = [];
  readonly #unfinished: string[] = [];

  constructor(question: LinearizabilityQuestion) {
    this.#question = question;
    this.#budget = question.budget ?? {};
    this.#columns = operationColumns(question.operations, question.keyed);
  }

  run(model: string): CheckResult {
    const { keyed, specification, initial = null, operations } = this.#question;
    // The smallest first: when the budget ends, as many objects as possible have been judged.
    const objects = rowsByKey(this.#columns)
      .map((rows, key) => ({ rows, key: this.#columns.keys.value(key) }))
      .toSorted((left, right) => left.rows.length - right.rows.length);
    for (const { rows, key } of objects) {
      const history = objectHistory(this.#columns, rows, specification, initial);
      this.#observations += countObservations(history, specification);
      const finding = this.#judge(history, key, keyed ? `key ${quote(key)}` : '', model);
      if (finding.unfinished !== undefined) this.#unfinished.push(finding.unfinished);
      if (finding.anomaly === undefined) continue;
      this.#anomalyCount++;
      if (this.#anomalies.length < mostExamples) this.#anomalies.push(finding.anomaly);
    }
    return {
      checker: 'linearizable',
      model,
      ...this.#verdict(model),
      anomalies: this.#anomalies.toSorted((left, right) => (left.culprit ?? 0) - (right.culprit ?? 0)),
      anomalyCount: this.#anomalyCount,
      algorithm: 'wing-gong-lowe',
      operations: operations.length,
    };
  }

  #judge(history: ObjectHistory, key: Json, object: string, model: string): Finding {
    const { placed, automaton } = history;
    const refuted = findRefuted(placed, automaton);
    if (refuted !== undefined) return { anomaly: this.#refutedAnomaly(history, refuted, key, object, model) };
    const result = searchWingGongLowe(searchProblem(placed, automaton), this.#budget);
    if (result.verdict === 'valid') return {};
    if (result.verdict === 'unknown') return { unfinished: unfinished(object, result) };
    const at = (position: number): PlacedOperation => operationAt(placed, position);
    return { anomaly: this.#anomaly(history, at(result.culprit), Array.from(result.prefix, at), key, object, model) };
  }

  /** A refuted operation is a violation. The search may find one that completed earlier, if it is quick. */
  #refutedAnomaly(history: ObjectHistory, refuted: PlacedOperation, key: Json, object: string, model: string): Anomaly {
    const { automaton } = history;
    const placed = upToCompletion(history.placed, refuted);
    let questions = 0;
    const shouldStop = (): boolean => questions++ >= questionsForCulprit || this.#budget.shouldStop?.() === true;
    const result = searchWingGongLowe(searchProblem(placed, automaton), { ...this.#budget, shouldStop });
    if (result.verdict === 'unknown') return this.#anomaly(history, refuted, undefined, key, object, model);
    if (result.verdict === 'valid')
      throw new Error(`an order was found that has row ${refuted.row} in a place it cannot have`);
    const at = (position: number): PlacedOperation => operationAt(placed, position);
    return this.#anomaly(history, at(result.culprit), Array.from(result.prefix, at), key, object, model);
  }

  #anomaly(
    history: ObjectHistory,
    culprit: PlacedOperation,
    prefix: readonly PlacedOperation[] | undefined,
    key: Json,
    object: string,
    model: string,
  ): Anomaly {
    const { specification, keyed } = this.#question;
    // Once there are many examples, further ones name their culprit only.
    const budget = this.#anomalyCount < mostExplained ? this.#budget : { shouldStop: () => true };
    const failed = this.#failedOn(key);
    const indexOf = (one: PlacedOperation): number => history.operation(one.row).index;
    return {
      type: 'nonlinearizable',
      ...explain({ history, specification, culprit, object, failed }, budget),
      ...(permits(model, 'nonlinearizable') ? { permitted: true } : {}),
      ...(keyed ? { subject: typeof key === 'string' ? key : canonicalJson(key) } : {}),
      culprit: indexOf(culprit),
      ...(prefix === undefined ? {} : { explainedPrefix: prefix.map(indexOf) }),
    };
  }

  /** The failed operations on this key, without the key. */
  #failedOn(key: Json): Operation[] {
    const { operations, keyed } = this.#question;
    const failed = operations.filter((operation) => operation.type === 'fail');
    if (!keyed) return failed;
    const wanted = canonicalJson(key);
    return failed.flatMap((operation) => {
      const { invoked } = operation;
      if (!Array.isArray(invoked) || invoked.length !== 2) return [];
      const [itsKey, argument] = invoked as readonly Json[];
      return canonicalJson(itsKey as Json) === wanted ? { ...operation, invoked: argument as Json } : [];
    });
  }

  /** Why some objects were not judged; bounded. */
  #unfinishedReasons(): string[] {
    const more = this.#unfinished.length - mostReasons;
    if (more <= 0) return this.#unfinished;
    return [...this.#unfinished.slice(0, mostReasons), `${counted(more, 'more key')} not judged for the same reasons`];
  }

  #verdict(model: string): Pick<CheckResult, 'verdict' | 'reasons'> {
    if (this.#anomalyCount > 0) {
      if (implies(model, 'linearizable')) return { verdict: 'invalid', reasons: this.#unfinishedReasons() };
      const reason = `the history is not linearizable, which ${model} permits; whether it keeps ${model} is not decided by this checker`;
      return { verdict: 'unknown', reasons: [reason, ...this.#unfinishedReasons()] };
    }
    if (this.#unfinished.length > 0) return { verdict: 'unknown', reasons: this.#unfinishedReasons() };
    if (this.#observations > 0) return { verdict: 'valid', reasons: [] };
    const reasons = ['no operation that observes anything succeeded: there is nothing to judge'];
    return { verdict: this.#question.mustObserve === true ? 'unknown' : 'valid', reasons };
  }
}

/**
 * Judges a history of independent objects. A model that `linearizable` implies is kept by a linearizable history; if
 * the history is not linearizable, such a model is left undecided (`unknown`). Throws a HistoryShapeError that names the
 * event if the operations are not those of the specification. Exponential in the number of overlapping operations of one
 * object in the worst case; typically linear in their number.
 */
export function checkLinearizable(question: LinearizabilityQuestion): CheckResult {
  return new LinearizabilityCheck(question).run(question.model ?? 'linearizable');
}
