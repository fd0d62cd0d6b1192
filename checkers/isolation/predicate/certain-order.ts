/** Asks the partial order of versions whether one certainly comes before another. */
import type { VersionOrder } from '../rw-register/version-order.ts';

/** Steps of one search; what is not found by then is not certain. */
const mostSteps = 4096;

export class CertainOrder {
  readonly #order: VersionOrder;
  /** Per version: the search that reached it last. */
  readonly #reached: Int32Array;
  #search = 0;

  constructor(order: VersionOrder) {
    this.#order = order;
    this.#reached = new Int32Array(order.position.length);
  }

  /** The initial version, any below 0, comes before all others. */
  isBefore(earlier: number, later: number): boolean {
    if (earlier < 0 || later < 0) return earlier < 0 && later >= 0;
    const { begin, next, position } = this.#order;
    const goal = position[later] as number;
    if ((position[earlier] as number) < 0 || goal < 0) return false;
    const search = ++this.#search;
    const stack = [earlier];
    let steps = 0;
    for (let from = stack.pop(); from !== undefined && steps < mostSteps; from = stack.pop()) {
      for (let at = begin[from] as number; at < (begin[from + 1] as number); at++, steps++) {
        const after = next[at] as number;
        if (after === later) return true;
        if (this.#reached[after] === search || (position[after] as number) >= goal) continue;
        this.#reached[after] = search;
        stack.push(after);
      }
    }
    return false;
  }

  /** Those of the versions that none of the others certainly comes before. */
  firsts(versions: readonly number[]): number[] {
    return versions.filter((version) => !versions.some((other) => this.isBefore(other, version)));
  }
}
