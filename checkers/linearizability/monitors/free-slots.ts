/** Slots that are filled one range after another, and the nearest free ones: disjoint sets with path halving, almost O(1). */
export class FreeSlots {
  readonly #end: number;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  /** Of each slot: who filled it first, or -1. */
  readonly filledBy: Int32Array;

  /** Slots 0 to `end`. */
  constructor(end: number) {
    this.#end = end;
    this.#next = new Int32Array(end + 2);
    // One to the right: position 0 stands for "none".
    this.#previous = new Int32Array(end + 2);
    for (let slot = 0; slot < end + 2; slot++) {
      this.#next[slot] = slot;
      this.#previous[slot] = slot;
    }
    this.filledBy = new Int32Array(end + 1).fill(-1);
  }

  #find(links: Int32Array, start: number): number {
    let at = start;
    for (let up = links[at] as number; up !== at; up = links[at] as number) {
      links[at] = links[up] as number;
      at = links[at] as number;
    }
    return at;
  }

  /** The first free slot from here on; `end + 1` if there is none. */
  next(slot: number): number {
    return this.#find(this.#next, Math.min(slot, this.#end + 1));
  }

  /** The last free slot until here; -1 if there is none. */
  previous(slot: number): number {
    return this.#find(this.#previous, Math.min(slot, this.#end) + 1) - 1;
  }

  /** Both ends are filled. */
  fill(first: number, last: number, owner: number): void {
    const end = Math.min(last, this.#end);
    for (let slot = this.next(first); slot <= end; slot = this.next(slot)) {
      this.#next[slot] = slot + 1;
      this.#previous[slot + 1] = slot;
      this.filledBy[slot] = owner;
    }
  }
}
