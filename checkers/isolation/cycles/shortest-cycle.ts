/**
 * The shortest cycle of a class within a strongly connected component that has no cycle of a smaller class: breadth first
 * from where each edge leads that every such cycle needs, back to its other end. The first search of a component finds a
 * cycle, later ones look for shorter ones only, and stop when they have had their share of steps.
 */
import { processEdge, realtimeEdge } from '../dependencies.ts';
import { bitOf, oneAntiDependency, realtimeOrder, type CycleClass } from './cycle-class.ts';
import type { ComponentForest } from './component-forest.ts';
import type { Meter } from './meter.ts';
import { filterOf, type StrongComponents } from './strong-components.ts';

/** A cycle: edge i, of kind `kinds[i]`, leads from `nodes[i]` to the next, the last to the first. */
export interface Cycle {
  readonly nodes: readonly number[];
  readonly kinds: readonly number[];
}

/** Steps of searches: edges followed. */
export interface Allowance {
  steps: number;
}

/** The first kind whose bit is set; the order of a session only if there is nothing better to say. */
function kindOf(bits: number): number {
  const better = bits & ~bitOf(processEdge);
  return 31 - Math.clz32(better === 0 ? bits : better & -better);
}

export class ShortestCycle {
  readonly #forest: ComponentForest;
  readonly #meter: Meter;
  /** By state: a node is state `2 * node`, reached by an anti-dependency that another may not follow it is the one after. */
  readonly #seen: Int32Array;
  readonly #parent: Int32Array;
  readonly #parentKind: Uint8Array;
  readonly #queue: Int32Array;
  #search = 0;
  #tail = 0;

  constructor(forest: ComponentForest, meter: Meter) {
    this.#forest = forest;
    this.#meter = meter;
    this.#seen = new Int32Array(2 * forest.count);
    this.#parent = new Int32Array(2 * forest.count);
    this.#parentKind = new Uint8Array(2 * forest.count);
    this.#queue = new Int32Array(2 * forest.count);
  }

  /**
   * From each of `starts`: nodes that an edge of the class's required kind leads to. Undefined if there is none, or none
   * was found before the allowance was used up; a cycle that was found with the allowance used up may not be the shortest.
   */
  find(
    one: CycleClass,
    components: StrongComponents,
    component: number,
    starts: Iterable<number>,
    allowance: Allowance,
  ): Cycle | undefined {
    let best: Cycle | undefined;
    for (const start of starts) {
      if (allowance.steps <= 0 || best?.nodes.length === 2) break;
      best = this.#from(start, one, components, component, best?.nodes.length ?? Infinity, allowance) ?? best;
    }
    return best;
  }

  /** The shortest cycle through an edge of the required kind to `start`, if it is shorter than `bound`. */
  #from(
    start: number,
    one: CycleClass,
    components: StrongComponents,
    component: number,
    bound: number,
    allowance: Allowance,
  ): Cycle | undefined {
    const { first, target, mask, suffix } = this.#forest;
    const { apart } = filterOf(one);
    const { dependencyMask, requiredMask } = one;
    const realtime = one.clientOrder === realtimeOrder;
    const { begin, size } = components;
    const belongs = (node: number): boolean => components.component[node - begin] === component;
    const belongsApart = (node: number): boolean => components.component[node - begin + size] === component;
    this.#search++;
    this.#tail = 0;
    this.#visit(2 * start + (apart ? 1 : 0), -1, 0);
    let unreached = this.#forest.begin[(this.#forest.component[start] as number) + 1] as number;
    let depth = 0;
    let head = 0;
    while (head < this.#tail && depth + 1 < bound) {
      const levelEnd = this.#tail;
      depth++;
      for (; head < levelEnd; head++) {
        const state = this.#queue[head] as number;
        const node = state >> 1;
        const mayBeAnti = one.shape === oneAntiDependency ? 0 : (state & 1) === 1 ? 0 : one.antiMask;
        const mayClose = apart && (state & 1) === 1 ? 0 : requiredMask;
        const end = first[node + 1] as number;
        for (let place = first[node] as number; place < end; place++) {
          const bits = mask[place] as number;
          const reached = target[place] as number;
          if (reached === start && (bits & mayClose) !== 0) return this.#cycle(state, kindOf(bits & requiredMask));
          const dependency = bits & dependencyMask;
          if (dependency !== 0) {
            if (belongs(reached)) this.#visit(2 * reached, state, kindOf(dependency));
          } else if ((bits & mayBeAnti) !== 0) {
            if (!apart && belongs(reached)) this.#visit(2 * reached, state, kindOf(bits & mayBeAnti));
            if (apart && belongsApart(reached)) this.#visit(2 * reached + 1, state, kindOf(bits & mayBeAnti));
          }
        }
        // Without real time, nothing is behind the last node.
        const from = realtime ? (suffix[node] as number) : unreached;
        const steps = end - (first[node] as number) + 1 + Math.max(0, unreached - from);
        while (unreached > from) {
          unreached--;
          if (belongs(unreached)) this.#visit(2 * unreached, state, realtimeEdge);
        }
        allowance.steps -= steps;
        this.#meter.spend(steps);
      }
    }
    return undefined;
  }

  #visit(state: number, parent: number, kind: number): void {
    if (this.#seen[state] === this.#search) return;
    this.#seen[state] = this.#search;
    this.#parent[state] = parent;
    this.#parentKind[state] = kind;
    this.#queue[this.#tail++] = state;
  }

  #cycle(last: number, closing: number): Cycle {
    const nodes: number[] = [];
    const kinds: number[] = [closing];
    for (let state = last; state >= 0; state = this.#parent[state] as number) {
      nodes.push(state >> 1);
      if ((this.#parent[state] as number) >= 0) kinds.push(this.#parentKind[state] as number);
    }
    return { nodes: nodes.toReversed(), kinds: kinds.toReversed() };
  }
}
