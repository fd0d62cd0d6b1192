/**
 * Events of a history at distinct ranks: what overlaps and what precedes is all that matters of their positions. With
 * distinct ranks, the time axis falls into slots: slot `s` is the time just before the event of rank `s`, and the last
 * slot, `end`, is after all events. An operation takes effect in one of the slots from `invoke + 1` to `complete`. All
 * proofs of the monitors speak of ranks and slots.
 */
import { never, type ObjectOperations } from './monitor.ts';

/** The rank of a completion that never came: after every event. */
export const endless = 0x7fff_fff0;
/** The rank of an event that is known not to have come: after everything, also after what may come at any time. */
export const absent = 0x7fff_fff8;

export interface Timeline {
  /** Number of events: ranks are 0 to `end - 1`. */
  readonly end: number;
  /** Rank of each row's invocation. */
  readonly invoke: Int32Array;
  /** Rank of each row's completion, or `endless`. */
  readonly complete: Int32Array;
  /** Events in order: the row of an invocation, -1 - the row of a completion. */
  readonly events: Int32Array;
}

const smallCount = 512;
const digitBits = 11;
const digitValues = 1 << digitBits;

function sortBySmallCount(items: Int32Array, key: Int32Array): Int32Array {
  return items.toSorted((left, right) => (key[left] as number) - (key[right] as number));
}

/** The items in ascending order of their keys, which are not negative; stable. Radix sort: O(n). */
export function sortedBy(items: Int32Array, key: Int32Array): Int32Array {
  let largest = 0;
  let sorted = true;
  let before = -1;
  for (const item of items) {
    const itsKey = key[item] as number;
    if (itsKey < before) sorted = false;
    if (itsKey > largest) largest = itsKey;
    before = itsKey;
  }
  if (sorted) return items;
  if (items.length < smallCount) return sortBySmallCount(items, key);
  let from = items;
  let to: Int32Array = new Int32Array(items.length);
  let spare: Int32Array | undefined;
  const starts = new Int32Array(digitValues);
  for (let shift = 0; shift < 31 && largest >>> shift > 0; shift += digitBits) {
    starts.fill(0);
    for (const item of from) {
      const digit = ((key[item] as number) >>> shift) % digitValues;
      starts[digit] = (starts[digit] as number) + 1;
    }
    let start = 0;
    for (let digit = 0; digit < digitValues; digit++) {
      const size = starts[digit] as number;
      starts[digit] = start;
      start += size;
    }
    for (const item of from) {
      const digit = ((key[item] as number) >>> shift) % digitValues;
      const position = starts[digit] as number;
      to[position] = item;
      starts[digit] = position + 1;
    }
    spare ??= new Int32Array(items.length);
    const filled = to;
    to = from === items ? spare : from;
    from = filled;
  }
  return from;
}

/** The numbers 0 to `count - 1`, in the order of their keys. */
export function numbersBy(count: number, key: Int32Array): Int32Array {
  const numbers = new Int32Array(count);
  for (let number = 0; number < count; number++) numbers[number] = number;
  return sortedBy(numbers, key);
}

/** Ranks of all events. At equal positions invocations come first, so that the operations overlap. O(n). */
export function timelineOf({
  count,
  invoke,
  complete,
}: Pick<ObjectOperations, 'count' | 'invoke' | 'complete'>): Timeline {
  const invocations = numbersBy(count, invoke);
  let completed = 0;
  const completing = new Int32Array(count);
  for (let row = 0; row < count; row++) if (complete[row] !== never) completing[completed++] = row;
  const completions = sortedBy(completing.subarray(0, completed), complete);
  const end = count + completed;
  const timeline: Timeline = {
    end,
    invoke: new Int32Array(count),
    complete: new Int32Array(count).fill(endless),
    events: new Int32Array(end),
  };
  let opened = 0;
  let closed = 0;
  for (let rank = 0; rank < end; rank++) {
    const opens =
      opened < count &&
      (closed === completed ||
        (invoke[invocations[opened] as number] as number) <= (complete[completions[closed] as number] as number));
    const row = (opens ? invocations[opened++] : completions[closed++]) as number;
    (opens ? timeline.invoke : timeline.complete)[row] = rank;
    timeline.events[rank] = opens ? row : -1 - row;
  }
  return timeline;
}
