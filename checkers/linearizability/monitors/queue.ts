/**
 * FIFO queues in which each element is enqueued once (Gibbons and Korach 1997, section 5.2; Henzinger, Sezgin and
 * Vafeiadis 2013; Emmi, Enea and Hamza 2015, "Monitoring refinement via symbolic reasoning"; the way of removing one
 * element after another is that of Lee and Mathur 2025, "Efficient decrease-and-conquer linearizability monitoring").
 * `peek` sees the head. O(n), after sorting.
 *
 * Theorem. Say a goes before b if an enqueue of a precedes that of b (`arrived` of a before `inserting` of b), or some
 * peek or dequeue of a precedes one of b (`firstSeen` of a before `left` of b). With times tightened, and each operation
 * that found the queue empty able to (emptiness.ts), the history is linearizable exactly if this relation has no cycle.
 *
 * A cycle forbids an order: the queue lets elements through one after another, through its tail as through its head.
 * Given an order of the elements that extends the relation, enqueue them in this order, and observe them in this order,
 * each one's peeks and removal by their invocations. This leaves only the interleaving of the two sequences. They must
 * keep each element's enqueue before its first observation, and real time. No cycle can come of that: if an observation
 * of j precedes the enqueue of i, then `arrived` of j <= `firstSeen` of j < `inserting` of i, so j is before i. If
 * moreover the enqueue of k, at or after i, precedes an observation of l, at or before j, then `inserting` of i <=
 * `arrived` of k (else k is before i), so the observation of j precedes that of l: l is j, and l's comes later in it.
 * A cut at slot t goes after the elements that arrived before t and before all others. None of the others is before
 * one of these: neither `arrived` > t nor `firstSeen` >= `arrived` > t precedes what was invoked before t; and these
 * were all invoked before t, as nobody was certainly there at t.
 *
 * Some element with no element before it is always among three: x, the first to have arrived, and y and z, the first two
 * to be seen. If x is not free, some f < `left` of x, so y (or z, if x is y) is before x. If y is not free either, then x
 * is before y by enqueue, or z is before y. If z is not, then x or y is before z. So if none is free there is a cycle
 * among these three. Before a cut, one of those that belong before it is chosen: x is, and whatever is before it.
 */
import type { InvalidAnswer, MonitorAnswer, ObjectOperations, ValidAnswer } from './monitor.ts';
import { elementsOf, isElements, rowsOfElement, type Elements } from './elements.ts';
import { cutsOf, type Cuts } from './emptiness.ts';
import { decideWithOpenRemovals } from './open-removals.ts';
import { setDeadline, type Deadlines } from './removal-deadlines.ts';
import { absent, numbersBy } from './timeline.ts';

/** Numbers in a given order, from which any can be taken out in O(1). */
class Line {
  readonly #next: Int32Array;
  readonly #before: Int32Array;
  readonly #nobody: number;

  constructor(order: Int32Array) {
    const nobody = order.length;
    this.#nobody = nobody;
    this.#next = new Int32Array(nobody + 1);
    this.#before = new Int32Array(nobody + 1);
    let last = nobody;
    for (const one of order) {
      this.#next[last] = one;
      this.#before[one] = last;
      last = one;
    }
    this.#next[last] = nobody;
    this.#before[nobody] = last;
  }

  /** The number of members ever if the line is empty. */
  get first(): number {
    return this.#next[this.#nobody] as number;
  }

  after(one: number): number {
    return this.#next[one] as number;
  }

  takeOut(one: number): void {
    const next = this.#next[one] as number;
    const before = this.#before[one] as number;
    this.#next[before] = next;
    this.#before[next] = before;
  }
}

/** An order of the elements, or a few among which there is a cycle. */
function elementOrder(elements: Elements): { readonly order: Int32Array } | { readonly cycle: number[] } {
  const { count, inserting, arrived, firstSeen, left } = elements;
  const arriving = new Line(numbersBy(count, arrived));
  const seen = new Line(numbersBy(count, firstSeen));
  const order = new Int32Array(count);
  for (let position = 0; position < count; position++) {
    const x = arriving.first;
    const y = seen.first;
    const z = seen.after(y);
    const arrivedFirst = arrived[x] as number;
    const seenFirst = firstSeen[y] as number;
    const seenSecond = z === count ? absent : (firstSeen[z] as number);
    let free: number;
    if ((left[x] as number) <= seenFirst) free = x;
    else if ((inserting[y] as number) <= arrivedFirst && (left[y] as number) <= seenSecond) free = y;
    else if (z !== count && (inserting[z] as number) <= arrivedFirst && (left[z] as number) <= seenFirst) free = z;
    else return { cycle: cycleAmong(elements, x, y, z) };
    order[position] = free;
    arriving.takeOut(free);
    seen.takeOut(free);
  }
  return { order };
}

/** Two of the three if they suffice. */
function cycleAmong(elements: Elements, x: number, y: number, z: number): number[] {
  const { inserting, arrived, firstSeen, left, count } = elements;
  const before = (one: number, other: number): boolean =>
    one !== other &&
    ((arrived[one] as number) < (inserting[other] as number) || (firstSeen[one] as number) < (left[other] as number));
  const three = [...new Set([x, y, z])].filter((element) => element !== count);
  for (const one of three) {
    const other = three.find((candidate) => before(one, candidate) && before(candidate, one));
    if (other !== undefined) return [one, other];
  }
  return three;
}

/** Observations in the order of their elements: each one's peeks, then its removal. */
function observationsInOrder(
  elements: Elements,
  order: Int32Array,
): { readonly rows: Int32Array; readonly start: Int32Array } {
  const { peekRows, peekStart, removeRow, count } = elements;
  const rows = new Int32Array(count + peekRows.length);
  const start = new Int32Array(count + 1);
  let length = 0;
  for (const [position, element] of order.entries()) {
    const end = peekStart[element + 1] as number;
    for (let peek = peekStart[element] as number; peek < end; peek++) rows[length++] = peekRows[peek] as number;
    if (removeRow[element] !== -1) rows[length++] = removeRow[element] as number;
    start[position + 1] = length;
  }
  return { rows: rows.subarray(0, length), start };
}

/** The least of these ranks from each position on, and `absent` after the last. */
function leastFrom(numbers: Int32Array, ranks: Int32Array): Int32Array {
  const least = new Int32Array(numbers.length + 1).fill(absent);
  for (let position = numbers.length - 1; position >= 0; position--) {
    const rank = ranks[numbers[position] as number] as number;
    least[position] = Math.min(least[position + 1] as number, rank);
  }
  return least;
}

/** How many elements go before each cut. */
function elementsBeforeCuts({ arrived }: Elements, order: Int32Array, { slots }: Cuts): Int32Array {
  let before = 0;
  return slots.map((slot) => {
    while (before < order.length && (arrived[order[before] as number] as number) < slot) before++;
    return before;
  });
}

/** All operations in order, given an order of the elements that extends the relation. O(n). */
function interleave(elements: Elements, order: Int32Array, cuts: Cuts): Int32Array {
  const { arrived, inserting, insertRow, timeline } = elements;
  const { rows: observations, start } = observationsInOrder(elements, order);
  const seenFrom = leastFrom(observations, timeline.complete);
  const arrivedFrom = leastFrom(order, arrived);
  const beforeCuts = elementsBeforeCuts(elements, order, cuts);
  const result = new Int32Array(order.length + observations.length + cuts.rows.length);
  let enqueued = 0;
  let observed = 0;
  let cut = 0;
  for (let length = 0; length < result.length; length++) {
    const untilCut = beforeCuts[cut] ?? order.length;
    const next = order[enqueued];
    if (cut < beforeCuts.length && enqueued === untilCut && observed === start[untilCut]) {
      result[length] = cuts.rows[cut++] as number;
    } else if (
      next !== undefined &&
      enqueued < untilCut &&
      (seenFrom[observed] as number) >= (inserting[next] as number)
    ) {
      result[length] = insertRow[next] as number;
      enqueued++;
    } else {
      const row = observations[observed] as number;
      if (
        observed >= (start[enqueued] as number) ||
        (arrivedFrom[enqueued] as number) < (timeline.invoke[row] as number)
      )
        throw new Error(`the order of the elements leaves no place for row ${row}`);
      result[length] = row;
      observed++;
    }
  }
  return result;
}

function decideQueue(elements: Elements): ValidAnswer | InvalidAnswer {
  const cuts = cutsOf(elements);
  if ('verdict' in cuts) return cuts;
  const found = elementOrder(elements);
  if ('order' in found) return { verdict: 'valid', order: interleave(elements, found.order, cuts) };
  const culprits = found.cycle.flatMap((element) => rowsOfElement(elements, element));
  return { verdict: 'invalid', culprits, violation: 'order' };
}

/** An element must leave before one that was enqueued after it is observed. */
function queueDeadlines({ count, inserting, arrived, firstSeen, timeline }: Elements, deadlines: Deadlines): void {
  const byInserting = numbersBy(count, inserting);
  let later = count - 1;
  let least = absent;
  for (const element of numbersBy(count, arrived).toReversed()) {
    for (; later >= 0; later--) {
      const candidate = byInserting[later] as number;
      if ((inserting[candidate] as number) <= (arrived[element] as number)) break;
      least = Math.min(least, firstSeen[candidate] as number);
    }
    if (least !== absent) setDeadline(deadlines, element, least, -1 - (timeline.events[least] as number));
  }
}

/** `containerKind` says what the operations are. */
export function monitorQueue(operations: ObjectOperations): MonitorAnswer {
  const elements = elementsOf(operations);
  return isElements(elements) ? decideWithOpenRemovals(elements, decideQueue, queueDeadlines) : elements;
}
