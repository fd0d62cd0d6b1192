/**
 * The elements of a container (queue, stack, priority queue, bag) whose history inserts each element once: for each one
 * its operations and the span in which it was certainly there. Taking an element away with all its operations keeps a
 * history linearizable, so whatever a few elements show by themselves is shown of the whole.
 *
 * Times are tightened: an insertion takes effect before its element is first observed, and a removal after it was last
 * observed. So an element is certainly there from `arrived` (rank) to `left`; if `left` comes first, it may have been
 * there for no time at all.
 */
import { containerKind, empty, never, unknown, type InvalidAnswer, type ObjectOperations } from './monitor.ts';
import { absent, timelineOf, type Timeline } from './timeline.ts';
import { ValueNumbers } from './value-numbers.ts';

export interface Elements {
  readonly count: number;
  readonly timeline: Timeline;
  /** The value of each element. */
  readonly value: Int32Array;
  readonly insertRow: Int32Array;
  /** The row of the removal, or -1. */
  readonly removeRow: Int32Array;
  /** Rank of the insertion's invocation. */
  readonly inserting: Int32Array;
  /** By then the insertion took effect: the first completion of any of the element's operations. */
  readonly arrived: Int32Array;
  /** The first completion of a peek or removal; `absent` if there is none. */
  readonly firstSeen: Int32Array;
  /** The removal did not take effect before: the last invocation of any of the element's operations; or `absent`. */
  readonly left: Int32Array;
  /** Rank of the removal's completion; `absent` if it was not removed. */
  readonly removed: Int32Array;
  /** Rows of peeks in order of invocation, element by element; those of `e` begin at `peekStart[e]`. */
  readonly peekRows: Int32Array;
  readonly peekStart: Int32Array;
  /** Removals and peeks that found the object empty, in order of invocation. */
  readonly emptyRows: Int32Array;
  /** Removals of unknown outcome, in order of invocation. */
  readonly openRemovals: Int32Array;
}

type Refusal = InvalidAnswer | null;

class ElementTable {
  readonly #operations: ObjectOperations;
  readonly #timeline: Timeline;
  readonly #numbers: ValueNumbers;
  readonly #value: Int32Array;
  readonly #insertRow: Int32Array;
  readonly #removeRow: Int32Array;
  readonly #peekCount: Int32Array;
  #peeks = 0;
  readonly #empties: number[] = [];
  readonly #open: number[] = [];

  constructor(operations: ObjectOperations) {
    const { count, value } = operations;
    this.#operations = operations;
    this.#timeline = timelineOf(operations);
    this.#numbers = new ValueNumbers(value);
    this.#value = new Int32Array(count);
    this.#insertRow = new Int32Array(count);
    this.#removeRow = new Int32Array(count).fill(-1);
    this.#peekCount = new Int32Array(count);
  }

  build(): Elements | Refusal {
    if (!this.#insertions()) return null;
    const refusal = this.#observations();
    if (refusal !== undefined) return refusal;
    const elements = this.#elements();
    return peekedTooLate(elements) ?? elements;
  }

  /** False if a value is inserted twice. */
  #insertions(): boolean {
    const { count, kind, value } = this.#operations;
    for (let row = 0; row < count; row++) {
      if (kind[row] !== containerKind.insert) continue;
      if (this.#numbers.find(value[row] as number) !== -1) return false;
      const element = this.#numbers.add(value[row] as number);
      this.#value[element] = value[row] as number;
      this.#insertRow[element] = row;
    }
    return true;
  }

  /** In order of invocation. */
  #observations(): Refusal | undefined {
    for (const row of this.#timeline.events) {
      if (row < 0 || this.#operations.kind[row] === containerKind.insert) continue;
      const refusal = this.#observation(row);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #observation(row: number): Refusal | undefined {
    const { kind, complete, value } = this.#operations;
    const seen = value[row] as number;
    if (complete[row] === never) {
      if (kind[row] === containerKind.peek) return undefined;
      // A removal that names its element but need not have happened: a choice that nobody here makes.
      if (seen !== unknown) return null;
      this.#open.push(row);
      return undefined;
    }
    if (seen === unknown) return null;
    if (seen === empty) {
      this.#empties.push(row);
      return undefined;
    }
    const element = this.#numbers.find(seen);
    if (element === -1) return { verdict: 'invalid', culprits: [row], violation: 'never-inserted' };
    const inserted = this.#insertRow[element] as number;
    if ((this.#timeline.complete[row] as number) < (this.#timeline.invoke[inserted] as number))
      return { verdict: 'invalid', culprits: [row, inserted], violation: 'observed-before-inserted' };
    if (kind[row] === containerKind.peek) {
      this.#peekCount[element] = (this.#peekCount[element] as number) + 1;
      this.#peeks++;
      return undefined;
    }
    const earlier = this.#removeRow[element] as number;
    if (earlier !== -1) return { verdict: 'invalid', culprits: [inserted, earlier, row], violation: 'removed-twice' };
    this.#removeRow[element] = row;
    return undefined;
  }

  /** Without the elements whose insertion is indeterminate and that nobody observed: they need not have been there. */
  #elements(): Elements {
    const { complete } = this.#operations;
    const kept = new Int32Array(this.#numbers.count);
    let count = 0;
    for (let element = 0; element < kept.length; element++) {
      const observed = this.#removeRow[element] !== -1 || this.#peekCount[element] !== 0;
      if (observed || complete[this.#insertRow[element] as number] !== never) kept[count++] = element;
    }
    const elements = {
      count,
      timeline: this.#timeline,
      value: new Int32Array(count),
      insertRow: new Int32Array(count),
      removeRow: new Int32Array(count),
      inserting: new Int32Array(count),
      arrived: new Int32Array(count),
      firstSeen: new Int32Array(count).fill(absent),
      left: new Int32Array(count).fill(absent),
      removed: new Int32Array(count).fill(absent),
      peekRows: new Int32Array(this.#peeks),
      peekStart: new Int32Array(count + 1),
      emptyRows: Int32Array.from(this.#empties),
      openRemovals: Int32Array.from(this.#open),
    };
    for (let element = 0; element < count; element++) this.#fill(elements, element, kept[element] as number);
    if (this.#peeks > 0) this.#fillPeeks(elements, kept);
    return elements;
  }

  #fill(elements: Elements, element: number, from: number): void {
    const { invoke, complete } = this.#timeline;
    const insertRow = this.#insertRow[from] as number;
    const removeRow = this.#removeRow[from] as number;
    elements.value[element] = this.#value[from] as number;
    elements.insertRow[element] = insertRow;
    elements.removeRow[element] = removeRow;
    elements.inserting[element] = invoke[insertRow] as number;
    elements.arrived[element] = complete[insertRow] as number;
    elements.peekStart[element + 1] = (elements.peekStart[element] as number) + (this.#peekCount[from] as number);
    if (removeRow === -1) return;
    const removed = complete[removeRow] as number;
    elements.removed[element] = removed;
    elements.firstSeen[element] = removed;
    elements.arrived[element] = Math.min(complete[insertRow] as number, removed);
    elements.left[element] = Math.max(invoke[insertRow] as number, invoke[removeRow] as number);
  }

  #fillPeeks(elements: Elements, kept: Int32Array): void {
    const { kind, value } = this.#operations;
    const { events, invoke, complete } = this.#timeline;
    const newNumber = new Int32Array(this.#numbers.count);
    for (let element = 0; element < elements.count; element++) newNumber[kept[element] as number] = element;
    const filled = elements.peekStart.slice();
    for (const row of events) {
      if (row < 0 || kind[row] !== containerKind.peek) continue;
      if (this.#operations.complete[row] === never || (value[row] as number) < 0) continue;
      const element = newNumber[this.#numbers.find(value[row] as number)] as number;
      const position = filled[element] as number;
      elements.peekRows[position] = row;
      filled[element] = position + 1;
      const completed = complete[row] as number;
      elements.firstSeen[element] = Math.min(elements.firstSeen[element] as number, completed);
      elements.arrived[element] = Math.min(elements.arrived[element] as number, completed);
      elements.left[element] = Math.max(elements.left[element] as number, invoke[row] as number);
    }
  }
}

/** An element that was removed before a peek of it was invoked. */
function peekedTooLate({
  count,
  peekRows,
  peekStart,
  insertRow,
  removeRow,
  removed,
  left,
}: Elements): InvalidAnswer | undefined {
  for (let element = 0; element < count; element++) {
    if ((left[element] as number) <= (removed[element] as number)) continue;
    const lastPeek = peekRows[(peekStart[element + 1] as number) - 1] as number;
    const culprits = [insertRow[element] as number, removeRow[element] as number, lastPeek];
    return { verdict: 'invalid', culprits, violation: 'observed-after-removed' };
  }
  return undefined;
}

/** O(n). `null` if an element is inserted twice or an operation leaves open what it observed. */
export function elementsOf(operations: ObjectOperations): Elements | InvalidAnswer | null {
  return new ElementTable(operations).build();
}

export function isElements(built: Elements | InvalidAnswer | null): built is Elements {
  return built !== null && 'insertRow' in built;
}

/** In order of invocation. */
export function peeksOf({ peekRows, peekStart }: Elements, element: number): Int32Array {
  return peekRows.subarray(peekStart[element], peekStart[element + 1]);
}

/** The few rows of an element that its times rest on. */
export function rowsOfElement(elements: Elements, element: number): number[] {
  const { timeline, removeRow, insertRow } = elements;
  const rows = [insertRow[element] as number];
  if (removeRow[element] !== -1) rows.push(removeRow[element] as number);
  const peeks = peeksOf(elements, element);
  const last = peeks.at(-1);
  if (last === undefined) return rows;
  let first = last;
  for (const row of peeks) {
    if ((timeline.complete[row] as number) < (timeline.complete[first] as number)) first = row;
  }
  return first === last ? [...rows, first] : [...rows, first, last];
}
