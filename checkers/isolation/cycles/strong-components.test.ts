import { expect, it } from 'vitest';
import { rwEdge, wrEdge, wwEdge } from '../dependencies.ts';
import { committed } from '../transaction-columns.ts';
import { smallEdges, smallTransactions } from './all-cycles.testing.ts';
import { cycleClasses, type CycleClass } from './cycle-class.ts';
import { Meter } from './meter.ts';
import { filterOf, StrongComponents } from './strong-components.ts';
import { buildGraph } from './transaction-graph.ts';

const nonadjacent = cycleClasses.find(({ name }) => name === 'G-nonadjacent-item') as CycleClass;

it.each([
  [[rwEdge, rwEdge], false],
  [[rwEdge, rwEdge, wwEdge], false],
  [[rwEdge, wwEdge], true],
  [[rwEdge, wrEdge, rwEdge, wwEdge], true],
] as const)('no two anti-dependencies meet in a component of states: %j', (kinds, hasCycle) => {
  const size = kinds.length;
  const spans = kinds.map((_, session) => ({ session, overlap: size, status: committed }));
  const edges = smallEdges(kinds.map((kind, from) => ({ from, to: (from + 1) % size, kind })));
  const graph = buildGraph(smallTransactions(spans), edges);
  expect(new StrongComponents(graph, 0, size, filterOf(nonadjacent), new Meter({})).hasCycle).toBe(hasCycle);
});
