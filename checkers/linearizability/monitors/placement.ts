/**
 * An order of operations from the slots in which they take effect. Each one's slot lies between its invocation and its
 * completion, so the order keeps real time: what completes before another is invoked is in an earlier slot.
 */
import { sortedBy } from './timeline.ts';

/** Operations of one slot are ordered by phase, then by when they were put there. */
export const phases = 8;

export class Placement {
  readonly #rows: Int32Array;
  readonly #keys: Int32Array;
  #length = 0;

  /** `rowCount`: rows are below it, and each is put at most once. */
  constructor(rowCount: number) {
    this.#rows = new Int32Array(rowCount);
    this.#keys = new Int32Array(rowCount);
  }

  put(row: number, slot: number, phase: number): void {
    this.#rows[this.#length++] = row;
    this.#keys[row] = slot * phases + phase;
  }

  /** Rows that were put, in order. O(n). */
  order(): Int32Array {
    return sortedBy(this.#rows.subarray(0, this.#length), this.#keys).slice();
  }
}
