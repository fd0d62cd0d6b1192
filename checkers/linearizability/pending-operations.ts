/**
 * The operations under way at one point of a history, as the search walks over it. Those that will complete have a slot
 * (a bit in configurations), given back at their completion: slots are as many as operations overlap, however long the
 * history. Indeterminate ones are counted by effect: equal ones are interchangeable, and none has a deadline.
 */
import type { Automaton } from './specification.ts';
import type { SlotKinds } from './configuration-set.ts';

export const readOnlyKind = 0;
export const blindKind = 1;
export const otherKind = 2;

export const none = -1;

/** Positions beyond any history. */
export const noDeadline = 0x7fff_ffff;

export interface PendingSnapshot {
  /** Operation by slot, or `none`. */
  readonly slots: Int32Array;
  /** Position of the invocation, by slot. */
  readonly invoke: Int32Array;
  /** Indeterminate operations so far, by group. */
  readonly begun: readonly (readonly number[])[];
}

/** What each effect does, found once for all objects of a history. */
export function effectKinds(automaton: Automaton, effects: number): Uint8Array {
  const kinds = new Uint8Array(effects);
  for (let effect = 0; effect < effects; effect++) {
    if (automaton.readOnly(effect)) kinds[effect] = readOnlyKind;
    else kinds[effect] = automaton.blind(effect) ? blindKind : otherKind;
  }
  return kinds;
}

export class PendingOperations implements SlotKinds {
  readonly #effectOf: Int32Array;
  readonly #kindOf: Uint8Array;
  readonly #deadlineOf: Int32Array;
  /** True if an operation that only reads began since `readsAreKnown`; and the slots of all such. */
  hasNewReads = false;
  readonly newReads: Int32Array;
  /** Slots in use, as bits, by kind. */
  readonly reads: Int32Array;
  readonly blind: Int32Array;
  readonly others: Int32Array;
  readonly #slotOf: Int32Array;
  readonly operationIn: Int32Array;
  /** Position of the invocation, by slot. */
  readonly invokeIn: Int32Array;
  readonly #deadlineIn: Int32Array;
  readonly #free: number[] = [];
  /** Effects of pending operations that change the state, each once, and those of each in the order of their deadlines. */
  readonly effects: number[] = [];
  readonly #place: Int32Array;
  readonly first: Int32Array;
  readonly following: Int32Array;
  /** Groups of indeterminate operations of one effect: positions of their invocations, ascending. */
  readonly groupEffects: number[] = [];
  readonly begun: number[][] = [];
  readonly groupOperations: number[][] = [];
  readonly #groupOf: Int32Array;

  constructor(effectOf: Int32Array, kindOf: Uint8Array, deadlineOf: Int32Array, slotOf: Int32Array, slots: number) {
    this.#effectOf = effectOf;
    this.#kindOf = kindOf;
    this.#deadlineOf = deadlineOf;
    this.#slotOf = slotOf;
    const words = Math.ceil(slots / 32);
    this.newReads = new Int32Array(words);
    this.reads = new Int32Array(words);
    this.blind = new Int32Array(words);
    this.others = new Int32Array(words);
    this.operationIn = new Int32Array(slots).fill(none);
    this.invokeIn = new Int32Array(slots);
    this.#deadlineIn = new Int32Array(slots);
    this.following = new Int32Array(slots).fill(none);
    for (let slot = slots - 1; slot >= 0; slot--) this.#free.push(slot);
    this.#place = new Int32Array(kindOf.length).fill(none);
    this.first = new Int32Array(kindOf.length).fill(none);
    this.#groupOf = new Int32Array(kindOf.length).fill(none);
  }

  /** The operation begins at this position. */
  begin(operation: number, position: number): void {
    const effect = this.#effectOf[operation] as number;
    if (this.#deadlineOf[operation] !== noDeadline) {
      this.#occupy(this.#free.pop() as number, operation, position);
      return;
    }
    // Nobody can tell whether it read.
    if (this.#kindOf[effect] === readOnlyKind) return;
    let group = this.#groupOf[effect] as number;
    if (group === none) {
      group = this.groupEffects.push(effect) - 1;
      this.#groupOf[effect] = group;
      this.begun.push([]);
      this.groupOperations.push([]);
    }
    (this.begun[group] as number[]).push(position);
    (this.groupOperations[group] as number[]).push(operation);
  }

  /** The operation completes: its slot, free from now on. */
  end(operation: number): number {
    const slot = this.#slotOf[operation] as number;
    const word = slot >>> 5;
    const others = ~(1 << (slot & 31));
    this.reads[word] = (this.reads[word] as number) & others;
    this.newReads[word] = (this.newReads[word] as number) & others;
    this.blind[word] = (this.blind[word] as number) & others;
    this.others[word] = (this.others[word] as number) & others;
    this.operationIn[slot] = none;
    this.#free.push(slot);
    const effect = this.#effectOf[operation] as number;
    if (this.#kindOf[effect] !== readOnlyKind) this.#unlink(effect, slot);
    return slot;
  }

  /** Every configuration has placed the reads under way that it can: until another begins, none can place more. */
  readsAreKnown(): void {
    if (!this.hasNewReads) return;
    this.hasNewReads = false;
    for (let word = 0; word < this.newReads.length; word++) this.newReads[word] = 0;
  }

  effectIn(slot: number): number {
    return this.#effectOf[this.operationIn[slot] as number] as number;
  }

  /** How many operations of the group began before this position. */
  begunBefore(group: number, position: number): number {
    const positions = this.begun[group] as number[];
    let count = positions.length;
    while (count > 0 && (positions[count - 1] as number) >= position) count--;
    return count;
  }

  /** The group of indeterminate operations with this effect, or `none`. */
  group(effect: number): number {
    return this.#groupOf[effect] as number;
  }

  snapshot(): PendingSnapshot {
    return {
      slots: this.operationIn.slice(),
      invoke: this.invokeIn.slice(),
      begun: this.begun.map((positions) => positions.slice()),
    };
  }

  restore({ slots, invoke, begun }: PendingSnapshot): void {
    this.clear();
    this.#free.length = 0;
    for (let slot = slots.length - 1; slot >= 0; slot--) {
      const operation = slots[slot] as number;
      if (operation === none) this.#free.push(slot);
      else this.#occupy(slot, operation, invoke[slot] as number);
    }
    for (const [group, effect] of this.groupEffects.entries()) {
      const known = begun[group];
      if (known === undefined) this.#groupOf[effect] = none;
      else (this.begun[group] as number[]).length = known.length;
      (this.groupOperations[group] as number[]).length = known?.length ?? 0;
    }
    this.groupEffects.length = begun.length;
    this.begun.length = begun.length;
    this.groupOperations.length = begun.length;
  }

  /** Ends all that have a slot. */
  clear(): void {
    for (const operation of this.operationIn) if (operation !== none) this.end(operation);
  }

  /** Ends all, also what is indeterminate. */
  forget(): void {
    this.clear();
    for (const effect of this.groupEffects) this.#groupOf[effect] = none;
    this.groupEffects.length = 0;
    this.begun.length = 0;
    this.groupOperations.length = 0;
  }

  #occupy(slot: number, operation: number, position: number): void {
    this.#slotOf[operation] = slot;
    this.operationIn[slot] = operation;
    this.invokeIn[slot] = position;
    this.#deadlineIn[slot] = this.#deadlineOf[operation] as number;
    const effect = this.#effectOf[operation] as number;
    const kind = this.#kindOf[effect];
    const bits = kind === readOnlyKind ? this.reads : kind === blindKind ? this.blind : this.others;
    const word = slot >>> 5;
    bits[word] = (bits[word] as number) | (1 << (slot & 31));
    if (kind !== readOnlyKind) {
      this.#link(effect, slot);
      return;
    }
    this.newReads[word] = (this.newReads[word] as number) | (1 << (slot & 31));
    this.hasNewReads = true;
  }

  #link(effect: number, slot: number): void {
    if (this.first[effect] === none) this.#place[effect] = this.effects.push(effect) - 1;
    const deadline = this.#deadlineIn[slot] as number;
    let before = none;
    let after = this.first[effect] as number;
    while (after !== none && (this.#deadlineIn[after] as number) < deadline) {
      before = after;
      after = this.following[after] as number;
    }
    this.following[slot] = after;
    if (before === none) this.first[effect] = slot;
    else this.following[before] = slot;
  }

  #unlink(effect: number, slot: number): void {
    const after = this.following[slot] as number;
    if (this.first[effect] === slot) this.first[effect] = after;
    else {
      let before = this.first[effect] as number;
      while (this.following[before] !== slot) before = this.following[before] as number;
      this.following[before] = after;
    }
    this.following[slot] = none;
    if (this.first[effect] !== none) return;
    const place = this.#place[effect] as number;
    const last = this.effects.pop() as number;
    if (last !== effect) {
      this.effects[place] = last;
      this.#place[last] = place;
    }
    this.#place[effect] = none;
  }
}
