/**
 * For tests of monitors: random small histories, and linearizability by the definition (Herlihy and Wing 1990): is there
 * an order of the operations, with any of the indeterminate ones, that real time and the object permit? All orders are
 * tried; only sets of placed operations from which the same state led nowhere are remembered.
 */
import { never } from '../../history/columns.ts';
import { oracleRuns } from '../oracle-runs.testing.ts';
import type { InvalidAnswer, MonitorAnswer, ObjectOperations } from './monitor.ts';

export interface Operation {
  readonly kind: number;
  readonly value: number;
  readonly result: number;
  readonly invoke: number;
  readonly complete: number;
}

/** A sequential object. States are strings. */
export interface Sequential {
  readonly initial: string;
  /** The states after the operation; none if it is not possible. Results of indeterminate operations may be unknown. */
  step(state: string, operation: Operation): readonly string[];
}

export function columnsOf(operations: readonly Operation[]): ObjectOperations {
  const column = (name: keyof Operation): Int32Array => Int32Array.from(operations, (operation) => operation[name]);
  return {
    count: operations.length,
    invoke: column('invoke'),
    complete: column('complete'),
    kind: Uint8Array.from(operations, (operation) => operation.kind),
    value: column('value'),
    result: column('result'),
  };
}

function precedes(first: Operation, second: Operation): boolean {
  return first.complete < second.invoke;
}

export function isLinearizable(operations: readonly Operation[], object: Sequential): boolean {
  const dead = new Set<string>();
  const search = (placed: number, state: string): boolean => {
    const left = operations.filter((_, row) => (placed >> row) % 2 === 0);
    if (left.every((operation) => operation.complete === never)) return true;
    const configuration = `${placed} ${state}`;
    if (dead.has(configuration)) return false;
    dead.add(configuration);
    return operations.some((operation, row) => {
      if ((placed >> row) % 2 === 1 || left.some((other) => precedes(other, operation))) return false;
      return object.step(state, operation).some((next) => search(placed + 2 ** row, next));
    });
  };
  return search(0, object.initial);
}

/** Why the order is none of this history; undefined if it is one. */
function faultOf(order: Int32Array, operations: readonly Operation[], object: Sequential): string | undefined {
  const rows = new Set(order);
  if (rows.size !== order.length) return 'a row occurs twice';
  if (operations.some((operation, row) => operation.complete !== never && !rows.has(row))) return 'a row is missing';
  const ordered = Array.from(order, (row) => operations[row] as Operation);
  for (const [position, operation] of ordered.entries()) {
    if (ordered.slice(position + 1).some((later) => precedes(later, operation))) return 'it breaks real time';
  }
  let states: readonly string[] = [object.initial];
  for (const operation of ordered) states = [...new Set(states.flatMap((state) => object.step(state, operation)))];
  return states.length === 0 ? 'the object does not permit it' : undefined;
}

/** The operations of these rows, and those without which they might have no order for that reason alone. */
export type Companions = (operations: readonly Operation[], rows: readonly number[]) => readonly Operation[];

/** What is wrong with an answer; undefined if nothing is. `null` is never wrong. */
export function faultOfAnswer(
  answer: MonitorAnswer,
  operations: readonly Operation[],
  object: Sequential,
  withCompanions: Companions,
): string | undefined {
  if (answer === null) return undefined;
  if (answer.verdict === 'valid') {
    const fault = faultOf(answer.order, operations, object);
    return fault === undefined ? undefined : `wrong order: ${fault}`;
  }
  if (isLinearizable(operations, object)) return `wrongly invalid: ${answer.violation}`;
  return faultOfCulprits(answer, operations, object, withCompanions);
}

function faultOfCulprits(
  answer: InvalidAnswer,
  operations: readonly Operation[],
  object: Sequential,
  withCompanions: Companions,
): string | undefined {
  const { culprits, violation } = answer;
  if (new Set(culprits).size !== culprits.length) return 'a culprit is named twice';
  const alone = culprits.map((row) => operations[row] as Operation);
  if (isLinearizable(alone, object)) return `the culprits show nothing: ${violation}`;
  const accompanied = withCompanions(operations, culprits);
  return isLinearizable(accompanied, object) ? `the culprits miss others: ${violation}` : undefined;
}

/** Histories per case of each test. */
export const runsPerCase = oracleRuns(5000);

export interface Tally {
  valid: number;
  invalid: number;
  none: number;
}

/** How often which answer, for histories from the seeds 1, 2, ...; throws if one is wrong. */
export function tallyOf(
  history: (random: Random) => readonly Operation[],
  monitor: (operations: ObjectOperations) => MonitorAnswer,
  object: Sequential,
  withCompanions: Companions,
): Tally {
  const tally = { valid: 0, invalid: 0, none: 0 };
  for (let seed = 1; seed <= runsPerCase; seed++) {
    const operations = history(randomFrom(seed));
    const answer = monitor(columnsOf(operations));
    const fault = faultOfAnswer(answer, operations, object, withCompanions);
    if (fault !== undefined) throw new Error(`seed ${seed}: ${fault}\n${JSON.stringify({ operations, answer })}`);
    tally[answer?.verdict ?? 'none']++;
  }
  return tally;
}

/** Numbers from 0 until below the bound. */
export type Random = (bound: number) => number;

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** What an operation does, without its times. */
export type Call = Pick<Operation, 'kind' | 'value' | 'result'>;

/** Calls in the order in which they take effect, with intervals that overlap more or less; some never complete. */
export function spread(calls: readonly Call[], random: Random, unknownOf: (call: Call) => Call): Operation[] {
  const width = 1 + random(4) * 8;
  const unknownInTwenty = random(3) * 2;
  return calls.map((call, position) => {
    const instant = 40 + position * 8;
    const invoke = instant - random(width);
    if (random(20) < unknownInTwenty) return { ...unknownOf(call), invoke, complete: never };
    return { ...call, invoke, complete: instant + random(width) };
  });
}

/** The same operations, in any order, with one or two of their parts exchanged or moved. */
export function mutate(operations: readonly Operation[], random: Random): Operation[] {
  const changed = [...operations];
  for (let change = random(4); change >= 0; change--) {
    const one = random(changed.length);
    const other = random(changed.length);
    const first = changed[one] as Operation;
    const second = changed[other] as Operation;
    const way = random(3);
    if (way === 0) {
      if (first.kind !== second.kind || first.complete === never || second.complete === never) continue;
      changed[one] = { ...first, value: second.value, result: second.result };
      changed[other] = { ...second, value: first.value, result: first.result };
    } else if (way === 1) {
      const complete = first.complete === never ? never : Math.max(first.invoke, first.complete - random(40));
      changed[one] = { ...first, complete };
    } else {
      const invoke = Math.min(first.complete, first.invoke + random(40));
      changed[one] = { ...first, invoke };
    }
  }
  return changed;
}

export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let position = result.length - 1; position > 0; position--) {
    const other = random(position + 1);
    const item = result[position] as T;
    result[position] = result[other] as T;
    result[other] = item;
  }
  return result;
}
