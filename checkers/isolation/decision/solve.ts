/** Decides one polygraph: what follows without choices, then an attempt to run the history, then the search. */
import type { Observations } from './observations.ts';
import { ListSchedule } from './list-schedule.ts';
import { OrderSearch } from './order-search.ts';
import { buildPolygraph, commitNode, observedNode, type Polygraph, type Shape } from './polygraph.ts';

export type Solution =
  | {
      readonly end: 'order';
      readonly polygraph: Polygraph;
      /** Nodes of the graph. */ readonly order: readonly number[];
    }
  | { readonly end: 'contradiction'; /** Per node: it may be part of it. */ readonly involved: Uint8Array }
  | { readonly end: 'stopped'; readonly conflicts: number };

/** Nodes on a cycle of the known edges: the shortest through any of the first nodes that have one. */
function knownCycle({ graph, observations, shape }: Polygraph): Uint8Array {
  const involved = new Uint8Array(observations.count);
  let best: readonly number[] | undefined;
  for (let node = 0, found = 0; node < graph.nodes && found < 50; node++) {
    const cycle = graph.path(node, node);
    if (cycle === undefined) continue;
    found++;
    if (best === undefined || cycle.length < best.length) best = cycle;
  }
  for (const edge of best ?? []) involved[observedNode(shape, graph.to(edge))] = 1;
  return involved;
}

/** The cycle that one more known edge closes, and what that edge rests on. */
function blockedCycle(polygraph: Polygraph, search: OrderSearch): Uint8Array {
  const { graph, blocked } = polygraph;
  if (blocked !== undefined) {
    search.involved.cycle(graph.path(blocked.to, blocked.from) ?? [], blocked.from, blocked.to);
    search.involved.cycle(graph.path(blocked.viaFrom, blocked.viaTo) ?? [], blocked.viaFrom, blocked.viaTo);
  }
  return search.involved.nodes;
}

/** As many transactions as fit into the memory: a bit for each pair of points. */
export function fitsMemory(observations: Observations, shape: Shape, memoryLimitBytes: number): boolean {
  const nodes = observations.count * (shape.snapshots ? 2 : 1);
  const writers = new Int32Array(observations.keyCount);
  for (const key of observations.writeKey) writers[key] = (writers[key] as number) + 1;
  const pairs = writers.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  return (nodes * nodes) / 8 + pairs * 60 < memoryLimitBytes;
}

export function solve(observations: Observations, shape: Shape, shouldStop: () => boolean): Solution {
  const polygraph = buildPolygraph(observations, shape, shouldStop);
  if (polygraph.cyclic) return { end: 'contradiction', involved: knownCycle(polygraph) };
  const search = new OrderSearch(polygraph, shouldStop);
  if (polygraph.blocked !== undefined) return { end: 'contradiction', involved: blockedCycle(polygraph, search) };
  if (!search.begin()) return { end: 'contradiction', involved: search.involved.nodes };
  if (shouldStop()) return { end: 'stopped', conflicts: 0 };
  for (const preference of ['latest-ready', 'real-time'] as const) {
    const schedule = new ListSchedule(polygraph, preference);
    if (schedule.run(shouldStop)) return { end: 'order', polygraph, order: schedule.order };
    search.guess(schedule.hint());
  }
  const end = search.run();
  if (end === 'stopped') return { end: 'stopped', conflicts: search.conflicts };
  if (end === 'contradiction') return { end: 'contradiction', involved: search.involved.nodes };
  return { end: 'order', polygraph, order: polygraph.graph.topologicalOrder() ?? [] };
}

/** Transactions in the order of their commits. */
export function commitOrder({ shape, observations }: Polygraph, order: readonly number[]): number[] {
  return order
    .filter((graphNode) => commitNode(shape, observedNode(shape, graphNode)) === graphNode)
    .map((graphNode) => observations.transaction[observedNode(shape, graphNode)] as number);
}
