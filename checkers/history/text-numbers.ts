/** Numbers of texts straight from their bytes: a text that was seen before costs a hash and a comparison, no string. */
import type { JsonInterner } from './interner.ts';

const decoder = new TextDecoder('latin1');

export class TextNumbers {
  readonly #interner: JsonInterner;
  /** Open addressing: text + 1, or 0. */
  #slots: Int32Array = new Int32Array(64);
  /** Per text: its number, hash, and where it stands in the pool. */
  readonly #numbers: number[] = [];
  readonly #hashes: number[] = [];
  readonly #offsets: number[] = [0];
  #pool: Uint8Array = new Uint8Array(1024);

  constructor(interner: JsonInterner) {
    this.#interner = interner;
  }

  /** The number of the text in these bytes, which are plain ASCII without escapes. */
  numberOf(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c_9dc5;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x0100_0193);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const text = (this.#slots[slot] as number) - 1;
      if (text < 0) return this.#add(bytes, from, to, hash);
      if (this.#hashes[text] === hash && this.#equals(text, bytes, from, to)) return this.#numbers[text] as number;
    }
  }

  #equals(text: number, bytes: Uint8Array, from: number, to: number): boolean {
    const offset = this.#offsets[text] as number;
    if ((this.#offsets[text + 1] as number) - offset !== to - from) return false;
    for (let at = from; at < to; at++) if (this.#pool[offset + at - from] !== bytes[at]) return false;
    return true;
  }

  #add(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const text = this.#numbers.length;
    const offset = this.#offsets[text] as number;
    const end = offset + to - from;
    if (end > this.#pool.length) {
      const larger = new Uint8Array(end * 2);
      larger.set(this.#pool);
      this.#pool = larger;
    }
    this.#pool.set(bytes.subarray(from, to), offset);
    const number = this.#interner.internPrimitive(decoder.decode(bytes.subarray(from, to)));
    this.#numbers.push(number);
    this.#hashes.push(hash);
    this.#offsets.push(end);
    if (text * 2 > this.#slots.length) this.#rehash();
    else this.#place(text);
    return number;
  }

  #place(text: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#hashes[text] as number) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = text + 1;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let text = 0; text < this.#numbers.length; text++) this.#place(text);
  }
}
