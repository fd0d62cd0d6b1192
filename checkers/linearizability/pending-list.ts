/**
 * The operations not yet placed, as a doubly linked list of invocations and completions in real-time order (Wing and
 * Gong 1993, section 4; the list is from Lowe 2017, section 3). Those before the first completion in the list are the ones
 * that may come next: nothing that is still unplaced finished before they began. Taking out and putting back is O(1) and
 * puts back exactly in reverse.
 */
import { never } from '../history/columns.ts';
import type { SearchProblem } from './search-problem.ts';

const mostOperations = 2 ** 22;

/** Operations with a time, in the order of their times. */
function byTime(times: Int32Array): number[] {
  if (times.length > mostOperations) throw new RangeError(`more than ${mostOperations} operations on one object`);
  // One number holds time and operation exactly (31 + 22 bits), and sorting numbers is fast.
  const keys = new Float64Array(times.length);
  let count = 0;
  for (const [operation, time] of times.entries()) {
    if (time !== never) keys[count++] = (time + 1) * mostOperations + operation;
  }
  return Array.from(keys.subarray(0, count).toSorted(), (key) => key % mostOperations);
}

/** Invocations as their operation, completions as -1 - operation. At equal positions invocations come first. */
function entriesInOrder(problem: SearchProblem): Int32Array {
  const { invoke, complete } = problem;
  const invocations = byTime(invoke);
  const completions = byTime(complete);
  const entries = new Int32Array(invocations.length + completions.length);
  let invoked = 0;
  let completed = 0;
  for (let position = 0; position < entries.length; position++) {
    const next = completions[completed];
    const opened = invocations[invoked];
    const isInvocation =
      opened !== undefined && (next === undefined || (invoke[opened] as number) <= (complete[next] as number));
    entries[position] = isInvocation ? opened : -1 - (next as number);
    if (isInvocation) invoked++;
    else completed++;
  }
  return entries;
}

export class PendingList {
  /** Node 0 is the head; entries are numbered from 1 in real-time order; the last node is the tail. */
  readonly next: Int32Array;
  readonly #previous: Int32Array;
  /** For each entry: its operation if it is an invocation, else -1 - operation. */
  readonly entry: Int32Array;
  readonly tail: number;
  readonly #invocation: Int32Array;
  readonly #completion: Int32Array;

  constructor(problem: SearchProblem) {
    const entries = entriesInOrder(problem);
    this.tail = entries.length + 1;
    this.next = Int32Array.from({ length: entries.length + 2 }, (_, node) => node + 1);
    this.#previous = Int32Array.from({ length: entries.length + 2 }, (_, node) => node - 1);
    this.entry = new Int32Array(entries.length + 2);
    this.#invocation = new Int32Array(problem.effect.length);
    this.#completion = new Int32Array(problem.effect.length);
    for (const [position, code] of entries.entries()) {
      this.entry[position + 1] = code;
      if (code >= 0) this.#invocation[code] = position + 1;
      else this.#completion[-1 - code] = position + 1;
    }
  }

  take(operation: number): void {
    const completion = this.#completion[operation] as number;
    if (completion !== 0) this.#unlink(completion);
    this.#unlink(this.#invocation[operation] as number);
  }

  /** Undoes the last `take` that is not undone. */
  putBack(operation: number): void {
    const completion = this.#completion[operation] as number;
    this.#link(this.#invocation[operation] as number);
    if (completion !== 0) this.#link(completion);
  }

  #unlink(node: number): void {
    const before = this.#previous[node] as number;
    const after = this.next[node] as number;
    this.next[before] = after;
    this.#previous[after] = before;
  }

  #link(node: number): void {
    this.next[this.#previous[node] as number] = node;
    this.#previous[this.next[node] as number] = node;
  }
}
