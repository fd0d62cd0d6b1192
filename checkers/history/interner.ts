/**
 * Gives equal JSON values equal small integers, so that searches compare integers and never values. Arrays of two (the
 * `[key, value]` of a keyed workload, the `[from, to]` of a compare-and-set) are kept as pairs of such integers: a million
 * of them cost a few typed arrays, no objects and no text.
 */
import type { Json } from './event.ts';
import { GrowingInts } from './growing-ints.ts';
import { PackedMicroOps } from './packed-micro-ops.ts';

/** Pairs nested deeper than this are kept as text; recursion must end somewhere. */
const deepestPair = 64;
const notPair = -1;
/** In place of a pair's first: micro-operations of a transaction, packed; the second is their offset. */
const packedMicroOps = -2;
/** Whole numbers below this are looked up in an array. */
const largestDirect = 2 ** 22;

function isObject(value: Json): value is readonly Json[] | { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}

function holdsNoMap(value: Json): boolean {
  return !isObject(value) || (Array.isArray(value) && (value as readonly Json[]).every(holdsNoMap));
}

/** One text for equal values: keys in order. Equal means equal as JSON data; the order of an object's keys is not data. */
export function canonicalJson(value: Json): string {
  // The engine writes arrays ten times as fast when nobody looks at each element.
  if (holdsNoMap(value)) return JSON.stringify(value);
  return JSON.stringify(value, (_key, inner: Json) => {
    if (!isObject(inner) || Array.isArray(inner)) return inner;
    const fields = inner as { readonly [key: string]: Json };
    return Object.fromEntries(
      Object.keys(fields)
        .toSorted()
        .map((key) => [key, fields[key]]),
    );
  });
}

/** Numbered values, to be looked at. */
export interface ValueList {
  readonly size: number;
  value(id: number): Json;
}

function grown(array: Int32Array, length: number, filler: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length).fill(filler, array.length);
  larger.set(array);
  return larger;
}

function pairHash(first: number, second: number): number {
  const mixed = Math.imul(first ^ Math.imul(second, 0x9e37_79b1), 0x85eb_ca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** An interner's values as plain data that may cross threads; the columns of pairs are shared, not copied again. */
export interface PackedValues {
  readonly values: readonly Json[];
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Values that were added without looking for an equal one. */
  readonly opaque: readonly number[];
  readonly microOps: Int32Array;
}

/** A copy that all threads can see. */
export function sharedCopy(array: Int32Array): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}

export class JsonInterner implements ValueList {
  /** Per value: itself, or null for a pair. */
  #values: Json[] = [];
  readonly #primitives = new Map<Json, number>();
  readonly #composites = new Map<string, number>();
  /** The value of each small whole number, or -1. */
  #direct: Int32Array = new Int32Array(64).fill(-1);
  #first: Int32Array = new Int32Array(64).fill(notPair);
  #second: Int32Array = new Int32Array(64).fill(notPair);
  /** A hash table of pairs, open addressing: value + 1, or 0. */
  #pairs: Int32Array = new Int32Array(64);
  #pairCount = 0;
  /** Values of transactions, added by `addMicroOps`. */
  microOps: PackedMicroOps = new PackedMicroOps();
  /** Values that were added without looking for an equal one, and the value each stands for once that was found. */
  readonly #canonical = new Map<number, number>();
  #holdsOpaque = false;
  /** False until somebody interns, if the values came from another thread. */
  #isIndexed = true;

  get size(): number {
    return this.#values.length;
  }

  static unpack(packed: PackedValues): JsonInterner {
    const interner = new JsonInterner();
    interner.#values = [...packed.values];
    interner.#first = packed.first;
    interner.#second = packed.second;
    for (const id of packed.opaque) interner.#canonical.set(id, -1);
    interner.microOps = new PackedMicroOps(GrowingInts.of(packed.microOps));
    interner.#holdsOpaque = packed.opaque.length > 0 || packed.microOps.length > 0;
    interner.#isIndexed = false;
    return interner;
  }

  pack(): PackedValues {
    const [first, second] = [this.#first, this.#second].map((column) => sharedCopy(column.subarray(0, this.size)));
    return {
      values: this.#values,
      first: first as Int32Array,
      second: second as Int32Array,
      opaque: [...this.#canonical.keys()],
      microOps: sharedCopy(this.microOps.words.view()),
    };
  }

  /** The value's number; a new one if it was never seen. */
  intern(value: Json): number {
    return this.#intern(value, 0);
  }

  /** The number of a whole number, a text, `true`, `false` or `null`. */
  internPrimitive(value: string | number | boolean | null): number {
    if (typeof value === 'number' && value >= 0 && value < largestDirect && Number.isInteger(value)) {
      return this.internWhole(value);
    }
    this.#index();
    const known = this.#primitives.get(value);
    if (known !== undefined) return known;
    this.#primitives.set(value, this.#values.length);
    return this.#append(value);
  }

  /** The number of a safe integer from 0: what `internPrimitive` answers, faster. */
  internWhole(value: number): number {
    if (value >= largestDirect) return this.internPrimitive(value);
    this.#index();
    const known = this.#direct[value] ?? -1;
    if (known >= 0) return known;
    this.#setDirect(value, this.#values.length);
    return this.#append(value);
  }

  /** The number of the array of these two values. */
  internPair(first: number, second: number): number {
    this.#index();
    const mask = this.#pairs.length - 1;
    let slot = pairHash(first, second) & mask;
    for (;;) {
      const found = (this.#pairs[slot] as number) - 1;
      if (found < 0) break;
      if (this.#first[found] === first && this.#second[found] === second) return found;
      slot = (slot + 1) & mask;
    }
    const id = this.#append(null);
    this.#first[id] = first;
    this.#second[id] = second;
    this.#pairs[slot] = id + 1;
    this.#pairCount++;
    if (this.#pairCount * 2 > this.#pairs.length) this.#rehash();
    return id;
  }

  /**
   * Keeps a value under a number of its own where looking for an equal one would cost time (a list of many elements).
   * Equal values may get different numbers: compare what `canonical` answers.
   */
  add(value: Json, depth = 0): number {
    if (!isObject(value)) return this.internPrimitive(value);
    if (Array.isArray(value) && value.length === 2 && depth < deepestPair) {
      const [first, second] = value as readonly Json[] as readonly [Json, Json];
      return this.internPair(this.add(first, depth + 1), this.add(second, depth + 1));
    }
    this.#holdsOpaque = true;
    const id = this.#append(value);
    this.#canonical.set(id, -1);
    return id;
  }

  /** The same of a transaction's value that was packed into `microOps`, from this offset on. */
  addMicroOps(offset: number): number {
    this.#holdsOpaque = true;
    const id = this.#append(null);
    this.#first[id] = packedMicroOps;
    this.#second[id] = offset;
    return id;
  }

  /** Where in `microOps` a value is packed, or -1. */
  microOpsOffset(id: number): number {
    return this.#first[id] === packedMicroOps ? (this.#second[id] as number) : -1;
  }

  /** The number of a value that may be packed as one of which pairs can be taken apart. */
  unpacked(id: number): number {
    return this.#first[id] === packedMicroOps ? this.intern(this.value(id)) : id;
  }

  /** One number for all values equal to this one. */
  canonical(id: number): number {
    if (!this.#holdsOpaque) return id;
    if (this.#first[id] === packedMicroOps) return this.unpacked(id);
    if (this.isPair(id)) return this.internPair(this.canonical(this.first(id)), this.canonical(this.second(id)));
    const known = this.#canonical.get(id);
    if (known === undefined) return id;
    if (known >= 0) return known;
    this.#index();
    const text = canonicalJson(this.#values[id] as Json);
    const equal = this.#composites.get(text) ?? id;
    this.#composites.set(text, equal);
    this.#canonical.set(id, equal);
    return equal;
  }

  /** True for an array of two. */
  isPair(id: number): boolean {
    return (this.#first[id] as number) > notPair;
  }

  first(id: number): number {
    return this.#first[id] as number;
  }

  second(id: number): number {
    return this.#second[id] as number;
  }

  value(id: number): Json {
    if (id < 0 || id >= this.#values.length) throw new RangeError(`no interned value ${id}`);
    if (this.isPair(id)) return [this.value(this.first(id)), this.value(this.second(id))];
    const offset = this.microOpsOffset(id);
    return offset < 0 ? (this.#values[id] as Json) : this.microOps.value(offset, (inner) => this.value(inner));
  }

  /** Makes the values findable. Composites are not: `canonical` finds those when it is asked for them. */
  #index(): void {
    if (this.#isIndexed) return;
    this.#isIndexed = true;
    for (const [id, value] of this.#values.entries()) {
      if (this.isPair(id)) this.#pairCount++;
      else if (this.#first[id] === packedMicroOps) continue;
      else if (isObject(value)) {
        if (!this.#canonical.has(id)) this.#composites.set(canonicalJson(value), id);
      } else if (typeof value === 'number' && value >= 0 && value < largestDirect && Number.isInteger(value)) {
        this.#setDirect(value, id);
      } else this.#primitives.set(value, id);
    }
    while (this.#pairCount * 2 > this.#pairs.length) this.#pairs = new Int32Array(this.#pairs.length * 2);
    for (let id = 0; id < this.size; id++) if (this.isPair(id)) this.#place(id);
  }

  #setDirect(value: number, id: number): void {
    if (value >= this.#direct.length) this.#direct = grown(this.#direct, 2 ** Math.ceil(Math.log2(value + 1)), -1);
    this.#direct[value] = id;
  }

  #place(pair: number): void {
    const mask = this.#pairs.length - 1;
    let slot = pairHash(this.first(pair), this.second(pair)) & mask;
    while (this.#pairs[slot] !== 0) slot = (slot + 1) & mask;
    this.#pairs[slot] = pair + 1;
  }

  #intern(value: Json, depth: number): number {
    if (!isObject(value)) return this.internPrimitive(value);
    if (Array.isArray(value) && value.length === 2 && depth < deepestPair) {
      const [first, second] = value as readonly Json[] as readonly [Json, Json];
      return this.internPair(this.#intern(first, depth + 1), this.#intern(second, depth + 1));
    }
    this.#index();
    const text = canonicalJson(value);
    const known = this.#composites.get(text);
    if (known !== undefined) return known;
    this.#composites.set(text, this.#values.length);
    return this.#append(value);
  }

  #append(value: Json): number {
    const id = this.#values.length;
    this.#values.push(value);
    if (id >= this.#first.length) {
      this.#first = grown(this.#first, this.#first.length * 2, notPair);
      this.#second = grown(this.#second, this.#second.length * 2, notPair);
    }
    return id;
  }

  #rehash(): void {
    const old = this.#pairs;
    this.#pairs = new Int32Array(old.length * 2);
    for (const entry of old) if (entry !== 0) this.#place(entry - 1);
  }
}
