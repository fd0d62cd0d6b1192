/**
 * Finds, without a search, histories that plainly have no order: an operation found a state that nobody had left, or
 * that had certainly been replaced before it began (somebody left or saw another state after its last writer was done).
 * Most stale reads of real systems are of this kind, also in histories with so many operations of unknown outcome that
 * no search could exhaust them. What it finds is always a violation; what it does not find may be one. O(n log n).
 *
 * Gibbons and Korach 1997 ("Testing shared memories") decide registers with unique values by conditions on the cluster
 * of operations of each value; these are the conditions that one operation breaks alone, and hold for any values.
 */
import { never } from '../history/columns.ts';
import type { PlacedOperation } from './search-problem.ts';
import type { Automaton } from './specification.ts';

/** Who leaves a state, in order of invocation, and by when all so far are done. */
interface Writers {
  readonly invoke: number[];
  readonly doneBy: number[];
}

/** How many of these ascending numbers are below the limit. */
function countBelow(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function writersByState(operations: readonly PlacedOperation[], automaton: Automaton): Map<number, Writers> {
  const byState = new Map<number, Writers>();
  for (const { effect, invoke, complete } of operations) {
    if (automaton.readOnly(effect)) continue;
    const state = automaton.outcome(effect);
    let writers = byState.get(state);
    if (writers === undefined) byState.set(state, (writers = { invoke: [], doneBy: [] }));
    writers.invoke.push(invoke);
    writers.doneBy.push(Math.max(complete, writers.doneBy.at(-1) ?? -1));
  }
  return byState;
}

/**
 * For each position, of the operations from there on: the earliest completion, and the earliest among those that leave
 * another state than that one.
 */
class EarliestCompletions {
  readonly #invoke: readonly number[];
  readonly #first: Float64Array;
  readonly #firstState: Int32Array;
  readonly #second: Float64Array;

  constructor(operations: readonly PlacedOperation[], automaton: Automaton) {
    const count = operations.length;
    this.#invoke = operations.map((operation) => operation.invoke);
    this.#first = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
    this.#firstState = new Int32Array(count + 1).fill(-1);
    this.#second = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
    for (const [fromEnd, operation] of operations.toReversed().entries()) {
      const position = count - 1 - fromEnd;
      this.#extend(position, operation.complete, automaton.outcome(operation.effect));
    }
  }

  #extend(position: number, complete: number, state: number): void {
    const first = this.#first[position + 1] as number;
    const firstState = this.#firstState[position + 1] as number;
    const second = this.#second[position + 1] as number;
    const isFirst = complete < first;
    this.#first[position] = isFirst ? complete : first;
    this.#firstState[position] = isFirst ? state : firstState;
    if (isFirst) this.#second[position] = state === firstState ? second : first;
    else this.#second[position] = state === firstState ? second : Math.min(second, complete);
  }

  /** The earliest completion of an operation that began after `time` (at which nothing else happens) and left another state. */
  after(time: number, state: number): number {
    const position = countBelow(this.#invoke, time);
    return (this.#firstState[position] === state ? this.#second[position] : this.#first[position]) as number;
  }
}

/**
 * The first operation (by completion) that plainly has no place, or undefined. The operations are in order of
 * invocation.
 */
export function findRefuted(all: readonly PlacedOperation[], automaton: Automaton): PlacedOperation | undefined {
  // What only reads and shows no certain state (a failed compare-and-set) neither leaves nor shows another one.
  const operations = all.filter(({ effect }) => automaton.outcome(effect) >= 0 || !automaton.readOnly(effect));
  // An operation whose outcome depends on the state might have left any.
  if (operations.some((operation) => automaton.outcome(operation.effect) < 0)) return undefined;
  const writers = writersByState(operations, automaton);
  const completions = new EarliestCompletions(operations, automaton);
  let refuted: PlacedOperation | undefined;
  for (const operation of operations) {
    const found = automaton.needs(operation.effect);
    // One of unknown outcome that has no place never happened.
    if (found < 0 || operation.complete >= (refuted?.complete ?? never)) continue;
    const ofState = writers.get(found);
    const before = ofState === undefined ? 0 : countBelow(ofState.invoke, operation.complete);
    const neverWritten = before === 0 && found !== automaton.initial;
    const doneBy = before === 0 ? -1 : (ofState?.doneBy[before - 1] as number);
    if (neverWritten || completions.after(doneBy, found) < operation.invoke) refuted = operation;
  }
  return refuted;
}
