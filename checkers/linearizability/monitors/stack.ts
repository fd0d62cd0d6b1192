/**
 * Stacks in which each element is pushed once (Abdulla and others 2025, "Efficient linearizability monitoring", PLDI; Lee
 * and Mathur 2025, "Efficient decrease-and-conquer linearizability monitoring", OOPSLA). O(n log n).
 *
 * An element that may have been there for no time at all (`left` before `arrived`) is pushed, seen and popped at once in
 * some slot between, whatever the others do: it is left out, and put back into the order that was found. The others each fill
 * the slots after `arrived` until `left`; a maximal run of filled slots belongs to a set of elements, a component.
 *
 * Components are independent: in the slot between two, every operation of the earlier one has been invoked, and none of
 * the later one need have completed; so nothing in the later one precedes anything in the earlier one, and orders of the
 * two, one after the other, are an order of both. For the same reason operations that found the stack empty go into free
 * slots (emptiness.ts).
 *
 * In a component some element is the lowest: pushed first, popped last. For if its order fell into two parts, one after
 * the other, then the latest invocation of the first part would come before the earliest completion of the second (which
 * follows it in the order), and the slot between them would be free. An element can be the lowest exactly if its push was
 * invoked before any element of the component arrived, and its pop completes after every one left. If one can be the
 * lowest, it may be: the rest is linearizable if the whole is, and goes between its push and its pop. So take it out, and
 * go on with the components that the rest falls into. If none can, there is no order: and then none can among the
 * elements of a chain that fills the slots from the first arrival to the last leaving, which shows it.
 *
 * A peek sees the element on top. Of the lowest element of a component it needs a slot that the rest of the component does
 * not fill: like a finding of emptiness, as far as the rest is concerned. So an element can be the lowest only if each of
 * its peeks has such a slot, and the argument stays the same. As elements below it are taken out, fewer slots are filled:
 * an element that could not be the lowest for its peeks may be later. To look again and again at the same ones could take
 * quadratic time, so that is bounded, and beyond the bound the answer is `null`.
 */
import type { InvalidAnswer, MonitorAnswer, ObjectOperations } from './monitor.ts';
import { Coverage, Greatest } from './coverage.ts';
import { elementsOf, isElements, peeksOf, rowsOfElement, type Elements } from './elements.ts';
import { coveringChain, cutsOf, type Cuts } from './emptiness.ts';
import { decideWithOpenRemovals } from './open-removals.ts';
import { BlockedRemovals, type Deadlines } from './removal-deadlines.ts';
import { stackCorners, type StackCorners } from './stack-corners.ts';
import { absent, numbersBy, sortedBy } from './timeline.ts';

/** An element that is never popped can be popped after all others. */
const neverPopped = absent + 1;
/** How often an element, on average, may turn out not to be the lowest because of its peeks. */
const mostSetbacks = 20;

/** An element that was pushed and not yet popped. */
interface Open {
  readonly element: number;
  /** The gap after its component. */
  readonly closing: number;
  /** Its peeks and their gaps, in order; those from `next` on are to come. */
  readonly peeks: readonly { readonly row: number; readonly gap: number }[];
  nextPeek: number;
}

class StackCheck {
  readonly #elements: Elements;
  readonly #cuts: Cuts;
  readonly #corners: StackCorners;
  readonly #coverage: Coverage;
  /** When those elements were popped that can be pushed first, by place. */
  readonly #popped: Greatest;
  readonly #takenOut: Uint8Array;
  readonly #open: Open[] = [];
  readonly #rows: Int32Array;
  #length = 0;
  #setbacks: number;

  constructor(elements: Elements, cuts: Cuts) {
    this.#elements = elements;
    this.#cuts = cuts;
    this.#corners = stackCorners(elements);
    const { lasting, filled } = this.#corners;
    this.#coverage = new Coverage(filled);
    this.#popped = new Greatest(Math.max(1, lasting.length));
    this.#takenOut = new Uint8Array(lasting.length);
    this.#rows = new Int32Array(elements.timeline.invoke.length);
    this.#setbacks = mostSetbacks * (lasting.length + 1);
  }

  run(): MonitorAnswer {
    const { inserting } = this.#elements;
    const { lasting, arrival, leaving, rank } = this.#corners;
    const place = new Int32Array(this.#elements.count);
    for (const [position, element] of lasting.entries()) place[element] = position;
    const byPush = sortedBy(lasting.slice(), inserting);
    let pushable = 0;
    let cut = 0;
    let first = 0;
    for (let step = 0; step < lasting.length; step++) {
      while (this.#takenOut[first] === 1) first++;
      const corner = arrival[first] as number;
      const arriving = rank[corner] as number;
      this.#close(corner);
      for (; cut < this.#cuts.rows.length && (this.#cuts.slots[cut] as number) <= arriving; cut++)
        this.#put(this.#cuts.rows[cut] as number);
      for (; pushable < byPush.length; pushable++) {
        const element = byPush[pushable] as number;
        if ((inserting[element] as number) >= arriving) break;
        this.#popped.set(place[element] as number, this.#poppedAt(element));
      }
      const gap = this.#coverage.nextBare(corner + 1);
      const lowest = this.#lowest(first, gap);
      if (lowest === null) return null;
      if (lowest === -1) return this.#notNested(first, gap);
      this.#takenOut[lowest] = 1;
      this.#popped.set(lowest, -1);
      this.#push(lowest, corner, gap);
      this.#coverage.takeOut((arrival[lowest] as number) + 1, leaving[lowest] as number);
    }
    this.#close(Number.POSITIVE_INFINITY);
    for (; cut < this.#cuts.rows.length; cut++) this.#put(this.#cuts.rows[cut] as number);
    return { verdict: 'valid', order: this.#withBrief() };
  }

  #put(row: number): void {
    this.#rows[this.#length++] = row;
  }

  #poppedAt(element: number): number {
    const removed = this.#elements.removed[element] as number;
    return removed === absent ? neverPopped : removed;
  }

  /** Pops what was open only until this corner, and puts peeks that come before it. */
  #close(corner: number): void {
    for (let top = this.#open.at(-1); top !== undefined; top = this.#open.at(-1)) {
      const closes = top.closing <= corner;
      for (; top.nextPeek < top.peeks.length; top.nextPeek++) {
        const peek = top.peeks[top.nextPeek];
        if (peek === undefined || (!closes && peek.gap > corner)) break;
        this.#put(peek.row);
      }
      if (!closes) return;
      this.#open.pop();
      const row = this.#elements.removeRow[top.element] as number;
      if (row !== -1) this.#put(row);
    }
  }

  #push(place: number, corner: number, closing: number): void {
    const element = this.#corners.lasting[place] as number;
    const peeks = Array.from(peeksOf(this.#elements, element), (row) => ({
      row,
      gap: this.#gapOf(row, place, corner, closing),
    }));
    this.#put(this.#elements.insertRow[element] as number);
    // Stable: peeks of one gap stay in the order of their invocations.
    peeks.sort((one, other) => one.gap - other.gap);
    this.#open.push({ element, closing, peeks, nextPeek: 0 });
  }

  /** The place of an element that can be the lowest of the component until the gap; -1 if none can; null if it takes too long. */
  #lowest(first: number, gap: number): number | null {
    const { count, arrivedBefore, rank, lasting, arrival } = this.#corners;
    const last = (arrivedBefore[gap] as number) - 1;
    const lastLeaving = gap > count ? absent : (rank[gap - 1] as number);
    const setBack: number[] = [];
    let lowest = -1;
    for (;;) {
      const place = this.#popped.find(first, last);
      if (place === -1 || this.#poppedAt(lasting[place] as number) <= lastLeaving) break;
      if (this.#blockingPeek(place, arrival[first] as number, gap) === undefined) {
        lowest = place;
        break;
      }
      setBack.push(place);
      this.#popped.set(place, -1);
    }
    for (const place of setBack) this.#popped.set(place, this.#poppedAt(lasting[place] as number));
    this.#setbacks -= setBack.length;
    return this.#setbacks < 0 ? null : lowest;
  }

  /** A peek of the element that has no gap if the element is the lowest of the component from the corner to the gap. */
  #blockingPeek(place: number, corner: number, closing: number): number | undefined {
    for (const row of peeksOf(this.#elements, this.#corners.lasting[place] as number)) {
      if (this.#gapOf(row, place, corner, closing) === -1) return row;
    }
    return undefined;
  }

  /** A gap of a peek that no other element of the component fills; -1 if there is none. */
  #gapOf(row: number, place: number, corner: number, closing: number): number {
    const { gapOfSlot, arrival, leaving } = this.#corners;
    const { timeline } = this.#elements;
    const from = gapOfSlot[(timeline.invoke[row] as number) + 1] as number;
    const to = gapOfSlot[timeline.complete[row] as number] as number;
    if (from <= corner) return corner;
    if (to >= closing) return closing;
    const first = Math.max(from, (arrival[place] as number) + 1);
    const last = Math.min(to, leaving[place] as number);
    if (first > last) return -1;
    const gap = this.#coverage.leastCovered(first, last);
    return this.#coverage.at(gap) === 1 ? gap : -1;
  }

  /** A few elements of the component none of which can be the lowest even among these. */
  #notNested(first: number, gap: number): InvalidAnswer {
    const { arrived, left, inserting, timeline } = this.#elements;
    const { lasting, arrival, count, rank, arrivedBefore } = this.#corners;
    const places = lasting
      .map((_, place) => place)
      .filter((place) => place >= first && place < (arrivedBefore[gap] as number) && this.#takenOut[place] === 0);
    const members = places.map((place) => lasting[place] as number);
    const begin = arrived[lasting[first] as number] as number;
    const end = gap > count ? absent : (rank[gap - 1] as number);
    const spans = { arrived, left };
    const few = new Set(coveringChain(members, spans, begin + 1, Math.min(end, timeline.end)));
    const rows = new Set<number>();
    // A set is gone through in the order in which it grows.
    for (const element of few) {
      for (const row of rowsOfElement(this.#elements, element)) rows.add(row);
      if ((inserting[element] as number) >= begin || this.#poppedAt(element) <= end) continue;
      const place = places[members.indexOf(element)] as number;
      const peek = this.#blockingPeek(place, arrival[first] as number, gap) as number;
      rows.add(peek);
      const others = members.filter((other) => other !== element);
      const filling = coveringChain(
        others,
        spans,
        (timeline.invoke[peek] as number) + 1,
        timeline.complete[peek] as number,
      );
      for (const other of filling) few.add(other);
    }
    return { verdict: 'invalid', culprits: [...rows], violation: 'not-nested' };
  }

  /**
   * The order with the elements that may have been there for no time. Each goes, at once, before the first operation
   * that was invoked after it may be popped. What comes before was invoked earlier; what comes after does not complete
   * before that operation was invoked, as the order keeps real time.
   */
  #withBrief(): Int32Array {
    const { count, arrived, left, insertRow, removeRow, timeline } = this.#elements;
    const found = this.#rows.slice(0, this.#length);
    const brief = numbersBy(count, left).filter((element) => (left[element] as number) < (arrived[element] as number));
    if (brief.length === 0) return found;
    this.#length = 0;
    let next = 0;
    const putBrief = (before: number): void => {
      for (; next < brief.length; next++) {
        const element = brief[next] as number;
        if ((left[element] as number) >= before) break;
        this.#put(insertRow[element] as number);
        for (const peek of peeksOf(this.#elements, element)) this.#put(peek);
        this.#put(removeRow[element] as number);
      }
    };
    for (const row of found) {
      putBrief(timeline.invoke[row] as number);
      this.#put(row);
    }
    putBrief(absent);
    return this.#rows.slice(0, this.#length);
  }
}

function decideStack(elements: Elements): MonitorAnswer {
  const cuts = cutsOf(elements);
  return 'verdict' in cuts ? cuts : new StackCheck(elements, cuts).run();
}

/** An element must leave before one is popped, after it arrived, that certainly was pushed before. */
function stackDeadlines(elements: Elements, deadlines: Deadlines): void {
  const { count, inserting, arrived } = elements;
  const blocked = new BlockedRemovals(elements, deadlines);
  const byArrival = numbersBy(count, arrived);
  let below = 0;
  for (const element of numbersBy(count, inserting)) {
    for (; below < count; below++) {
      const candidate = byArrival[below] as number;
      if ((arrived[candidate] as number) >= (inserting[element] as number)) break;
      blocked.add(candidate);
    }
    blocked.setDeadline(element);
  }
}

/** `containerKind` says what the operations are. */
export function monitorStack(operations: ObjectOperations): MonitorAnswer {
  const elements = elementsOf(operations);
  return isElements(elements) ? decideWithOpenRemovals(elements, decideStack, stackDeadlines) : elements;
}
