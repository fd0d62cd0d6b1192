/**
 * Which keys a table may hold (Bloom 1970): it never denies one that is there, and admits about one in a hundred of those that
 * are not. So a read goes to the disk, as a rule, only for a table that has its key. Ten bits a key, seven of them set, found by adding a
 * second hash to a first again and again (Kirsch and Mitzenmacher 2006).
 */
import { hashOf } from '../hash.ts';

const bitsPerKey = 10;
const bitsSet = 7;

export class BloomFilter {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  static of(keys: readonly string[]): BloomFilter {
    const bytes = new Uint8Array(Math.max(8, Math.ceil((keys.length * bitsPerKey) / 8)));
    const filter = new BloomFilter(bytes);
    for (const key of keys) {
      for (const bit of filter.#bitsOf(key)) bytes[bit >> 3] = (bytes[bit >> 3] as number) | (1 << (bit & 7));
    }
    return filter;
  }

  mayContain(key: string): boolean {
    for (const bit of this.#bitsOf(key)) {
      if (((this.bytes[bit >> 3] as number) & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }

  *#bitsOf(key: string): Iterable<number> {
    const hash = hashOf(key);
    const step = ((hash >>> 17) | (hash << 15)) >>> 0;
    for (let count = 0; count < bitsSet; count++) yield (hash + count * step) % (8 * this.bytes.length);
  }
}
