/**
 * An order of transactions that closes as few cycles as can be had in linear time: first by component of all edges, as
 * one leads to another, then within a component by dependencies without anti-dependencies, which at snapshot isolation
 * have no cycle.
 */
import type { EdgeColumns } from '../dependencies.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import type { Meter } from './meter.ts';
import { everyEdge, StrongComponents } from './strong-components.ts';
import { buildGraph } from './transaction-graph.ts';

/** Compares two transactions: negative if the first one is earlier. Throws Stopped if the budget is used up. */
export function likelyOrder(
  transactions: TransactionColumns,
  edges: EdgeColumns,
  meter: Meter,
): (left: number, right: number) => number {
  const graph = buildGraph(transactions, edges);
  const { component } = new StrongComponents(graph, 0, graph.count, everyEdge, meter);
  const dependencies = { ...everyEdge, antiMask: 0 };
  const { component: within } = new StrongComponents(graph, 0, graph.count, dependencies, meter);
  return (left, right) =>
    (component[left] as number) - (component[right] as number) || (within[left] as number) - (within[right] as number);
}
