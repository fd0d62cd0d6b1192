/** A list of 32-bit integers that grows: what columns are collected in while nobody knows yet how long they will be. */

export class GrowingInts {
  length = 0;
  /** Longer than `length`; another array after every growth. */
  items: Int32Array;

  constructor(capacity = 64) {
    this.items = new Int32Array(capacity);
  }

  /** A list that holds these and shall not grow. */
  static of(items: Int32Array): GrowingInts {
    const list = new GrowingInts(0);
    list.items = items;
    list.length = items.length;
    return list;
  }

  push(item: number): void {
    if (this.length === this.items.length) this.reserve(1);
    this.items[this.length++] = item;
  }

  /** Room for so many more, so that they can be written into `items` directly. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.items.length) return;
    const larger = new Int32Array(Math.max(needed, this.items.length * 2, 64));
    larger.set(this.items.subarray(0, this.length));
    this.items = larger;
  }

  /** The integers, without a copy. */
  view(): Int32Array {
    return this.items.subarray(0, this.length);
  }
}
