/** Values of one object's history, which may be a few of many, numbered without gaps. */

/** Numbers the values that occur by 0, 1, ... in order of appearance: a dense table if they are dense, else a map. */
export class ValueNumbers {
  readonly #table: Int32Array | undefined;
  readonly #map = new Map<number, number>();
  count = 0;

  /** Given all values that may be added. Negative ones are none. */
  constructor(...values: readonly Int32Array[]) {
    let largest = 0;
    let count = 0;
    for (const column of values) {
      count += column.length;
      for (const value of column) if (value > largest) largest = value;
    }
    if (largest < count * 8 + 1024) this.#table = new Int32Array(largest + 1).fill(-1);
  }

  /** The number of a value, or -1. */
  find(value: number): number {
    return (this.#table === undefined ? this.#map.get(value) : this.#table[value]) ?? -1;
  }

  findOrAdd(value: number): number {
    const number = this.find(value);
    return number === -1 && value >= 0 ? this.add(value) : number;
  }

  add(value: number): number {
    const number = this.count++;
    if (this.#table === undefined) this.#map.set(value, number);
    else this.#table[value] = number;
    return number;
  }
}
