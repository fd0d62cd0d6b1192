/**
 * What is going to happen, in order of virtual time. A binary heap; events at the same instant happen in the order in
 * which they were scheduled, so the order never depends on the heap's shape. The times lie in an array of their own:
 * comparing two events then follows no pointer, which measured a third faster.
 */

export interface ScheduledEvent {
  readonly sequence: number;
  /** Null once cancelled or run: a cancelled event is skipped, and holds on to nothing. */
  run: (() => void) | null;
}

export class EventQueue {
  #times = new Float64Array(256);
  readonly #events: ScheduledEvent[] = [];
  #sequence = 0;
  #poppedTimeNs = 0;

  /** O(log n). To cancel the event, set its `run` to null. */
  push(timeNs: number, run: () => void): ScheduledEvent {
    const event: ScheduledEvent = { sequence: this.#sequence++, run };
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
      events[at] = events[parentAt] as ScheduledEvent;
      at = parentAt;
    }
    times[at] = timeNs;
    events[at] = event;
    return event;
  }

  /** The earliest event that was not cancelled, or undefined if there is none. O(log n). */
  pop(): ScheduledEvent | undefined {
    while (this.#events.length > 0) {
      const event = this.#popAny();
      if (event.run !== null) return event;
    }
    return undefined;
  }

  /** When the event that `pop` answered last is due. */
  get poppedTimeNs(): number {
    return this.#poppedTimeNs;
  }

  #popAny(): ScheduledEvent {
    const events = this.#events;
    const first = events[0] as ScheduledEvent;
    this.#poppedTimeNs = this.#times[0] as number;
    const last = events.pop() as ScheduledEvent;
    if (events.length > 0) this.#sink(this.#times[events.length] as number, last);
    return first;
  }

  #sink(timeNs: number, event: ScheduledEvent): void {
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
      const child = events[childAt] as ScheduledEvent;
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
    return (this.#events[a] as ScheduledEvent).sequence < (this.#events[b] as ScheduledEvent).sequence;
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#times.length);
    larger.set(this.#times);
    this.#times = larger;
  }
}
