/**
 * What is going to happen, in order of virtual time. A binary heap; events at the same instant happen in the order in
 * which they were scheduled, so the order never depends on the heap's shape.
 */

export interface ScheduledEvent {
  readonly timeNs: number;
  readonly sequence: number;
  /** Null once cancelled or run: a cancelled event is skipped, and holds on to nothing. */
  run: (() => void) | null;
}

function isBefore(a: ScheduledEvent, b: ScheduledEvent): boolean {
  return a.timeNs < b.timeNs || (a.timeNs === b.timeNs && a.sequence < b.sequence);
}

export class EventQueue {
  readonly #heap: ScheduledEvent[] = [];
  #sequence = 0;

  /** O(log n). To cancel the event, set its `run` to null. */
  push(timeNs: number, run: () => void): ScheduledEvent {
    const event: ScheduledEvent = { timeNs, sequence: this.#sequence++, run };
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt] as ScheduledEvent;
      if (!isBefore(event, parent)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = event;
    return event;
  }

  /** The earliest event that was not cancelled, or undefined if there is none. O(log n). */
  pop(): ScheduledEvent | undefined {
    while (this.#heap.length > 0) {
      const event = this.#popAny();
      if (event.run !== null) return event;
    }
    return undefined;
  }

  #popAny(): ScheduledEvent {
    const heap = this.#heap;
    const first = heap[0] as ScheduledEvent;
    const last = heap.pop() as ScheduledEvent;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(event: ScheduledEvent): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= heap.length) break;
      const right = heap[childAt + 1];
      if (right !== undefined && isBefore(right, heap[childAt] as ScheduledEvent)) childAt++;
      const child = heap[childAt] as ScheduledEvent;
      if (!isBefore(child, event)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = event;
  }
}
