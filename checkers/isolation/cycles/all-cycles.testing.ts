/** The oracle of the cycle search: every simple cycle of a small graph, by enumeration; and random small graphs. */
import fc from 'fast-check';
import { EdgeColumns, processEdge, realtimeEdge } from '../dependencies.ts';
import { aborted, committed, indeterminate, neverCompletes, type TransactionColumns } from '../transaction-columns.ts';
import { classify, type CycleClass } from './cycle-class.ts';

export interface SmallGraph {
  readonly transactions: TransactionColumns;
  readonly edges: EdgeColumns;
}

export interface Arrow {
  readonly from: number;
  readonly to: number;
  readonly kind: number;
}

/** Only what the search of cycles looks at. */
export function smallTransactions(
  spans: readonly { readonly session: number; readonly overlap: number; readonly status: number }[],
): TransactionColumns {
  const invoke = spans.map((_, transaction) => 10 * transaction);
  const complete = spans.map(({ overlap, status }, transaction) =>
    status === committed ? 10 * (transaction + overlap) + 5 : neverCompletes,
  );
  const none = new Int32Array(0);
  return {
    workload: 'list-append',
    count: spans.length,
    status: Uint8Array.from(spans, ({ status }) => status),
    session: Int32Array.from(spans, ({ session }) => session),
    sessionCount: 1 + Math.max(0, ...spans.map(({ session }) => session)),
    invoke: Int32Array.from(invoke),
    complete: Int32Array.from(complete),
    first: new Int32Array(spans.length + 1),
    kind: new Uint8Array(0),
    key: none,
    version: none,
    list: none,
    listFirst: new Int32Array(1),
    elements: none,
    versionCount: 0,
    versionKey: none,
    versionValue: none,
  } as unknown as TransactionColumns;
}

export function smallEdges(arrows: readonly Arrow[]): EdgeColumns {
  const edges = new EdgeColumns();
  for (const [position, { from, to, kind }] of arrows.entries()) edges.add(from, to, kind, position);
  return edges;
}

/** Random graphs of `sizeMax` transactions at most. */
export function smallGraphs(sizeMax: number, edgesMax: number, kinds: readonly number[]): fc.Arbitrary<SmallGraph> {
  return fc.integer({ min: 2, max: sizeMax }).chain((size) => {
    const node = fc.nat(size - 1);
    const span = fc.record({
      session: fc.nat(2),
      overlap: fc.nat(size),
      status: fc.constantFrom(committed, committed, committed, indeterminate),
    });
    const arrow = fc.record({ from: node, to: node, kind: fc.constantFrom(...kinds) });
    return fc
      .tuple(fc.array(span, { minLength: size, maxLength: size }), fc.array(arrow, { maxLength: edgesMax }))
      .map(([spans, arrows]) => ({ transactions: smallTransactions(spans), edges: smallEdges(arrows) }));
  });
}

/** Every edge, those of sessions and the whole real-time relation too, by their definitions. */
export function allArrows({ transactions, edges }: SmallGraph): Arrow[] {
  const { count, invoke, complete, session, status } = transactions;
  const arrows: Arrow[] = Array.from({ length: edges.count }, (_, edge) => ({
    from: edges.from[edge] as number,
    to: edges.to[edge] as number,
    kind: edges.kind[edge] as number,
  }));
  for (let from = 0; from < count; from++) {
    for (let to = 0; to < count; to++) {
      if (from === to) continue;
      if ((complete[from] as number) < (invoke[to] as number)) arrows.push({ from, to, kind: realtimeEdge });
      const between = Array.from({ length: Math.max(0, to - from) }, (__, step) => from + step).slice(1);
      const ranBetween = between.some((one) => session[one] === session[to] && status[one] === committed);
      const counts = from < to && status[from] === committed && status[to] !== aborted && !ranBetween;
      if (counts && session[from] === session[to]) arrows.push({ from, to, kind: processEdge });
    }
  }
  return arrows;
}

export interface SimpleCycle {
  readonly nodes: readonly number[];
  readonly kinds: readonly number[];
  readonly one: CycleClass;
}

/** Each simple cycle once for each choice of its edges, beginning at its smallest node. */
export function allCycles(graph: SmallGraph): SimpleCycle[] {
  const arrows = allArrows(graph);
  const found: SimpleCycle[] = [];
  const walk = (nodes: readonly number[], kinds: readonly number[]): void => {
    const [start, last] = [nodes[0] as number, nodes.at(-1) as number];
    for (const { from, to, kind } of arrows) {
      if (from !== last || to < start) continue;
      const longer = [...kinds, kind];
      if (to === start && nodes.length > 1) found.push({ nodes, kinds: longer, one: classify(longer) });
      else if (!nodes.includes(to)) walk([...nodes, to], longer);
    }
  };
  for (let start = 0; start < graph.transactions.count; start++) walk([start], []);
  return found;
}
