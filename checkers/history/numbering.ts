/**
 * Numbers for values, without gaps from 0, so that arrays can be indexed by them. An interner numbers the parts of a
 * value as well, and so leaves gaps between the values it was given.
 */
import type { Json } from './event.ts';
import { JsonInterner, type ValueList } from './interner.ts';

export class Numbering implements ValueList {
  readonly #interner = new JsonInterner();
  /** Per interned value: its number, or undefined for one that is only part of another. */
  readonly #numbers: (number | undefined)[] = [];
  readonly #interned: number[] = [];

  get size(): number {
    return this.#interned.length;
  }

  /** The value's number; the next one if it was never seen. Equal JSON has one number. */
  intern(value: Json): number {
    return this.#numberOf(this.#interner.intern(value));
  }

  /** The same for a text, a number, `true`, `false` or `null`, faster. */
  internPrimitive(value: string | number | boolean | null): number {
    return this.#numberOf(this.#interner.internPrimitive(value));
  }

  value(number: number): Json {
    const id = this.#interned[number];
    if (id === undefined) throw new RangeError(`no value ${number}`);
    return this.#interner.value(id);
  }

  #numberOf(id: number): number {
    while (this.#numbers.length <= id) this.#numbers.push(undefined);
    const known = this.#numbers[id];
    if (known !== undefined) return known;
    this.#numbers[id] = this.#interned.length;
    return this.#interned.push(id) - 1;
  }
}
