/**
 * Finds the cycles among transactions: in each strongly connected component of the edges that a class may use, one
 * shortest cycle of the class, unless a cycle of a class that says more lies in the same component. Classes are
 * taken from the smallest on, so that what a search finds belongs to the class searched for.
 */
import type { EdgeColumns } from '../dependencies.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { cyclicComponents, type ComponentForest } from './component-forest.ts';
import {
  antiBits,
  bitOf,
  cycleClasses,
  oneAntiDependency,
  predicateAntiBit,
  processOrder,
  saysMore,
  type CycleClass,
} from './cycle-class.ts';
import { processEdge } from '../dependencies.ts';
import { CycleExamples, type FoundCycle } from './cycle-examples.ts';
import type { Meter } from './meter.ts';
import { ShortestCycle, type Allowance, type Cycle } from './shortest-cycle.ts';
import { DependencyOrder } from './single-anti-dependency.ts';
import { filterOf, StrongComponents } from './strong-components.ts';
import { buildGraph } from './transaction-graph.ts';

export interface CycleOptions {
  /** Examples kept of each class, the shortest. */
  readonly examples: number;
  /** Edges followed in search of the shortest cycle of one class in one component, besides a few for each of its edges. */
  readonly steps: number;
  /** A component with that many transactions is swept for single anti-dependencies, not searched from each. */
  readonly sweptFrom: number;
}

export const defaultCycleOptions: CycleOptions = { examples: 8, steps: 2_000_000, sweptFrom: 64 };

export interface CycleFindings {
  /** Of each class the shortest, in the order of classes. */
  readonly examples: readonly FoundCycle[];
  /** Per class, by name: in how many components it is, none of which has a cycle of a smaller class. */
  readonly counts: ReadonlyMap<string, number>;
  /** The transactions that are on a cycle of any class, real time included, and for each the number of its component. */
  readonly cyclic: { readonly transaction: Int32Array; readonly component: Int32Array };
  /** Names of the classes that were not searched to the end in some component. */
  readonly leftOut: readonly string[];
}

class CycleSearch {
  readonly #forest: ComponentForest;
  readonly #meter: Meter;
  readonly #options: CycleOptions;
  readonly #shortest: ShortestCycle;
  readonly #found: { readonly one: CycleClass; readonly node: number }[] = [];
  readonly #orders = new Map<string, DependencyOrder>();
  readonly examples: CycleExamples;
  readonly leftOut = new Set<string>();

  constructor(forest: ComponentForest, meter: Meter, options: CycleOptions) {
    this.#forest = forest;
    this.#meter = meter;
    this.#options = options;
    this.#shortest = new ShortestCycle(forest, meter);
    this.examples = new CycleExamples(options.examples);
  }

  search(): void {
    let present = 0;
    for (const bits of this.#forest.mask) present |= bits;
    let filtered = '';
    let components: StrongComponents | undefined;
    for (const one of cycleClasses) {
      if (one.predicate && (present & predicateAntiBit) === 0) continue;
      if (one.clientOrder === processOrder && (present & bitOf(processEdge)) === 0) continue;
      const filter = filterOf(one);
      const needed = Object.values(filter).join(' ');
      if (components === undefined || needed !== filtered) {
        components = new StrongComponents(this.#forest, 0, this.#forest.count, filter, this.#meter);
        filtered = needed;
      }
      this.#searchClass(one, components);
    }
  }

  #searchClass(one: CycleClass, components: StrongComponents): void {
    const isSaid = new Uint8Array(components.states.length);
    for (const { one: smaller, node } of this.#found) {
      if (saysMore(smaller, one)) isSaid[components.componentOf(node)] = 1;
    }
    for (const [component, starts] of this.#startsByComponent(one, components, isSaid)) {
      const cycle = this.#searchComponent(one, components, component, starts);
      if (cycle === undefined) continue;
      this.#found.push({ one, node: representative(cycle.cycle) });
      this.examples.add(one, cycle.cycle, cycle.shortest, this.#forest);
    }
  }

  /** By component of which nothing is said: the nodes to which an edge leads within it that each cycle of the class needs. */
  #startsByComponent(one: CycleClass, components: StrongComponents, isSaid: Uint8Array): Map<number, number[]> {
    const { count, first, target, mask } = this.#forest;
    const { component: own, states } = components;
    const { apart } = filterOf(one);
    const shift = apart ? components.size : 0;
    const isStart = new Uint8Array(count);
    for (let node = 0; node < count; node++) {
      const component = own[node] as number;
      if ((states[component] as number) === 1 || isSaid[component] === 1) continue;
      for (let place = first[node] as number; place < (first[node + 1] as number); place++) {
        if (((mask[place] as number) & one.requiredMask) === 0) continue;
        const reached = target[place] as number;
        if (own[reached + shift] === component) isStart[reached] = 1;
      }
    }
    const starts = new Map<number, number[]>();
    for (let node = 0; node < count; node++) {
      if (isStart[node] === 0) continue;
      const component = own[node + shift] as number;
      const among = starts.get(component);
      if (among === undefined) starts.set(component, [node]);
      else among.push(node);
    }
    return starts;
  }

  #searchComponent(
    one: CycleClass,
    components: StrongComponents,
    component: number,
    starts: readonly number[],
  ): { readonly cycle: Cycle; readonly shortest: boolean } | undefined {
    const { begin, component: own, first } = this.#forest;
    const whole = own[starts[0] as number] as number;
    const [from, to] = [begin[whole] as number, begin[whole + 1] as number];
    const edges = (first[to] as number) - (first[from] as number) + to - from;
    const allowance: Allowance = { steps: this.#options.steps + 4 * edges };
    let complete = true;
    let promising = starts;
    if (one.shape === oneAntiDependency && to - from >= this.#options.sweptFrom) {
      const swept = this.#order(one, whole).closing(starts, allowance);
      promising = swept.found;
      complete = swept.complete;
      allowance.steps = Math.max(allowance.steps, this.#options.steps >> 2);
    }
    const cycle = this.#shortest.find(one, components, component, promising, allowance);
    if (cycle !== undefined) return { cycle, shortest: complete && allowance.steps > 0 };
    if (!complete || allowance.steps <= 0) this.leftOut.add(one.name);
    return undefined;
  }

  #order(one: CycleClass, whole: number): DependencyOrder {
    const key = `${whole} ${one.name}`;
    const known = this.#orders.get(key);
    if (known !== undefined) return known;
    const { begin } = this.#forest;
    const order = new DependencyOrder(
      this.#forest,
      begin[whole] as number,
      begin[whole + 1] as number,
      one,
      this.#meter,
    );
    this.#orders.set(key, order);
    return order;
  }
}

/** A node of the cycle that a dependency leads to; any, if there is none. */
function representative({ nodes, kinds }: Cycle): number {
  const position = kinds.findIndex((kind) => (bitOf(kind) & antiBits) === 0);
  return nodes[(position + 1) % nodes.length] as number;
}

/**
 * All cycles of all classes, whatever the model permits: what one model permits tells which stronger ones are broken.
 * About linear where components are small; in a large one the search for the shortest is bounded. Throws Stopped if the
 * budget is used up.
 */
export function findCycles(
  transactions: TransactionColumns,
  edges: EdgeColumns,
  meter: Meter,
  options: CycleOptions = defaultCycleOptions,
): CycleFindings {
  const forest = cyclicComponents(buildGraph(transactions, edges), meter);
  const search = new CycleSearch(forest, meter, options);
  if (forest.count > 0) search.search();
  return {
    examples: search.examples.withVersions(edges),
    counts: search.examples.counts,
    cyclic: { transaction: forest.transaction, component: forest.component },
    leftOut: [...search.leftOut],
  };
}
