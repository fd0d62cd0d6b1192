/**
 * Numbers of keys and of versions. A version is a pair (key, value); equal pairs have one number, found by hashing.
 * Values are numbers of an interner's, so that everything here is integers.
 */
import type { Json } from '../history/event.ts';
import { GrowingInts } from '../history/growing-ints.ts';
import type { ValueList } from '../history/interner.ts';

/** The keys that occur, numbered in order of appearance. */
export class KeyNumbers implements ValueList {
  readonly #values: ValueList;
  readonly #ids = new GrowingInts();
  /** Per value: number of the key + 1, or 0. */
  #numbers: Int32Array = new Int32Array(64);

  constructor(values: ValueList) {
    this.#values = values;
  }

  get size(): number {
    return this.#ids.length;
  }

  value(key: number): Json {
    const id = this.#ids.view()[key];
    if (id === undefined) throw new RangeError(`no key ${key}`);
    return this.#values.value(id);
  }

  /** The number of the key with this value. */
  numberOf(id: number): number {
    if (id >= this.#numbers.length) {
      const larger = new Int32Array(Math.max(id + 1, this.#numbers.length * 2));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    const known = this.#numbers[id] as number;
    if (known > 0) return known - 1;
    this.#ids.push(id);
    this.#numbers[id] = this.#ids.length;
    return this.#ids.length - 1;
  }
}

function hashOf(key: number, value: number): number {
  const mixed = Math.imul(key ^ Math.imul(value, 0x9e37_79b1), 0x85eb_ca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

export class VersionNumbers {
  readonly key = new GrowingInts();
  readonly value = new GrowingInts();
  /** Open addressing: version + 1, or 0. */
  #slots: Int32Array = new Int32Array(1024);

  get size(): number {
    return this.key.length;
  }

  /** The number of the version of this key (a number of a key) with this value (a number of a value). */
  numberOf(key: number, value: number): number {
    const { items: keys } = this.key;
    const { items: values } = this.value;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hashOf(key, value) & mask;
    for (;;) {
      const found = (slots[slot] as number) - 1;
      if (found < 0) break;
      if (keys[found] === key && values[found] === value) return found;
      slot = (slot + 1) & mask;
    }
    const version = this.key.length;
    this.key.push(key);
    this.value.push(value);
    slots[slot] = version + 1;
    if (version * 2 > slots.length) this.#rehash();
    return version;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let version = 0; version < this.size; version++) {
      let slot = hashOf(this.key.items[version] as number, this.value.items[version] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = version + 1;
    }
    this.#slots = slots;
  }
}
