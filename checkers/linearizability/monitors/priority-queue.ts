/**
 * Priority queues in which each element, and so each priority, is inserted once (Lee and Mathur 2025, "Efficient
 * decrease-and-conquer linearizability monitoring", give O(n log n) by other means). `peek` sees the first. Almost O(n),
 * after sorting.
 *
 * Elements are looked at from the first to the last by priority. What goes before an element does not depend on it: a
 * removal or peek of it needs a slot free of those before it, and nothing else of them. So settle each so that it fills as
 * few slots as it can: removed in the first free slot that its times and peeks allow; inserted in its last, which is that
 * of its arrival, or the last free one of a peek if that is earlier. It fills the slots between, or none. By induction
 * every order has it there in at least those slots: its peeks and removal need slots that are free in that order, and no
 * more are free there. So if a removal or peek has no free slot, there is no order. The same for findings of emptiness,
 * with all elements.
 *
 * Else this is an order: in each slot first the removals (and peeks just before their element's removal, and elements that
 * come and go in this one slot), those of elements that go first first; then other peeks and findings of emptiness; then
 * the insertions, each with the peeks of its element in this slot, in the opposite order. Each peek has a place between
 * insertion and removal: the first free slot from its own first one and the insertion on. That is not after its own last
 * one, as the insertion is not, and not after the removal's, which is free.
 */
import type { InvalidAnswer, MonitorAnswer, ObjectOperations, ValidAnswer, Violation } from './monitor.ts';
import { elementsOf, isElements, peeksOf, type Elements } from './elements.ts';
import { FreeSlots } from './free-slots.ts';
import { decideWithOpenRemovals } from './open-removals.ts';
import { Placement } from './placement.ts';
import { BlockedRemovals, type Deadlines } from './removal-deadlines.ts';
import { numbersBy } from './timeline.ts';

const phase = { leaving: 0, between: 1, entering: 2 } as const;

class PriorityQueueCheck {
  readonly #elements: Elements;
  readonly #free: FreeSlots;
  readonly #end: number;
  /** By element: the slots of its insertion and its removal. */
  readonly #enters: Int32Array;
  readonly #leaves: Int32Array;
  readonly #placement: Placement;
  readonly #entering: [row: number, slot: number][] = [];

  constructor(elements: Elements) {
    const { timeline, count } = elements;
    this.#elements = elements;
    this.#end = timeline.end;
    this.#free = new FreeSlots(timeline.end);
    this.#enters = new Int32Array(count);
    this.#leaves = new Int32Array(count);
    this.#placement = new Placement(timeline.invoke.length);
  }

  run(): ValidAnswer | InvalidAnswer {
    const { count, value, emptyRows, timeline } = this.#elements;
    for (const element of numbersBy(count, value)) {
      const stuck = this.#settle(element);
      if (stuck !== undefined) return this.#refuse(stuck, 'not-the-first', element);
      this.#place(element);
    }
    for (const row of emptyRows) {
      const slot = this.#free.next((timeline.invoke[row] as number) + 1);
      if (slot > (timeline.complete[row] as number)) return this.#refuse(row, 'never-empty', -1);
      this.#placement.put(row, slot, phase.between);
    }
    for (const [row, slot] of this.#entering.toReversed()) this.#placement.put(row, slot, phase.entering);
    return { verdict: 'valid', order: this.#placement.order() };
  }

  /** The first free slot of a peek or removal. */
  #firstSlot(row: number, element: number): number {
    const { timeline, inserting } = this.#elements;
    return this.#free.next(Math.max(timeline.invoke[row] as number, inserting[element] as number) + 1);
  }

  /** The row that has no slot, if one has none. */
  #settle(element: number): number | undefined {
    const { timeline, insertRow, removeRow } = this.#elements;
    let enters = Math.min(timeline.complete[insertRow[element] as number] as number, this.#end);
    let leaves = 0;
    for (const peek of peeksOf(this.#elements, element)) {
      const first = this.#firstSlot(peek, element);
      const completed = timeline.complete[peek] as number;
      if (first > completed) return peek;
      leaves = Math.max(leaves, first);
      enters = Math.min(enters, this.#free.previous(completed));
    }
    const removal = removeRow[element] as number;
    if (removal === -1) {
      leaves = this.#end + 1;
    } else {
      leaves = Math.max(leaves, this.#firstSlot(removal, element));
      if (leaves > Math.min(timeline.complete[removal] as number, this.#end)) return removal;
    }
    this.#enters[element] = enters;
    this.#leaves[element] = leaves;
    return undefined;
  }

  #place(element: number): void {
    const { insertRow, removeRow } = this.#elements;
    const enters = this.#enters[element] as number;
    const leaves = this.#leaves[element] as number;
    const brief = enters >= leaves;
    if (brief) this.#placement.put(insertRow[element] as number, leaves, phase.leaving);
    for (const peek of peeksOf(this.#elements, element)) {
      const slot = brief ? leaves : this.#free.next(Math.max(this.#firstSlot(peek, element), enters));
      if (slot === leaves) this.#placement.put(peek, slot, phase.leaving);
      else if (slot === enters) this.#entering.push([peek, slot]);
      else this.#placement.put(peek, slot, phase.between);
    }
    // Reversed later: the insertion goes before the peeks.
    if (!brief) this.#entering.push([insertRow[element] as number, enters]);
    const removal = removeRow[element] as number;
    if (removal !== -1) this.#placement.put(removal, leaves, phase.leaving);
    this.#free.fill(enters + 1, leaves - 1, element);
  }

  /** The row, and all elements that keep it from every slot, directly or by keeping others. */
  #refuse(row: number, violation: Violation, element: number): InvalidAnswer {
    const { insertRow, removeRow, value } = this.#elements;
    const culprits = new Set([row]);
    const pending = new Set<number>();
    const priority = (one: number): number => (one === -1 ? Number.POSITIVE_INFINITY : (value[one] as number));
    const addRow = (one: number, of: number): void => {
      culprits.add(one);
      for (const owner of this.#filling(one)) if (priority(owner) < priority(of)) pending.add(owner);
    };
    if (element !== -1) pending.add(element);
    addRow(row, element);
    // A set is gone through in the order in which it grows.
    for (const one of pending) {
      culprits.add(insertRow[one] as number);
      for (const peek of peeksOf(this.#elements, one)) addRow(peek, one);
      if (removeRow[one] !== -1) addRow(removeRow[one] as number, one);
    }
    return { verdict: 'invalid', culprits: [...culprits], violation };
  }

  /** The elements that fill slots of a row. */
  #filling(row: number): Set<number> {
    const { invoke, complete } = this.#elements.timeline;
    const last = Math.min(complete[row] as number, this.#end);
    const slots = this.#free.filledBy.subarray((invoke[row] as number) + 1, last + 1);
    return new Set(slots.filter((owner) => owner !== -1));
  }
}

function decidePriorityQueue(elements: Elements): ValidAnswer | InvalidAnswer {
  return new PriorityQueueCheck(elements).run();
}

/** An element must leave before one that goes after it is removed, after it arrived. */
function priorityDeadlines(elements: Elements, deadlines: Deadlines): void {
  const { count, value } = elements;
  const blocked = new BlockedRemovals(elements, deadlines);
  for (const element of numbersBy(count, value).toReversed()) {
    blocked.setDeadline(element);
    blocked.add(element);
  }
}

/** `containerKind` says what the operations are. Values are numbered by priority: what is removed first is the least. */
export function monitorPriorityQueue(operations: ObjectOperations): MonitorAnswer {
  const elements = elementsOf(operations);
  return isElements(elements) ? decideWithOpenRemovals(elements, decidePriorityQueue, priorityDeadlines) : elements;
}
