/**
 * The configurations that a search has seen (Lowe 2017, section 4): open addressing over one growing array of integers.
 *
 * A row is `[head..., tail...]`. Two configurations with the same head differ only in which indeterminate operations they
 * have used up (the tail, a bit set). One that used fewer can do all that the other can; so a configuration is new only
 * if none was seen with the same head and a subset of its tail.
 */
export class Visited {
  readonly #headLength: number;
  readonly #rowLength: number;
  #rows: Int32Array;
  #count = 0;
  /** Row number + 1 by slot; 0 is empty. */
  #slots: Int32Array;

  constructor(headLength: number, tailLength: number) {
    this.#headLength = headLength;
    this.#rowLength = headLength + tailLength;
    this.#rows = new Int32Array(this.#rowLength * 1024);
    this.#slots = new Int32Array(2048);
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes that the next `add` may need at its peak: while a table grows, its old and its new content exist. */
  get peakBytes(): number {
    const rowsGrow = (this.#count + 1) * this.#rowLength > this.#rows.length;
    const slotsGrow = (this.#count + 1) * 2 > this.#slots.length;
    return this.#rows.byteLength * (rowsGrow ? 3 : 1) + this.#slots.byteLength * (slotsGrow ? 3 : 1);
  }

  /** Adds the configuration. False if it, or one that can do all that it can, was added before. */
  add(row: Int32Array): boolean {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(row, 0) & mask;
    for (let stored = this.#slots[slot] as number; stored !== 0; stored = this.#slots[slot] as number) {
      if (this.#covers((stored - 1) * this.#rowLength, row)) return false;
      slot = (slot + 1) & mask;
    }
    this.#append(row);
    this.#slots[slot] = this.#count;
    if (this.#count * 2 > this.#slots.length) this.#growSlots();
    return true;
  }

  #covers(offset: number, row: Int32Array): boolean {
    const rows = this.#rows;
    const length = this.#rowLength;
    for (let at = 0; at < this.#headLength; at++) if (rows[offset + at] !== row[at]) return false;
    for (let at = this.#headLength; at < length; at++) {
      if (((rows[offset + at] as number) & ~(row[at] as number)) !== 0) return false;
    }
    return true;
  }

  #append(row: Int32Array): void {
    const offset = this.#count * this.#rowLength;
    if (offset + this.#rowLength > this.#rows.length) {
      const larger = new Int32Array(this.#rows.length * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows.set(row, offset);
    this.#count++;
  }

  /** Of the head only, so that rows which cover each other meet (a variant of FNV-1a with a final mix). */
  #hash(rows: Int32Array, offset: number): number {
    let hash = 0x811c9dc5;
    for (let at = offset; at < offset + this.#headLength; at++) {
      hash = Math.imul(hash ^ (rows[at] as number), 0x01000193);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    return hash ^ (hash >>> 13);
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let row = 0; row < this.#count; row++) {
      let slot = this.#hash(this.#rows, row * this.#rowLength) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }
}
