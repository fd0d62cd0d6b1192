/**
 * Grow-only sets: add an element, read all. O(n + the size of all reads), after sorting.
 *
 * Reads see ever larger sets, so they form a chain by inclusion; reads of equal sets form a group. An element first seen
 * by group g is added after group g - 1 and before group g; one never seen, after the last group. Within such a step the
 * adds, and within a group the reads, go by their invocations. Where each element is added once all this is forced, and
 * the history is linearizable exactly if nothing of a later step precedes anything of an earlier one. Indeterminate adds
 * that nobody saw, and indeterminate reads, are left out. `null` if an element that was seen is added twice; of
 * elements that nobody saw it does not matter.
 */
import { never, type InvalidAnswer, type MonitorAnswer, type ObjectOperations } from './monitor.ts';
import { absent, sortedBy, timelineOf, type Timeline } from './timeline.ts';
import { ValueNumbers } from './value-numbers.ts';

/** What the operation is. `value` is the element of an add. */
export const growOnlySetKind = { add: 0, read: 1 } as const;

export interface GrowOnlySetOperations extends Omit<ObjectOperations, 'result'> {
  /** What the read of row `r` saw, in any order: `seen[seenStart[r]]` until before `seen[seenStart[r + 1]]`. */
  readonly seen: Int32Array;
  readonly seenStart: Int32Array;
}

class GrowOnlySetCheck {
  readonly #operations: GrowOnlySetOperations;
  readonly #timeline: Timeline;
  readonly #numbers: ValueNumbers;
  /** By element that was seen: the row that adds it, or -1. */
  readonly #adder: Int32Array;
  /** By element: the step of the first read that saw it, and that read; -1 if none did. */
  readonly #firstStep: Int32Array;
  readonly #firstRead: Int32Array;
  /** By element: the read looked at last that saw it; -1 if none did. */
  readonly #lastRead: Int32Array;
  /** By row: reads have odd steps, adds even ones; -1 if left out. */
  readonly #step: Int32Array;
  #lastStep = 0;

  constructor(operations: GrowOnlySetOperations) {
    this.#operations = operations;
    this.#timeline = timelineOf(operations);
    this.#numbers = new ValueNumbers(operations.value, operations.seen);
    for (let row = 0; row < operations.count; row++) {
      if (operations.kind[row] === growOnlySetKind.add) this.#numbers.findOrAdd(operations.value[row] as number);
    }
    for (const value of operations.seen) this.#numbers.findOrAdd(value);
    this.#adder = new Int32Array(this.#numbers.count).fill(-1);
    this.#firstStep = new Int32Array(this.#numbers.count).fill(-1);
    this.#firstRead = new Int32Array(this.#numbers.count).fill(-1);
    this.#lastRead = new Int32Array(this.#numbers.count).fill(-1);
    this.#step = new Int32Array(operations.count).fill(-1);
  }

  run(): MonitorAnswer {
    const refusal = this.#readSteps();
    if (refusal !== undefined) return refusal;
    const unclear = this.#addSteps();
    if (unclear !== undefined) return unclear;
    return this.#disorder() ?? { verdict: 'valid', order: this.#order() };
  }

  #seenBy(row: number): Int32Array {
    const { seen, seenStart } = this.#operations;
    return seen.subarray(seenStart[row], seenStart[row + 1]);
  }

  /** Completed reads by the size of what they saw, each a superset of the one before. */
  #readSteps(): InvalidAnswer | null | undefined {
    const { count, kind, complete, seenStart } = this.#operations;
    const sizes = new Int32Array(count);
    const reads = new Int32Array(count)
      .map((_, row) => row)
      .filter((row) => {
        sizes[row] = (seenStart[row + 1] as number) - (seenStart[row] as number);
        return kind[row] === growOnlySetKind.read && complete[row] !== never;
      });
    let size = 0;
    let before = -1;
    this.#lastStep = 1;
    for (const row of sortedBy(reads, sizes)) {
      if ((sizes[row] as number) > size) this.#lastStep += 2;
      const known = this.#markSeen(row);
      if (known === null) return null;
      if (known < size) {
        const culprits = [
          before,
          row,
          ...this.#adderOfDifference(before, row),
          ...this.#adderOfDifference(row, before),
        ];
        return { verdict: 'invalid', culprits, violation: 'incomparable' };
      }
      size = sizes[row] as number;
      before = row;
      this.#step[row] = this.#lastStep;
    }
    return undefined;
  }

  /** How many of the elements that a read saw were seen by earlier steps. `null` if it lists one twice. */
  #markSeen(row: number): number | null {
    let known = 0;
    for (const value of this.#seenBy(row)) {
      const element = this.#numbers.find(value);
      if (this.#lastRead[element] === row) return null;
      this.#lastRead[element] = row;
      if (this.#firstStep[element] === -1) {
        this.#firstStep[element] = this.#lastStep;
        this.#firstRead[element] = row;
      } else known++;
    }
    return known;
  }

  /** A row that adds an element that the second read saw and the first did not. */
  #adderOfDifference(first: number, second: number): number[] {
    const { count, kind, value } = this.#operations;
    const known = new Set(this.#seenBy(first));
    const different = new Set(this.#seenBy(second).filter((element) => !known.has(element)));
    for (let row = 0; row < count; row++) {
      if (kind[row] === growOnlySetKind.add && different.has(value[row] as number)) return [row];
    }
    return [];
  }

  #addSteps(): InvalidAnswer | null | undefined {
    const { count, kind, value, complete } = this.#operations;
    for (let row = 0; row < count; row++) {
      if (kind[row] !== growOnlySetKind.add) continue;
      const element = this.#numbers.find(value[row] as number);
      const firstStep = this.#firstStep[element] as number;
      if (firstStep === -1) {
        if (complete[row] !== never) this.#step[row] = this.#lastStep + 1;
        continue;
      }
      if (this.#adder[element] !== -1) return null;
      this.#adder[element] = row;
      this.#step[row] = firstStep - 1;
    }
    for (const [element, read] of this.#firstRead.entries()) {
      if (read !== -1 && this.#adder[element] === -1)
        return { verdict: 'invalid', culprits: [read], violation: 'never-inserted' };
    }
    return undefined;
  }

  /** Something of a later step that precedes something of an earlier one. */
  #disorder(): InvalidAnswer | undefined {
    const { events, invoke, complete } = this.#timeline;
    const lastInvocation = new Int32Array(this.#lastStep + 2).fill(-1);
    const firstCompletion = new Int32Array(this.#lastStep + 2).fill(absent);
    for (const [row, step] of this.#step.entries()) {
      if (step === -1) continue;
      lastInvocation[step] = Math.max(lastInvocation[step] as number, invoke[row] as number);
      firstCompletion[step] = Math.min(firstCompletion[step] as number, complete[row] as number);
    }
    let completed = absent;
    for (let step = this.#lastStep + 1; step >= 0; step--) {
      const invoked = lastInvocation[step] as number;
      if (completed < invoked) return this.#misplaced(-1 - (events[completed] as number), events[invoked] as number);
      completed = Math.min(completed, firstCompletion[step] as number);
    }
    return undefined;
  }

  /** The one that took place later completed before the other was invoked. */
  #misplaced(later: number, earlier: number): InvalidAnswer {
    const { kind, value } = this.#operations;
    const culprits = [later, earlier];
    if (kind[later] === kind[earlier]) {
      if (kind[later] === growOnlySetKind.read) culprits.push(...this.#adderOfDifference(earlier, later));
      else culprits.push(this.#firstRead[this.#numbers.find(value[earlier] as number)] as number);
    }
    return { verdict: 'invalid', culprits, violation: 'order' };
  }

  #order(): Int32Array {
    const placed = this.#timeline.events.filter((row) => row >= 0 && this.#step[row] !== -1);
    return sortedBy(placed, this.#step);
  }
}

/** Reads see the whole set; it is empty at the beginning. */
export function monitorGrowOnlySet(operations: GrowOnlySetOperations): MonitorAnswer {
  return new GrowOnlySetCheck(operations).run();
}

/**
 * The culprits of an invalid answer, and whatever adds what their reads saw, so that these reads miss nothing. That has
 * no order either: leave all elements out of it that do not count (see `culprits`), and the culprits are left.
 */
export function withSeenAdds(operations: GrowOnlySetOperations, culprits: readonly number[]): number[] {
  const { count, kind, value, seen, seenStart } = operations;
  const wanted = new Set(culprits.flatMap((row) => [...seen.subarray(seenStart[row], seenStart[row + 1])]));
  const rows = new Set(culprits);
  for (let row = 0; row < count; row++) {
    if (kind[row] === growOnlySetKind.add && wanted.has(value[row] as number)) rows.add(row);
  }
  return [...rows];
}
