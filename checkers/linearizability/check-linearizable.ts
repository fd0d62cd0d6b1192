/**
 * Is a history linearizable? Object by object, since linearizability is local: a history is linearizable exactly if
 * the history of each object is (Herlihy and Wing 1990, theorem 1).
 */
import type { Budget } from '../budget.ts';
import { never, operationColumns, type OperationColumns } from '../history/columns.ts';
import type { Json, Operation } from '../history/event.ts';
import { canonicalJson } from '../history/interner.ts';
import type { OperationList } from '../history/operation-table.ts';
import { counted, quote, seconds } from '../history/quote.ts';
import { implies, permits } from '../models/index.ts';
import type { Anomaly, CheckResult } from '../verdict.ts';
import { explain } from './explain.ts';
import { checkSequential, type SequentialResult } from './sequential.ts';
import { judgeObject, type Judging, type ObjectVerdict } from './judge-object.ts';
import { monitorObject } from './monitored.ts';
import { JustInTimeSearch, searchJustInTime } from './just-in-time.ts';
import type { Limit } from './search-meter.ts';
import {
  compileHistory,
  countObservations,
  placedOperations,
  type CompiledHistory,
  type ObjectHistory,
} from './object-history.ts';
import { faultOfOrder } from './replay.ts';
import { searchProblem, upToCompletion, type PlacedOperation } from './search-problem.ts';
import type { Effect, Specification } from './specification.ts';

/** What a failed compare-and-set says: nothing, it did not happen (Jepsen); or that it saw another value (Porcupine). */
export type FailedCas = 'did-not-happen' | 'observes';

export interface LinearizabilityQuestion {
  /** Paired operations, as an array or as an `OperationTable`. */
  readonly operations: OperationList;
  readonly specification: Specification;
  /** True if every value is `[key, value]`: each key is an object of its own. */
  readonly keyed: boolean;
  /** What each object holds at the beginning; null if not given. */
  readonly initial?: Json;
  /**
   * True if a history in which no operation that observes anything succeeded is `unknown`: it shows nothing. Otherwise it
   * is `valid`, as the definition has it, with that remark; unless it is empty, which proves nothing to anybody.
   */
  readonly mustObserve?: boolean;
  /** `did-not-happen` if not given. */
  readonly failedCas?: FailedCas;
  /** True if a valid history is to be shown valid: the result then has a `linearization`. Takes memory by its length. */
  readonly withLinearization?: boolean;
  /** The model judged against; `linearizable` if not given. */
  readonly model?: string;
  readonly budget?: Budget;
}

const mostExamples = 100;
const mostReasons = 5;
const mostExplained = 20;
const longestPrefix = 64;
const configurationsForPrefix = 1_000_000;

const limits: Readonly<Record<Limit, string>> = {
  stopped: 'its limit on time',
  memory: 'its limit on memory',
  configurations: 'its limit on configurations',
};

function unfinished(object: string, { result }: ObjectVerdict & { readonly verdict: 'unknown' }): string {
  return (
    `${object === '' ? 'the search' : `${object}: the search`} reached ${limits[result.reason]} after ${counted(result.configurations, 'configuration')}; ` +
    `an order was found for ${result.explained.toLocaleString('en-US')} of ${counted(result.completed, 'completed operation')}`
  );
}

class LinearizabilityCheck {
  readonly #question: LinearizabilityQuestion;
  readonly #columns: OperationColumns;
  readonly #history: CompiledHistory;
  readonly #budget: Budget;
  /** Operations that failed, once somebody asked. */
  #failed: readonly Operation[] | undefined;
  #anomalyCount = 0;
  readonly #anomalies: Anomaly[] = [];
  readonly #unfinished: string[] = [];
  readonly #algorithms = new Set<string>();
  readonly #linearization: { key?: Json; operations: number[] }[] = [];

  constructor(question: LinearizabilityQuestion) {
    const { operations, keyed, specification, failedCas, initial = null, budget = {} } = question;
    this.#question = question;
    this.#budget = budget;
    const keeps = (f: string): boolean => failedCas === 'observes' && specification.failureObserves?.(f) === true;
    this.#columns = operationColumns(operations, keyed, keeps);
    this.#history = compileHistory(this.#columns, specification, initial);
  }

  run(model: string): CheckResult {
    const { keyed, specification, withLinearization = false } = this.#question;
    if (!withLinearization && this.#wholesAreValid()) return this.#result(model);
    const { automaton, effectOf, effects, objects } = this.#history;
    const search = new JustInTimeSearch(automaton, effectOf, effects.length, this.#budget);
    const judging: Judging = { specification, search, budget: this.#budget, withOrder: withLinearization };
    // The smallest first: when the budget ends, as many objects as possible have been judged.
    const inOrder = objects.toSorted((left, right) => left.events.length - right.events.length);
    for (const [part, object] of inOrder.entries()) {
      if (this.#budget.takes?.(part, inOrder.length) === false) continue;
      const found = judgeObject(object, judging);
      this.#algorithms.add(found.algorithm);
      const name = keyed ? `key ${quote(object.key)}` : '';
      if (found.verdict === 'unknown') this.#unfinished.push(unfinished(name, found));
      if (found.verdict === 'valid' && withLinearization) this.#keepOrder(object, found.order ?? new Int32Array(0));
      if (found.verdict !== 'invalid') continue;
      this.#anomalyCount++;
      if (this.#anomalyCount <= mostExamples) this.#anomalies.push(this.#anomaly(object, found, name, model));
    }
    return this.#result(model);
  }

  /**
   * True if monitors know every whole object to be valid. Where they do not, its parts are judged one by one: that says which
   * of them is wrong, and why. Every thread does this for itself; none may leave parts of an object to others unseen.
   */
  #wholesAreValid(): boolean {
    const { wholes } = this.#history;
    if (wholes === undefined) return false;
    for (const whole of wholes) {
      const monitored = monitorObject(whole, this.#question.specification, false);
      if (monitored?.answer.verdict !== 'valid') return false;
      this.#algorithms.add(monitored.algorithm);
    }
    return true;
  }

  #result(model: string): CheckResult {
    const { specification, operations, withLinearization = false } = this.#question;
    const judged = this.#verdict(model);
    const { failedCas = 'did-not-happen' } = this.#question;
    return {
      checker: 'linearizable',
      model,
      ...judged,
      anomalies: this.#anomalies.toSorted((left, right) => (left.culprit ?? 0) - (right.culprit ?? 0)),
      anomalyCount: this.#anomalyCount,
      algorithm: [...this.#algorithms].toSorted().join(', ') || 'none',
      operations: operations.length,
      ...(specification.failureObserves === undefined ? {} : { failedCas }),
      ...(withLinearization && judged.verdict === 'valid' ? { linearization: this.#linearization } : {}),
    };
  }

  /** Throws if the order is none: then the checker is wrong, and must not say that the history is right. */
  #keepOrder(object: ObjectHistory, order: Int32Array): void {
    const fault = faultOfOrder(object, order);
    if (fault !== undefined) throw new Error(`the order that was found is not one: ${fault}`);
    const operations = Array.from(order, (row) => object.history.operation(row).index);
    this.#linearization.push(this.#question.keyed ? { key: object.key, operations } : { operations });
  }

  #anomaly(
    object: ObjectHistory,
    { culprit, among }: ObjectVerdict & { readonly verdict: 'invalid' },
    name: string,
    model: string,
  ): Anomaly {
    const { specification, keyed } = this.#question;
    const { effects, automaton, operation } = object.history;
    const all = placedOperations(object);
    const placed = among ?? all;
    // Once there are many examples, further ones name their culprit only.
    const budget = this.#anomalyCount <= mostExplained ? this.#budget : { shouldStop: () => true };
    const isWhole = !object.hasIndeterminate;
    const history = { placed, all, isWhole, effects, automaton, operation };
    const prefix = this.#anomalyCount <= mostExplained ? this.#prefix(placed, culprit) : undefined;
    return {
      type: 'nonlinearizable',
      ...explain({ history, specification, culprit, object: name, failed: this.#failedOn(object.key) }, budget),
      ...(permits(model, 'nonlinearizable') ? { permitted: true } : {}),
      ...(keyed ? { subject: typeof object.key === 'string' ? object.key : canonicalJson(object.key) } : {}),
      culprit: operation(culprit.row).index,
      ...(prefix === undefined ? {} : { explainedPrefix: prefix.map((one) => operation(one.row).index) }),
    };
  }

  /** The end of an order of everything before the culprit's completion. */
  #prefix(placed: readonly PlacedOperation[], culprit: PlacedOperation): PlacedOperation[] | undefined {
    const before = upToCompletion(placed, culprit).map((one) =>
      one.row === culprit.row ? { ...one, complete: never } : one,
    );
    const problem = searchProblem(before, this.#history.automaton);
    const result = searchJustInTime(problem, this.#budget, {
      withOrder: true,
      configurationLimit: configurationsForPrefix,
    });
    if (result.verdict !== 'valid') return undefined;
    return Array.from(result.order.slice(-longestPrefix), (position) => before[position] as PlacedOperation);
  }

  /** The failed operations on this key, without the key. */
  #failedOn(key: Json): Operation[] {
    const { operations, keyed } = this.#question;
    this.#failed ??= Array.from(operations).filter((operation) => operation.type === 'fail');
    const failed = this.#failed;
    if (!keyed) return [...failed];
    const wanted = canonicalJson(key);
    return failed.flatMap((operation) => {
      const { invoked } = operation;
      if (!Array.isArray(invoked) || invoked.length !== 2) return [];
      const [itsKey, argument] = invoked as readonly Json[];
      return canonicalJson(itsKey as Json) === wanted ? { ...operation, invoked: argument as Json } : [];
    });
  }

  /** The history is not linearizable, or that is not known; `model` asks for sequential consistency or less. */
  #judgeSequential(model: string): Pick<CheckResult, 'verdict' | 'reasons'> {
    this.#algorithms.add('sequential-search');
    const result = checkSequential(this.#history, this.#budget);
    const reason = `the history is not known to be linearizable, which ${model} permits`;
    if (result.verdict === 'valid') return { verdict: 'valid', reasons: [`${reason}; it is sequentially consistent`] };
    const far = `an order that keeps the order of each process was found for ${result.explained.toLocaleString('en-US')} of ${counted(result.completed, 'completed operation')}`;
    if (result.verdict === 'unknown')
      return { verdict: 'unknown', reasons: [`the search for sequential consistency reached its limit: ${far}`] };
    if (!implies(model, 'sequential')) {
      const undecided = `the history is not sequentially consistent, which ${model} permits; whether it keeps ${model} is not decided by this checker`;
      return { verdict: 'unknown', reasons: [undecided] };
    }
    this.#anomalyCount++;
    this.#anomalies.push(this.#nonsequential(result));
    return { verdict: 'invalid', reasons: [] };
  }

  #nonsequential({
    stuck,
    explained,
    completed,
  }: SequentialResult & { readonly verdict: 'invalid' | 'unknown' }): Anomaly {
    const { effects, effectOf, operation } = this.#history;
    const { specification } = this.#question;
    const did = stuck.slice(0, mostReasons).map((row) => {
      const effect = effects[effectOf[row] as number] as Effect;
      return `process ${operation(row).process} ${specification.describe(effect, '')} at ${seconds(operation(row).invokeTimeNs)}`;
    });
    return {
      type: 'nonsequential',
      summary:
        `no order that keeps the order of each process explains all operations; the longest explains ${explained.toLocaleString('en-US')} ` +
        `of ${completed.toLocaleString('en-US')}, and then none of these can come next: ${did.join('; ')}`,
      operations: stuck.map((row) => operation(row).index).toSorted((left, right) => left - right),
    };
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
      if (implies('sequential', model)) return this.#judgeSequential(model);
      const reason = `the history is not linearizable, which ${model} permits; whether it keeps ${model} is not decided by this checker`;
      return { verdict: 'unknown', reasons: [reason, ...this.#unfinishedReasons()] };
    }
    if (this.#unfinished.length > 0 && implies('sequential', model)) return this.#judgeSequential(model);
    if (this.#unfinished.length > 0) return { verdict: 'unknown', reasons: this.#unfinishedReasons() };
    if (countObservations(this.#history, this.#question.specification) > 0) return { verdict: 'valid', reasons: [] };
    const isEmpty = this.#question.operations.length === 0;
    const missing = isEmpty ? 'there is no operation in it' : 'no operation that observes anything succeeded';
    const verdict = isEmpty || this.#question.mustObserve === true ? 'unknown' : 'valid';
    return { verdict, reasons: [`${missing}: there is nothing to judge`] };
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
