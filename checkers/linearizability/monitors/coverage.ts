/** Two trees over positions, as flat arrays: how often is each covered, and what is the greatest of a range. */

function leafCount(size: number): number {
  let leaves = 1;
  while (leaves < size) leaves *= 2;
  return leaves;
}

/** How many ranges cover each position. Taking a range out and finding the next bare position take O(log n). */
export class Coverage {
  readonly #leaves: number;
  /** Of each node: the least of its positions, without what is added to its ancestors. */
  readonly #least: Int32Array;
  /** Of each node: what is added to all its positions. */
  readonly #added: Int32Array;

  /** How often each position is covered at the beginning. */
  constructor(counts: Int32Array) {
    this.#leaves = leafCount(counts.length);
    this.#least = new Int32Array(this.#leaves * 2);
    this.#added = new Int32Array(this.#leaves);
    this.#least.set(counts, this.#leaves);
    for (let node = this.#leaves - 1; node > 0; node--) this.#update(node);
  }

  #update(node: number): void {
    const left = this.#least[node * 2] as number;
    const right = this.#least[node * 2 + 1] as number;
    this.#least[node] = (left < right ? left : right) + (this.#added[node] as number);
  }

  #uncover(node: number): void {
    this.#least[node] = (this.#least[node] as number) - 1;
    if (node < this.#leaves) this.#added[node] = (this.#added[node] as number) - 1;
  }

  /** Takes a range out that was counted. Both ends are in it. */
  takeOut(first: number, last: number): void {
    let from = first + this.#leaves;
    let to = last + this.#leaves + 1;
    for (; from < to; from >>= 1, to >>= 1) {
      if (from % 2 === 1) this.#uncover(from++);
      if (to % 2 === 1) this.#uncover(--to);
    }
    for (let node = (first + this.#leaves) >> 1; node > 0; node >>= 1) this.#update(node);
    for (let node = (last + this.#leaves) >> 1; node > 0; node >>= 1) this.#update(node);
  }

  /** How often a position is covered. */
  at(position: number): number {
    const node = position + this.#leaves;
    return (this.#least[node] as number) + this.#above(node);
  }

  /** The least covered position of a range, both ends in it; the first of several such. */
  leastCovered(first: number, last: number): number {
    let best = first;
    let least = Number.POSITIVE_INFINITY;
    let from = first + this.#leaves;
    let to = last + this.#leaves + 1;
    const after: number[] = [];
    const see = (node: number): void => {
      const here = (this.#least[node] as number) + this.#above(node);
      if (here >= least) return;
      least = here;
      best = node;
    };
    for (; from < to; from >>= 1, to >>= 1) {
      if (from % 2 === 1) see(from++);
      if (to % 2 === 1) after.push(--to);
    }
    for (const node of after.toReversed()) see(node);
    while (best < this.#leaves) {
      const below = (this.#least[best] as number) - (this.#added[best] as number);
      best *= 2;
      if (this.#least[best] !== below) best++;
    }
    return best - this.#leaves;
  }

  #above(node: number): number {
    let sum = 0;
    for (let ancestor = node >> 1; ancestor > 0; ancestor >>= 1) sum += this.#added[ancestor] as number;
    return sum;
  }

  /** The first position from here on that nothing covers. There must be one. */
  nextBare(position: number): number {
    let node = position + this.#leaves;
    let above = this.#above(node);
    while ((this.#least[node] as number) + above !== 0) {
      // To the next subtree on the right.
      while (node % 2 === 1) {
        node >>= 1;
        above -= this.#added[node] as number;
      }
      node++;
    }
    while (node < this.#leaves) {
      above += this.#added[node] as number;
      node *= 2;
      if ((this.#least[node] as number) + above !== 0) node++;
    }
    return node - this.#leaves;
  }
}

/** Numbers at positions, -1 at first, and the position of the greatest of a range in O(log n). */
export class Greatest {
  readonly #leaves: number;
  readonly #most: Int32Array;

  constructor(size: number) {
    this.#leaves = leafCount(size);
    this.#most = new Int32Array(this.#leaves * 2).fill(-1);
  }

  set(position: number, value: number): void {
    let node = position + this.#leaves;
    this.#most[node] = value;
    for (node >>= 1; node > 0; node >>= 1) {
      const left = this.#most[node * 2] as number;
      const right = this.#most[node * 2 + 1] as number;
      this.#most[node] = left > right ? left : right;
    }
  }

  /** Both ends are in the range; the first such position, or -1 if all are -1. */
  find(first: number, last: number): number {
    let best = 0;
    let greatest = -1;
    const see = (node: number): void => {
      if ((this.#most[node] as number) <= greatest) return;
      greatest = this.#most[node] as number;
      best = node;
    };
    let from = first + this.#leaves;
    let to = last + this.#leaves + 1;
    for (; from < to; from >>= 1, to >>= 1) {
      if (from % 2 === 1) see(from++);
      if (to % 2 === 1) see(--to);
    }
    if (greatest === -1) return -1;
    while (best < this.#leaves) {
      best *= 2;
      if (this.#most[best] !== greatest) best++;
    }
    return best - this.#leaves;
  }
}
