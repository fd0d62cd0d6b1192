/** A short cycle in what is known of the commit order, or an order without one. */
import type { CommitOrder } from './commit-order.ts';
import type { Groups } from '../decision/polygraph.ts';
import { happensBeforeOrder } from './causal.ts';

/** Nodes of the smallest strongly connected component of more than one node. Tarjan 1972, without recursion. */
function smallestComponent(order: CommitOrder, outgoing: Groups): number[] {
  const { count } = order.observations;
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const position = outgoing.first.slice(0, count);
  const [stack, path]: [number[], number[]] = [[], []];
  let [next, best]: [number, number[]] = [0, []];
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    path.push(root);
    while (path.length > 0) {
      const node = path.at(-1) as number;
      if (index[node] === -1) {
        index[node] = low[node] = next++;
        stack.push(node);
        onStack[node] = 1;
      }
      const at = position[node] as number;
      if (at < (outgoing.first[node + 1] as number)) {
        position[node] = at + 1;
        const to = order.to.at(outgoing.rows[at] as number);
        if (index[to] === -1) path.push(to);
        else if (onStack[to] === 1) low[node] = Math.min(low[node] as number, index[to] as number);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[node] as number);
      if (low[node] !== index[node]) continue;
      const component = stack.splice(stack.lastIndexOf(node));
      for (const member of component) onStack[member] = 0;
      if (component.length > 1 && (best.length === 0 || component.length < best.length)) best = component;
    }
  }
  return best;
}

/** The edges of a shortest path among those that lead within `members`; undefined if there is none. */
export function shortestPath(
  order: CommitOrder,
  outgoing: Groups,
  from: number,
  to: number,
  members?: ReadonlySet<number>,
): number[] | undefined {
  const foundBy = new Map<number, number>();
  const queue = [from];
  for (const node of queue)
    for (let at = outgoing.first[node] as number; at < (outgoing.first[node + 1] as number); at++) {
      const edge = outgoing.rows[at] as number;
      const next = order.to.at(edge);
      if (foundBy.has(next) || members?.has(next) === false) continue;
      foundBy.set(next, edge);
      if (next !== to) {
        queue.push(next);
        continue;
      }
      const path: number[] = [];
      for (let back = to; path.length === 0 || back !== from; back = order.from.at(path.at(-1) as number))
        path.push(foundBy.get(back) as number);
      return path.toReversed();
    }
  return undefined;
}

/** Nodes tried as the beginning of a cycle: the shortest of these many is shown. */
const mostBeginnings = 50;

export type CommitOrderEnd =
  | { readonly cycle: readonly number[]; readonly sorted?: undefined }
  | { readonly sorted: Int32Array; readonly cycle?: undefined };

/** Edges of a cycle, or all nodes in a commit order. O(nodes + edges). */
export function cycleOrOrder(order: CommitOrder): CommitOrderEnd {
  const outgoing = order.outgoing();
  const sorted = happensBeforeOrder(order, outgoing, order.from.length);
  if (sorted !== undefined) return { sorted };
  const component = smallestComponent(order, outgoing);
  const members = new Set(component);
  let best: readonly number[] = [];
  for (const node of component.slice(0, mostBeginnings)) {
    const cycle = shortestPath(order, outgoing, node, node, members);
    if (cycle !== undefined && (best.length === 0 || cycle.length < best.length)) best = cycle;
  }
  return { cycle: best };
}
