/**
 * Strongly connected components of the part of a graph that a class of cycles may use: Tarjan's algorithm in Pearce's form
 * ("An imperative algorithm for strongly connected components", IPL 2016: one number for each node), without recursion.
 *
 * States, not nodes, are what is connected:
 * - node x, reached by a dependency: state x;
 * - node x, reached by an anti-dependency: state n + x, which only dependencies leave. These exist where no two
 *   anti-dependencies may be adjacent. A cycle of states is a closed walk of nodes, and the walk has a simple cycle in it
 *   of the same kind: where it passes a node twice, it falls apart into two closed walks; if one of them has two adjacent
 *   anti-dependencies there, the edges of the other are both dependencies there, since neither pair of the walk was
 *   both anti-dependencies. So there is a cycle of states if and only if there is one of transactions;
 * - the suffix of nodes from j on, which real time reaches: it leads to node j and to the suffix from j + 1 on.
 * A component of several states has a cycle, for there are no self-edges and a suffix leads only to later nodes.
 */
import { antiBits, noneAdjacent, oneAntiDependency, realtimeOrder, type CycleClass } from './cycle-class.ts';
import type { Meter } from './meter.ts';
import type { TransactionGraph } from './transaction-graph.ts';

/** Which edges count, and how they may follow one another. */
export interface EdgeFilter {
  readonly dependencyMask: number;
  readonly antiMask: number;
  /** True if no two anti-dependencies may be adjacent. */
  readonly apart: boolean;
  readonly realtime: boolean;
}

export const everyEdge: EdgeFilter = {
  dependencyMask: 0xff & ~antiBits,
  antiMask: antiBits,
  apart: false,
  realtime: true,
};

/** The edges of a class. At most one anti-dependency is searched among cycles with none adjacent, which include those. */
export function filterOf({ dependencyMask, antiMask, shape, clientOrder }: CycleClass): EdgeFilter {
  const apart = shape === oneAntiDependency || shape === noneAdjacent;
  return { dependencyMask, antiMask, apart, realtime: clientOrder === realtimeOrder };
}

/** The states that a state leads to, one at a time. */
class Successors {
  /** How many states there are. */
  readonly count: number;
  readonly #graph: TransactionGraph;
  readonly #begin: number;
  readonly #size: number;
  readonly #filter: EdgeFilter;
  /** Number of the state of the suffix from the first node on. */
  readonly #suffixBase: number;
  readonly #cursor: Int32Array;

  constructor(graph: TransactionGraph, begin: number, end: number, filter: EdgeFilter) {
    this.#graph = graph;
    this.#begin = begin;
    this.#size = end - begin;
    this.#filter = filter;
    this.#suffixBase = filter.apart ? 2 * this.#size : this.#size;
    this.count = this.#suffixBase + (filter.realtime ? this.#size : 0);
    this.#cursor = new Int32Array(this.count);
  }

  enter(state: number): void {
    if (state >= this.#suffixBase) return;
    this.#cursor[state] = this.#graph.first[this.#nodeOf(state)] as number;
  }

  /** The next state that this one leads to, or -1 after the last. */
  next(state: number): number {
    return state < this.#suffixBase ? this.#afterNode(state) : this.#afterSuffix(state);
  }

  #nodeOf(state: number): number {
    return this.#begin + (state < this.#size ? state : state - this.#size);
  }

  #afterNode(state: number): number {
    const { first, target, mask, suffix } = this.#graph;
    const { dependencyMask, antiMask, apart, realtime } = this.#filter;
    const node = this.#nodeOf(state);
    const end = first[node + 1] as number;
    const follows = dependencyMask | (state < this.#size ? antiMask : 0);
    let place = this.#cursor[state] as number;
    while (place < end && ((mask[place] as number) & follows) === 0) place++;
    this.#cursor[state] = place + 1;
    if (place < end) {
      const reached = (target[place] as number) - this.#begin;
      return apart && ((mask[place] as number) & dependencyMask) === 0 ? reached + this.#size : reached;
    }
    if (!realtime || place > end) return -1;
    const later = (suffix[node] as number) - this.#begin;
    return later < this.#size ? this.#suffixBase + later : -1;
  }

  #afterSuffix(state: number): number {
    const step = this.#cursor[state]!++;
    const position = state - this.#suffixBase;
    if (step === 0) return position;
    return step === 1 && position + 1 < this.#size ? state + 1 : -1;
  }
}

/** The components of nodes `begin` to `end` (exclusive), whose edges lead nowhere else. */
export class StrongComponents {
  readonly begin: number;
  readonly size: number;
  /** Per state: number of its component. An edge between two components leads from the smaller number to the larger. */
  readonly component: Int32Array;
  /** Per component: how many states it has. */
  readonly states: Int32Array;

  constructor(graph: TransactionGraph, begin: number, end: number, filter: EdgeFilter, meter: Meter) {
    this.begin = begin;
    this.size = end - begin;
    const successors = new Successors(graph, begin, end, filter);
    const { count } = successors;
    this.component = new Int32Array(count);
    this.#connect(successors, meter);
    this.states = new Int32Array(count + 1);
    const { component, states } = this;
    for (let state = 0; state < count; state++) states[component[state] as number]!++;
  }

  /** The state of a node that a dependency has reached. */
  componentOf(node: number): number {
    return this.component[node - this.begin] as number;
  }

  get hasCycle(): boolean {
    return this.states.some((size) => size > 1);
  }

  /**
   * While a state is open its number in `component` counts the states before it, plus one; when its component is whole, it
   * gets the component's number, counted down from above, which is never smaller than one in use. `frames` holds the path
   * of the walk from its beginning, and the states whose component is not whole yet from its end.
   */
  #connect(successors: Successors, meter: Meter): void {
    const { component } = this;
    const count = component.length;
    const isRoot = new Uint8Array(count);
    const frames = new Int32Array(count + 1);
    let open = count + 1;
    let depth = 0;
    let nextIndex = 1;
    let nextComponent = count;
    for (let start = 0; start < count; start++) {
      if (component[start] !== 0) continue;
      let state = start;
      component[state] = nextIndex++;
      isRoot[state] = 1;
      frames[depth++] = state;
      successors.enter(state);
      while (depth > 0) {
        const next = successors.next(state);
        if (next >= 0) {
          const reached = component[next] as number;
          if (reached === 0) {
            state = next;
            component[state] = nextIndex++;
            isRoot[state] = 1;
            frames[depth++] = state;
            successors.enter(state);
          } else if (reached < (component[state] as number)) {
            component[state] = reached;
            isRoot[state] = 0;
          }
          continue;
        }
        // Every edge of the state has been followed.
        const lowest = component[state] as number;
        depth--;
        if (isRoot[state] === 1) {
          nextIndex--;
          while (open <= count && (component[frames[open] as number] as number) >= lowest) {
            component[frames[open++] as number] = nextComponent;
            nextIndex--;
          }
          component[state] = nextComponent--;
        } else frames[--open] = state;
        if (depth === 0) break;
        const child = component[state] as number;
        state = frames[depth - 1] as number;
        if (child < (component[state] as number)) {
          component[state] = child;
          isRoot[state] = 0;
        }
      }
      meter.spend(1);
    }
  }
}
