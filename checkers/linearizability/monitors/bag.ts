/**
 * Unordered queues (bags). If each element is inserted once, elements have nothing to do with one another but that all
 * must be out when the bag was found empty: the history is linearizable exactly if no element is observed before it was
 * inserted (elements.ts) and each finding of emptiness has a free slot, its cut (emptiness.ts). An element then takes
 * its place by its times: inserted in the slot of `arrived`, removed in the first slot in which that may be, observed in
 * between; a cut lies in none of their spans. O(n), after sorting.
 *
 * With equal elements, but no finding of emptiness, count them: inserting as early and removing as late as possible is
 * best, so it suffices that at each completion of a removal there are enough insertions invoked before. O(n).
 */
import {
  containerKind,
  empty,
  never,
  unknown,
  type InvalidAnswer,
  type MonitorAnswer,
  type ObjectOperations,
  type ValidAnswer,
} from './monitor.ts';
import { elementsOf, isElements, peeksOf, type Elements } from './elements.ts';
import { cutsOf } from './emptiness.ts';
import { decideWithOpenRemovals } from './open-removals.ts';
import { Placement } from './placement.ts';
import { timelineOf, type Timeline } from './timeline.ts';

/** In the order in which operations of one slot take effect. */
const phase = {
  laterPeek: 0,
  removal: 1,
  briefInsertion: 2,
  briefPeek: 3,
  briefRemoval: 4,
  cut: 5,
  insertion: 6,
  firstPeek: 7,
} as const;

function placeElement(elements: Elements, element: number, placement: Placement): void {
  const { arrived, left, insertRow, removeRow, timeline } = elements;
  const arrival = arrived[element] as number;
  const departure = (left[element] as number) + 1;
  const brief = departure <= arrival;
  placement.put(
    insertRow[element] as number,
    brief ? departure : arrival,
    brief ? phase.briefInsertion : phase.insertion,
  );
  for (const peek of peeksOf(elements, element)) {
    const slot = brief ? departure : Math.max(arrival, (timeline.invoke[peek] as number) + 1);
    const later = slot > arrival ? phase.laterPeek : phase.firstPeek;
    placement.put(peek, slot, brief ? phase.briefPeek : later);
  }
  const removal = removeRow[element] as number;
  if (removal !== -1) placement.put(removal, departure, brief ? phase.briefRemoval : phase.removal);
}

function decideBag(elements: Elements): ValidAnswer | InvalidAnswer {
  const cuts = cutsOf(elements);
  if ('verdict' in cuts) return cuts;
  const placement = new Placement(elements.timeline.invoke.length);
  for (let element = 0; element < elements.count; element++) placeElement(elements, element, placement);
  for (const [position, row] of cuts.rows.entries()) placement.put(row, cuts.slots[position] as number, phase.cut);
  return { verdict: 'valid', order: placement.order() };
}

/** Those of its value that count for the removal that completes at this rank: none is left for it. */
function tooFew(operations: ObjectOperations, { invoke, complete }: Timeline, row: number): InvalidAnswer {
  const rank = complete[row] as number;
  const culprits: number[] = [];
  for (let other = 0; other < operations.count; other++) {
    if (operations.value[other] !== operations.value[row]) continue;
    const inserts = operations.kind[other] === containerKind.insert;
    if (((inserts ? invoke : complete)[other] as number) <= rank) culprits.push(other);
  }
  return { verdict: 'invalid', culprits, violation: culprits.length === 1 ? 'never-inserted' : 'removed-twice' };
}

/** Equal elements; nobody peeked or found the bag empty. */
function countElements(operations: ObjectOperations): MonitorAnswer {
  const { count, kind, value, complete } = operations;
  for (let row = 0; row < count; row++) {
    if (kind[row] === containerKind.insert) continue;
    if (kind[row] === containerKind.peek) return null;
    if (complete[row] === never ? value[row] !== unknown : value[row] === empty || value[row] === unknown) return null;
  }
  const timeline = timelineOf(operations);
  const there = new Map<number, number>();
  const placement = new Placement(count);
  for (const [rank, event] of timeline.events.entries()) {
    const row = event < 0 ? -1 - event : event;
    const inserts = kind[row] === containerKind.insert;
    // Insertions count when they are invoked, removals when they complete.
    if (inserts !== event >= 0) continue;
    const element = value[row] as number;
    const now = (there.get(element) ?? 0) + (inserts ? 1 : -1);
    if (now < 0) return tooFew(operations, timeline, row);
    there.set(element, now);
    placement.put(row, inserts ? rank + 1 : rank, inserts ? phase.removal - 1 : phase.removal);
  }
  return { verdict: 'valid', order: placement.order() };
}

/** `containerKind` says what the operations are. */
export function monitorBag(operations: ObjectOperations): MonitorAnswer {
  const elements = elementsOf(operations);
  if (elements === null) return countElements(operations);
  if (!isElements(elements)) return elements;
  return decideWithOpenRemovals(elements, decideBag, () => {});
}
