/**
 * When can a container have been empty? An element is certainly there in the slots after it arrived and until it left
 * (the last, bad pattern of Henzinger, Sezgin and Vafeiadis 2013, "Aspect-oriented linearizability proofs", VWit). An
 * operation that found the container empty is possible only if one of its slots is free of elements; then it takes
 * effect in the first free one, the `cut`.
 *
 * Necessary: say elements a1, a2, ... cover all its slots, each arriving before the one before it left. a1 arrived before
 * the operation began, so a1 was inserted, hence removed, before it took effect. Then a2, inserted before a1 was removed,
 * was also inserted and hence removed before it, and so on; but the last one left only after the operation had completed.
 * That it suffices is shown for each container where the cut is used.
 */
import type { InvalidAnswer } from './monitor.ts';
import { rowsOfElement, type Elements } from './elements.ts';

export interface Cuts {
  /** Rows that found the container empty, by the slots of their cuts. */
  readonly rows: Int32Array;
  /** Ascending: where each of these rows takes effect. */
  readonly slots: Int32Array;
}

/** For each slot the first one from there on that no element certainly fills; `end + 1` if there is none. */
function freeSlots({ count, arrived, left, timeline }: Elements): Int32Array {
  const { end } = timeline;
  const entering = new Int32Array(end + 2);
  for (let element = 0; element < count; element++) {
    const from = arrived[element] as number;
    const to = left[element] as number;
    if (from >= to) continue;
    entering[from + 1] = (entering[from + 1] as number) + 1;
    if (to < end) entering[to + 1] = (entering[to + 1] as number) - 1;
  }
  let there = 0;
  for (let slot = 0; slot <= end; slot++) {
    there += entering[slot] as number;
    entering[slot] = there;
  }
  let free = end + 1;
  for (let slot = end; slot >= 0; slot--) {
    if (entering[slot] === 0) free = slot;
    entering[slot] = free;
  }
  entering[end + 1] = end + 1;
  return entering;
}

/**
 * The fewest of the given elements that together fill the slots from `first` to `last`, each there before the one before
 * it left. The elements fill them; O(n log n).
 */
export function coveringChain(
  candidates: Int32Array,
  spans: Pick<Elements, 'arrived' | 'left'>,
  first: number,
  last: number,
): number[] {
  const { arrived, left } = spans;
  const byArrival = candidates.toSorted((one, other) => (arrived[one] as number) - (arrived[other] as number));
  const chain: number[] = [];
  let filledUntil = first - 1;
  let longest = -1;
  let position = 0;
  while (filledUntil < last) {
    for (; position < byArrival.length; position++) {
      const element = byArrival[position] as number;
      if ((arrived[element] as number) > filledUntil) break;
      if (longest === -1 || (left[element] as number) > (left[longest] as number)) longest = element;
    }
    if (longest === -1 || (left[longest] as number) <= filledUntil)
      throw new RangeError(`slot ${filledUntil + 1} is free`);
    chain.push(longest);
    filledUntil = left[longest] as number;
  }
  return chain;
}

/** Where each operation that found the container empty takes effect, or why one of them cannot have. O(n log n). */
export function cutsOf(elements: Elements): Cuts | InvalidAnswer {
  const { emptyRows, timeline, count } = elements;
  const { invoke, complete } = timeline;
  const slots = new Int32Array(emptyRows.length);
  if (slots.length === 0) return { rows: emptyRows, slots };
  const free = freeSlots(elements);
  for (const [position, row] of emptyRows.entries()) {
    const first = (invoke[row] as number) + 1;
    const last = complete[row] as number;
    const slot = free[first] as number;
    slots[position] = slot;
    if (slot <= last) continue;
    const all = Int32Array.from({ length: count }, (_, element) => element);
    const chain = coveringChain(all, elements, first, last);
    const culprits = [row, ...chain.flatMap((element) => rowsOfElement(elements, element))];
    return { verdict: 'invalid', culprits, violation: 'never-empty' };
  }
  // Rows are in the order of their invocations, and so already in the order of their slots.
  return { rows: emptyRows, slots };
}
