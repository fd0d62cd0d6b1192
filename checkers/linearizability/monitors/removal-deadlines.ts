/**
 * By when an element that nobody is known to have removed must have been removed. Say what certainly takes effect after
 * it arrived cannot happen while it is there: then it is removed before that completes, by a removal of unknown outcome
 * that was invoked earlier still. Each container says what that is; for all of them, finding it empty.
 */
import { peeksOf, type Elements } from './elements.ts';
import { absent } from './timeline.ts';

export interface Deadlines {
  /** By element: rank of the completion that must not come before its removal; `absent` if there is none. */
  readonly deadline: Int32Array;
  /** By element: the row that completes then; -1 if there is none. */
  readonly witness: Int32Array;
}

export function noDeadlines(count: number): Deadlines {
  return { deadline: new Int32Array(count).fill(absent), witness: new Int32Array(count).fill(-1) };
}

export function setDeadline({ deadline, witness }: Deadlines, element: number, rank: number, row: number): void {
  if (rank >= (deadline[element] as number)) return;
  deadline[element] = rank;
  witness[element] = row;
}

/** Numbers put in at ranks, and the least from some rank on: a Fenwick tree, O(log n) each. */
export class LeastFrom {
  readonly #least: Int32Array;

  constructor(size: number) {
    this.#least = new Int32Array(size + 1).fill(absent);
  }

  put(rank: number, value: number): void {
    for (let node = this.#least.length - 1 - rank; node < this.#least.length; node += node & -node)
      if ((this.#least[node] as number) > value) this.#least[node] = value;
  }

  /** `absent` if nothing was put there. */
  find(rank: number): number {
    let least: number = absent;
    for (let node = Math.max(0, this.#least.length - 1 - rank); node > 0; node -= node & -node)
      least = Math.min(least, this.#least[node] as number);
    return least;
  }
}

/** Before the first finding of emptiness that was invoked after the element arrived completes. */
export function setDeadlinesByEmptiness({ count, arrived, emptyRows, timeline }: Elements, deadlines: Deadlines): void {
  const { invoke, complete } = timeline;
  const completions = new LeastFrom(timeline.end);
  for (const row of emptyRows) completions.put(invoke[row] as number, complete[row] as number);
  for (let element = 0; element < count; element++) {
    const rank = completions.find(arrived[element] as number);
    if (rank !== absent) setDeadline(deadlines, element, rank, -1 - (timeline.events[rank] as number));
  }
}

/** Deadlines by elements that cannot be removed or seen while another one is there: those that were added before it. */
export class BlockedRemovals {
  readonly #elements: Elements;
  readonly #deadlines: Deadlines;
  readonly #completions: LeastFrom;

  constructor(elements: Elements, deadlines: Deadlines) {
    this.#elements = elements;
    this.#deadlines = deadlines;
    this.#completions = new LeastFrom(elements.timeline.end);
  }

  add(element: number): void {
    const { left, removed, timeline } = this.#elements;
    for (const peek of peeksOf(this.#elements, element))
      this.#completions.put(timeline.invoke[peek] as number, timeline.complete[peek] as number);
    if (removed[element] !== absent) this.#completions.put(left[element] as number, removed[element] as number);
  }

  setDeadline(element: number): void {
    const { arrived, timeline } = this.#elements;
    const rank = this.#completions.find(arrived[element] as number);
    if (rank !== absent) setDeadline(this.#deadlines, element, rank, -1 - (timeline.events[rank] as number));
  }
}
