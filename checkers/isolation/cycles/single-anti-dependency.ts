/**
 * Which anti-dependencies close a cycle of dependencies only (G-single), many at a time. In a component whose dependencies
 * have no cycle among themselves, these are ordered topologically; one sweep over that order carries for each state, in
 * the bits of an integer, which of 32 transactions reach it. O(edges x anti-dependencies / 32) where nothing is found.
 */
import { realtimeOrder, type CycleClass } from './cycle-class.ts';
import type { ComponentForest } from './component-forest.ts';
import type { Meter } from './meter.ts';
import type { Allowance } from './shortest-cycle.ts';
import { StrongComponents } from './strong-components.ts';

const batchSize = 32;

/** The dependencies of nodes `begin` to `end` (exclusive), in topological order. */
export class DependencyOrder {
  readonly #forest: ComponentForest;
  readonly #begin: number;
  readonly #end: number;
  readonly #one: CycleClass;
  readonly #meter: Meter;
  readonly #order: Int32Array;
  readonly #position: Int32Array;
  readonly #reach: Int32Array;

  /** Of the class, only which dependencies it may use matters. */
  constructor(forest: ComponentForest, begin: number, end: number, one: CycleClass, meter: Meter) {
    this.#forest = forest;
    this.#begin = begin;
    this.#end = end;
    this.#one = one;
    this.#meter = meter;
    const filter = {
      dependencyMask: one.dependencyMask,
      antiMask: 0,
      apart: false,
      realtime: one.clientOrder === realtimeOrder,
    };
    const { component } = new StrongComponents(forest, begin, end, filter, meter);
    const place = new Int32Array(component.length + 2);
    for (const own of component) place[own + 1]!++;
    for (let own = 1; own < place.length; own++) place[own]! += place[own - 1] as number;
    this.#order = new Int32Array(component.length);
    this.#position = new Int32Array(component.length);
    for (let state = 0; state < component.length; state++) {
      const position = place[component[state] as number]!++;
      this.#order[position] = state;
      this.#position[state] = position;
    }
    this.#reach = new Int32Array(component.length);
  }

  /**
   * Those of `targets` that lie on a cycle with one anti-dependency of the class's required kind, which leads to them, and
   * otherwise dependencies. `complete` is false if the allowance did not suffice for all.
   */
  closing(targets: readonly number[], allowance: Allowance): { found: number[]; complete: boolean } {
    const sorted = targets.toSorted((left, right) => this.#positionOf(left) - this.#positionOf(right));
    const found: number[] = [];
    for (let start = 0; start < sorted.length; start += batchSize) {
      if (allowance.steps <= 0) return { found, complete: false };
      found.push(...this.#sweep(sorted.slice(start, start + batchSize), allowance));
    }
    return { found, complete: true };
  }

  #positionOf(node: number): number {
    return this.#position[node - this.#begin] as number;
  }

  #sweep(batch: readonly number[], allowance: Allowance): number[] {
    const reach = this.#reach.fill(0);
    const size = this.#end - this.#begin;
    const slot = new Map(batch.map((node, bit) => [node, bit] as const));
    for (const [bit, node] of batch.entries()) reach[node - this.#begin] = 1 << bit;
    let closed = 0;
    let steps = 0;
    for (let position = this.#positionOf(batch[0] as number); position < this.#order.length; position++) {
      const state = this.#order[position] as number;
      const bits = reach[state] as number;
      if (bits === 0) continue;
      steps++;
      if (state >= size) {
        reach[state - size]! |= bits;
        if (state + 1 < reach.length) reach[state + 1]! |= bits;
        continue;
      }
      steps += this.#spread(this.#begin + state, bits);
      closed |= this.#closed(this.#begin + state, bits, slot);
    }
    allowance.steps -= steps;
    this.#meter.spend(steps);
    return batch.filter((_, bit) => (closed & (1 << bit)) !== 0);
  }

  #spread(node: number, bits: number): number {
    const { first, target, mask, suffix } = this.#forest;
    const end = first[node + 1] as number;
    for (let place = first[node] as number; place < end; place++) {
      if (((mask[place] as number) & this.#one.dependencyMask) !== 0) {
        this.#reach[(target[place] as number) - this.#begin]! |= bits;
      }
    }
    const later = suffix[node] as number;
    if (this.#one.clientOrder === realtimeOrder && later < this.#end) {
      this.#reach[this.#end - this.#begin + later - this.#begin]! |= bits;
    }
    return end - (first[node] as number);
  }

  /** The bits of those that reach this node, and to which an anti-dependency leads from it. */
  #closed(node: number, bits: number, slot: ReadonlyMap<number, number>): number {
    const { first, target, mask } = this.#forest;
    let closed = 0;
    for (let place = first[node] as number; place < (first[node + 1] as number); place++) {
      if (((mask[place] as number) & this.#one.requiredMask) === 0) continue;
      const bit = slot.get(target[place] as number);
      if (bit !== undefined) closed |= bits & (1 << bit);
    }
    return closed;
  }
}
