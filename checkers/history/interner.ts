/** Gives equal JSON values equal small integers, so that searches compare integers and never values. */
import type { Json } from './event.ts';

/** One text for equal values: keys in order. Equal means equal as JSON data; the order of an object's keys is not data. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, inner: Json) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const fields = inner as { readonly [key: string]: Json };
    return Object.fromEntries(
      Object.keys(fields)
        .toSorted()
        .map((key) => [key, fields[key]]),
    );
  });
}

export class JsonInterner {
  readonly #primitives = new Map<Json, number>();
  readonly #composites = new Map<string, number>();
  readonly #values: Json[] = [];

  get size(): number {
    return this.#values.length;
  }

  /** The value's number; a new one if it was never seen. */
  intern(value: Json): number {
    return this.find(value) ?? this.#add(value);
  }

  /** The value's number, or undefined if it was never interned. */
  find(value: Json): number | undefined {
    return typeof value === 'object' && value !== null
      ? this.#composites.get(canonicalJson(value))
      : this.#primitives.get(value);
  }

  value(id: number): Json {
    if (id < 0 || id >= this.#values.length) throw new RangeError(`no interned value ${id}`);
    return this.#values[id] as Json;
  }

  #add(value: Json): number {
    const id = this.#values.length;
    this.#values.push(value);
    if (typeof value === 'object' && value !== null) this.#composites.set(canonicalJson(value), id);
    else this.#primitives.set(value, id);
    return id;
  }
}
