/**
 * Those of many short-lived things that are not over yet. For what comes and goes with every operation: a `Set`, which hashes each
 * twice and grows anew with what was deleted, measured several times as dear.
 */
export interface Ending {
  readonly isOver: boolean;
}

/** Fewer that are over are not worth tidying up. */
const leastTidied = 16;

export class OpenOnes<T extends Ending> {
  #all: T[] = [];
  #overCount = 0;

  /** It is not over. */
  add(one: T): void {
    this.#all.push(one);
  }

  /** One of them is over now. O(1) on average. */
  oneEnded(): void {
    if (++this.#overCount < leastTidied || 2 * this.#overCount < this.#all.length) return;
    this.#all = this.open();
    this.#overCount = 0;
  }

  /** In the order in which they were added; a list of its own. */
  open(): T[] {
    return this.#all.filter((one) => !one.isOver);
  }
}
