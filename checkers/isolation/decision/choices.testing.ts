/** For tests: decides a polygraph by trying every way to make its choices, with nothing but a search for cycles. */
import { commitNode, startNode, type Polygraph } from './polygraph.ts';

function isAcyclic(nodes: number, edges: readonly (readonly [number, number])[]): boolean {
  const out = Array.from({ length: nodes }, (): number[] => []);
  for (const [from, to] of edges) out[from]?.push(to);
  const state = new Uint8Array(nodes);
  const visit = (node: number): boolean => {
    if (state[node] !== 0) return state[node] === 2;
    state[node] = 1;
    const fine = (out[node] as number[]).every((next) => visit(next));
    state[node] = 2;
    return fine;
  };
  return out.every((_, node) => visit(node));
}

export function someChoiceFits(polygraph: Polygraph): boolean {
  const { graph, choices, shape, cyclic, blocked } = polygraph;
  if (cyclic || blocked !== undefined) return false;
  const edges: [number, number][] = [];
  for (let edge = 0; edge < graph.edgeCount; edge++) edges.push([graph.edge(edge).from, graph.edge(edge).to]);
  const search = (choice: number): boolean => {
    if (!isAcyclic(graph.nodes, edges)) return false;
    if (choice === choices.count) return true;
    const pair = [choices.first[choice] as number, choices.second[choice] as number] as const;
    return [0, 1].some((side) => {
      const kept = edges.length;
      const [earlier, later] = side === 0 ? pair : ([pair[1], pair[0]] as const);
      edges.push([commitNode(shape, earlier), startNode(shape, later)]);
      const literal = choice * 2 + side;
      for (const reader of choices.reader.subarray(choices.readerFirst[literal], choices.readerFirst[literal + 1]))
        edges.push([startNode(shape, reader), commitNode(shape, later)]);
      const fits = search(choice + 1);
      edges.length = kept;
      return fits;
    });
  };
  return search(0);
}
