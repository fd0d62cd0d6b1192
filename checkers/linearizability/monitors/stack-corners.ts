/**
 * The elements of a stack that were certainly there for some time, on a time axis that has only their arrivals and
 * leavings: the corners. Gap `g` is the time just before corner `g`; such an element fills the gaps after the corner of its
 * arrival until that of its leaving.
 */
import type { Elements } from './elements.ts';
import { absent, numbersBy } from './timeline.ts';

export interface StackCorners {
  /** Number of corners. An element that never leaves fills the gap after all corners, too. */
  readonly count: number;
  /** The elements, by arrival. Their positions here are their places. */
  readonly lasting: Int32Array;
  /** By place: the corner of the arrival, and that of the leaving; `count` if it never leaves. */
  readonly arrival: Int32Array;
  readonly leaving: Int32Array;
  /** Rank of each corner. */
  readonly rank: Int32Array;
  /** The gap of each slot. */
  readonly gapOfSlot: Int32Array;
  /** How many elements arrived before each gap. */
  readonly arrivedBefore: Int32Array;
  /** How many elements fill each gap. One more gap at the end is never filled. */
  readonly filled: Int32Array;
}

/** O(n), after sorting. */
export function stackCorners({ count: elementCount, arrived, left, timeline }: Elements): StackCorners {
  const lasting = numbersBy(elementCount, arrived).filter(
    (element) => (arrived[element] as number) < (left[element] as number),
  );
  const isCorner = new Uint8Array(timeline.end);
  for (const element of lasting) {
    isCorner[arrived[element] as number] = 1;
    if (left[element] !== absent) isCorner[left[element] as number] = 1;
  }
  let count = 0;
  const gapOfSlot = new Int32Array(timeline.end + 1);
  for (let slot = 0; slot <= timeline.end; slot++) {
    gapOfSlot[slot] = count;
    if (isCorner[slot] === 1) count++;
  }
  const rank = new Int32Array(count);
  for (let slot = 0; slot < timeline.end; slot++) if (isCorner[slot] === 1) rank[gapOfSlot[slot] as number] = slot;
  const cornerOf = (event: number): number => (event === absent ? count : (gapOfSlot[event] as number));
  const arrival = lasting.map((element) => cornerOf(arrived[element] as number));
  const leaving = lasting.map((element) => cornerOf(left[element] as number));
  const filled = new Int32Array(count + 2);
  const arrivedBefore = new Int32Array(count + 2);
  for (const [place, from] of arrival.entries()) {
    const to = leaving[place] as number;
    arrivedBefore[from + 1] = 1;
    filled[from + 1] = (filled[from + 1] as number) + 1;
    filled[to + 1] = (filled[to + 1] as number) - 1;
  }
  for (let gap = 1; gap < filled.length; gap++) {
    filled[gap] = (filled[gap] as number) + (filled[gap - 1] as number);
    arrivedBefore[gap] = (arrivedBefore[gap] as number) + (arrivedBefore[gap - 1] as number);
  }
  return { count, lasting, arrival, leaving, rank, gapOfSlot, arrivedBefore, filled };
}
