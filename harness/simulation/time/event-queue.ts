/**
 * What is going to happen, in order of virtual time. A binary heap; events at the same instant happen in the order in
 * which they were scheduled, so the order never depends on the heap's shape. The times lie in an array of their own:
 * comparing two events then follows no pointer, which measured a third faster.
 */

/**
 * Something that happens once, at its time. What happens most, the arrival of a message, is a class of its own: an object is
 * cheaper than a function with what it closes over. `Call` is for everything else.
 */
export abstract class WorldEvent {
  /** The queue's: how many were scheduled before it. */
  sequence = -1;
  /** A cancelled event is skipped. */
  isCancelled = false;

  abstract happen(): void;
}

/** Any function, held on to until it was called or cancelled. */
export class Call extends WorldEvent {
  #run: (() => void) | null;

  constructor(run: () => void) {
    super();
    this.#run = run;
  }

  happen(): void {
    const run = this.#run;
    this.#run = null;
    run?.();
  }

  cancel(): void {
    this.isCancelled = true;
    this.#run = null;
  }
}

export class EventQueue {
  #times = new Float64Array(256);
  readonly #events: WorldEvent[] = [];
  #sequence = 0;
  #poppedTimeNs = 0;

  /** An event that was not scheduled before. O(log n). */
  push(timeNs: number, event: WorldEvent): void {
    event.sequence = this.#sequence++;
    const events = this.#events;
    let at = events.length;
    events.push(event);
    if (at === this.#times.length) this.#grow();
    const times = this.#times;
    // Nothing that is scheduled later comes before an event at the same instant.
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      if ((times[parentAt] as number) <= timeNs) break;
      times[at] = times[parentAt] as number;
      events[at] = events[parentAt] as WorldEvent;
      at = parentAt;
    }
    times[at] = timeNs;
    events[at] = event;
  }

  /** The earliest event that was not cancelled, or undefined if there is none. O(log n). */
  pop(): WorldEvent | undefined {
    while (this.#events.length > 0) {
      const event = this.#popAny();
      if (!event.isCancelled) return event;
    }
    return undefined;
  }

  /** When the event that `pop` answered last is due. */
  get poppedTimeNs(): number {
    return this.#poppedTimeNs;
  }

  #popAny(): WorldEvent {
    const events = this.#events;
    const first = events[0] as WorldEvent;
    this.#poppedTimeNs = this.#times[0] as number;
    const last = events.pop() as WorldEvent;
    if (events.length > 0) this.#sink(this.#times[events.length] as number, last);
    return first;
  }

  #sink(timeNs: number, event: WorldEvent): void {
    const times = this.#times;
    const events = this.#events;
    const count = events.length;
    let at = 0;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= count) break;
      if (childAt + 1 < count && this.#isBefore(childAt + 1, childAt)) childAt++;
      const childNs = times[childAt] as number;
      if (childNs > timeNs) break;
      const child = events[childAt] as WorldEvent;
      if (childNs === timeNs && child.sequence > event.sequence) break;
      times[at] = childNs;
      events[at] = child;
      at = childAt;
    }
    times[at] = timeNs;
    events[at] = event;
  }

  #isBefore(a: number, b: number): boolean {
    const aNs = this.#times[a] as number;
    const bNs = this.#times[b] as number;
    if (aNs !== bNs) return aNs < bNs;
    return (this.#events[a] as WorldEvent).sequence < (this.#events[b] as WorldEvent).sequence;
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#times.length);
    larger.set(this.#times);
    this.#times = larger;
  }
}
