/** Events that may be placeable: those that cost nothing first, then the one that is due first (a binary heap). */

export class ReadyEvents {
  readonly #due: (event: number) => number;
  readonly #safe: number[] = [];
  readonly #heap: number[] = [];

  constructor(due: (event: number) => number) {
    this.#due = due;
  }

  clear(): void {
    this.#safe.length = 0;
    this.#heap.length = 0;
  }

  add(event: number, isSafe: boolean): void {
    if (isSafe) {
      this.#safe.push(event);
      return;
    }
    const heap = this.#heap;
    const due = this.#due(event);
    let place = heap.length;
    heap.push(event);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#due(heap[parent] as number) <= due) break;
      heap[place] = heap[parent] as number;
      place = parent;
    }
    heap[place] = event;
  }

  /** Undefined if there is none. */
  take(): number | undefined {
    const safe = this.#safe.pop();
    if (safe !== undefined) return safe;
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    const due = this.#due(last);
    let place = 0;
    for (let child = 1; child < heap.length; child = place * 2 + 1) {
      if (child + 1 < heap.length && this.#due(heap[child + 1] as number) < this.#due(heap[child] as number)) child++;
      if (this.#due(heap[child] as number) >= due) break;
      heap[place] = heap[child] as number;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}
