/**
 * A set of small whole numbers that is emptied in no time: what is asked of each of ten thousand objects costs no new set
 * for each. Measured: hash sets made and dropped for each object took a sixth of the time to judge objects of 100 operations.
 */

const leastNumbers = 64;

export class Marks {
  /** The round in which each number was added last. */
  #rounds: Int32Array = new Int32Array(leastNumbers);
  #round = 1;
  #size = 0;

  /** How many numbers are in it. */
  get size(): number {
    return this.#size;
  }

  /** O(1). */
  clear(): void {
    this.#round++;
    this.#size = 0;
  }

  has(number: number): boolean {
    return this.#rounds[number] === this.#round;
  }

  /** Numbers from 0 on; takes memory by the largest. True if it was new. */
  add(number: number): boolean {
    if (number >= this.#rounds.length) this.#grow(number);
    if (this.#rounds[number] === this.#round) return false;
    this.#rounds[number] = this.#round;
    this.#size++;
    return true;
  }

  #grow(number: number): void {
    const larger = new Int32Array(Math.max(number + 1, this.#rounds.length * 2));
    larger.set(this.#rounds);
    this.#rounds = larger;
  }
}
