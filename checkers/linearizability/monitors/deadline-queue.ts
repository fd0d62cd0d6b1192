/** Rows by deadline, the earliest first: a binary heap over an array. */
export class DeadlineQueue {
  readonly #deadline: Int32Array;
  readonly #rows: number[] = [];

  constructor(deadline: Int32Array) {
    this.#deadline = deadline;
  }

  clear(): void {
    this.#rows.length = 0;
  }

  /** The row with the earliest deadline. */
  get first(): number | undefined {
    return this.#rows[0];
  }

  #due(position: number): number {
    return this.#deadline[this.#rows[position] as number] as number;
  }

  add(row: number): void {
    const due = this.#deadline[row] as number;
    let position = this.#rows.length;
    this.#rows.push(row);
    while (position > 0) {
      const parent = (position - 1) >> 1;
      if (this.#due(parent) <= due) break;
      this.#rows[position] = this.#rows[parent] as number;
      position = parent;
    }
    this.#rows[position] = row;
  }

  removeFirst(): void {
    const row = this.#rows.pop();
    const size = this.#rows.length;
    if (row === undefined || size === 0) return;
    const due = this.#deadline[row] as number;
    let position = 0;
    for (;;) {
      let child = position * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#due(child + 1) < this.#due(child)) child++;
      if (this.#due(child) >= due) break;
      this.#rows[position] = this.#rows[child] as number;
      position = child;
    }
    this.#rows[position] = row;
  }
}
