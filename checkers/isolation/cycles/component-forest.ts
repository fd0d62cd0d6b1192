/**
 * The components that have a cycle, cut out of the whole graph: their transactions numbered anew, those of one component
 * side by side and in the order of their invocations, with the edges among them only. Everything after the first pass
 * over the graph works on these.
 */
import { isAcyclic } from './acyclic.ts';
import type { Meter } from './meter.ts';
import { everyEdge, StrongComponents } from './strong-components.ts';
import type { TransactionGraph } from './transaction-graph.ts';

export interface ComponentForest extends TransactionGraph {
  /** Per node: its transaction. */
  readonly transaction: Int32Array;
  /** Component c has the nodes `begin[c]` to `begin[c + 1]` (exclusive). An edge between components leads to a later one. */
  readonly begin: readonly number[];
  /** Per node: number of its component. */
  readonly component: Int32Array;
}

/** Nodes in cyclic components, sorted by component and within it by number. */
function cyclicNodes(whole: StrongComponents): { nodes: Int32Array; begin: number[] } {
  const { size, states, component } = whole;
  const start = new Int32Array(states.length);
  const members = new Int32Array(states.length);
  for (let node = 0; node < size; node++) {
    const own = component[node] as number;
    if ((states[own] as number) > 1) members[own]!++;
  }
  const begin = [0];
  let total = 0;
  for (let own = 0; own < members.length; own++) {
    if (members[own] === 0) continue;
    start[own] = total;
    total += members[own] as number;
    begin.push(total);
  }
  const nodes = new Int32Array(total);
  for (let node = 0; node < size; node++) {
    const own = component[node] as number;
    if ((states[own] as number) > 1) nodes[start[own]!++] = node;
  }
  return { nodes, begin };
}

/** The edges within components, those between the same two nodes made one. */
function innerEdges(graph: TransactionGraph, nodes: Int32Array, component: Int32Array): TransactionGraph {
  const place = new Int32Array(graph.count).fill(-1);
  for (let node = 0; node < nodes.length; node++) place[nodes[node] as number] = node;
  const first = new Int32Array(nodes.length + 1);
  const targets: number[] = [];
  const masks: number[] = [];
  const seenAt = new Int32Array(nodes.length).fill(-1);
  for (let node = 0; node < nodes.length; node++) {
    const transaction = nodes[node] as number;
    const rowBegin = targets.length;
    for (let edge = graph.first[transaction] as number; edge < (graph.first[transaction + 1] as number); edge++) {
      const reached = graph.target[edge] as number;
      if (component[reached] !== component[transaction]) continue;
      const target = place[reached] as number;
      const seen = seenAt[target] as number;
      if (seen >= rowBegin) masks[seen] = (masks[seen] as number) | (graph.mask[edge] as number);
      else {
        seenAt[target] = targets.length;
        targets.push(target);
        masks.push(graph.mask[edge] as number);
      }
    }
    first[node + 1] = targets.length;
  }
  const target = Int32Array.from(targets);
  const mask = Uint8Array.from(masks);
  return { count: nodes.length, first, target, mask, suffix: new Int32Array(nodes.length) };
}

/** Numbers the components, and finds where real time leads in each: its first node at or after the transaction meant. */
function innerSuffixes(graph: TransactionGraph, { transaction, suffix, begin, component: own }: ComponentForest): void {
  for (let component = 0; component + 1 < begin.length; component++) {
    const end = begin[component + 1] as number;
    for (let node = begin[component] as number; node < end; node++) {
      own[node] = component;
      const bound = graph.suffix[transaction[node] as number] as number;
      let low = node + 1;
      let high = end;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((transaction[middle] as number) >= bound) high = middle;
        else low = middle + 1;
      }
      suffix[node] = low;
    }
  }
}

const none = new Int32Array(0);
const emptyForest: ComponentForest = {
  count: 0,
  first: new Int32Array(1),
  target: none,
  mask: new Uint8Array(0),
  suffix: none,
  transaction: none,
  begin: [0],
  component: none,
};

/** The cyclic components of the whole graph, real time included. About linear. */
export function cyclicComponents(graph: TransactionGraph, meter: Meter): ComponentForest {
  if (isAcyclic(graph, meter)) return emptyForest;
  const whole = new StrongComponents(graph, 0, graph.count, everyEdge, meter);
  const { nodes, begin } = cyclicNodes(whole);
  const component = new Int32Array(nodes.length);
  const forest = { ...innerEdges(graph, nodes, whole.component), transaction: nodes, begin, component };
  innerSuffixes(graph, forest);
  return forest;
}
