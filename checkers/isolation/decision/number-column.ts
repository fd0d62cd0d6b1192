/** A column of whole numbers that grows. */
export class NumberColumn {
  length = 0;
  #numbers: Int32Array = new Int32Array(256);

  /** Returns its position. */
  push(number: number): number {
    if (this.length === this.#numbers.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length] = number;
    return this.length++;
  }

  at(position: number): number {
    return this.#numbers[position] as number;
  }

  set(position: number, number: number): void {
    this.#numbers[position] = number;
  }

  truncate(length: number): void {
    this.length = length;
  }

  /** A view: later pushes may not show in it. */
  values(): Int32Array {
    return this.#numbers.subarray(0, this.length);
  }
}
