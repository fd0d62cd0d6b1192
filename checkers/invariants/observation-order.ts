/**
 * Whether operations that observed growing keys have a common order. Whoever saw less of a key comes before whoever saw
 * more, and an increment before whoever read what it wrote. Stated for all pairs that would be quadratic, so each pair
 * (key, value) has a gate: operations that saw less lead into it, those that saw the value or more lead out. Edges are
 * about three an observation. A strongly connected component of two or more operations has no order; a breadth-first
 * search in it finds a shortest circle through one of them.
 */

/** One step of a circle: the operation saw `less` of the key than the next one did. */
export interface ObservationStep {
  readonly operation: number;
  readonly key: number;
  readonly less: number;
  readonly more: number;
}

const unvisited = -1;

class Edges {
  readonly #from: number[] = [];
  readonly #to: number[] = [];

  add(from: number, to: number): void {
    this.#from.push(from);
    this.#to.push(to);
  }

  /** Targets of node n are `targets[first[n]]` to `targets[first[n + 1]]`. */
  compressed(nodes: number): { readonly first: Int32Array; readonly targets: Int32Array } {
    const first = new Int32Array(nodes + 1);
    for (const from of this.#from) first[from + 1] = (first[from + 1] as number) + 1;
    for (let node = 0; node < nodes; node++) first[node + 1] = (first[node + 1] as number) + (first[node] as number);
    const next = first.slice();
    const targets = new Int32Array(this.#to.length);
    for (const [edge, from] of this.#from.entries()) {
      const place = next[from] as number;
      targets[place] = this.#to[edge] as number;
      next[from] = place + 1;
    }
    return { first, targets };
  }
}

interface Graph {
  readonly nodes: number;
  readonly first: Int32Array;
  readonly targets: Int32Array;
}

/** The component of each node (Tarjan 1972, without recursion), and how many nodes each has. O(nodes + edges). */
function components({ nodes, first, targets }: Graph): { readonly of: Int32Array; readonly sizes: readonly number[] } {
  const of = new Int32Array(nodes).fill(unvisited);
  const order = new Int32Array(nodes).fill(unvisited);
  const low = new Int32Array(nodes);
  const next = first.slice(0, nodes);
  const open: number[] = [];
  const path: number[] = [];
  const sizes: number[] = [];
  let visited = 0;
  for (let root = 0; root < nodes; root++) {
    if (order[root] !== unvisited) continue;
    path.push(root);
    while (path.length > 0) {
      const node = path.at(-1) as number;
      if (order[node] === unvisited) {
        order[node] = low[node] = visited++;
        open.push(node);
      }
      const edge = next[node] as number;
      if (edge < (first[node + 1] as number)) {
        next[node] = edge + 1;
        const target = targets[edge] as number;
        if (order[target] === unvisited) path.push(target);
        else if (of[target] === unvisited) low[node] = Math.min(low[node] as number, order[target] as number);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[node] as number);
      if (low[node] !== order[node]) continue;
      let size = 0;
      for (let member = unvisited; member !== node; size++) {
        member = open.pop() as number;
        of[member] = sizes.length;
      }
      sizes.push(size);
    }
  }
  return { of, sizes };
}

/** A shortest way from a node back to itself within its component; the nodes on it, the first one once. */
function circle({ nodes, first, targets }: Graph, of: Int32Array, start: number): number[] {
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head] as number;
    for (let edge = first[node] as number; edge < (first[node + 1] as number); edge++) {
      const target = targets[edge] as number;
      if (of[target] !== of[start]) continue;
      if (target === start) {
        const way = [node];
        for (let at = node; at !== start;) way.push((at = cameFrom.get(at) ?? start));
        return way.toReversed();
      }
      if (cameFrom.has(target) || cameFrom.size > nodes) continue;
      cameFrom.set(target, node);
      queue.push(target);
    }
  }
  return [start];
}

const mostCircles = 100;

export class ObservationOrder {
  readonly #operations: number;
  /** Per key: the values seen, with who read them and who wrote them. */
  readonly #seen: Map<number, { readonly readers: number[]; readonly writers: number[] }>[];
  /** What each operation saw of each key, to tell the steps of a circle. */
  readonly #views = new Map<number, Map<number, number>>();

  constructor(operations: number, keys: number) {
    this.#operations = operations;
    this.#seen = Array.from({ length: keys }, () => new Map());
  }

  add(operation: number, key: number, value: number, isWriter: boolean): void {
    const ofKey = this.#seen[key] as Map<number, { readonly readers: number[]; readonly writers: number[] }>;
    let seen = ofKey.get(value);
    if (seen === undefined) ofKey.set(value, (seen = { readers: [], writers: [] }));
    (isWriter ? seen.writers : seen.readers).push(operation);
  }

  /** One circle for each component without an order (at most a hundred). O(n log n). */
  *cycles(): Generator<readonly ObservationStep[]> {
    const graph = this.#graph();
    const { of, sizes } = components(graph);
    const told = new Set<number>();
    for (let operation = 0; operation < this.#operations && told.size < mostCircles; operation++) {
      const component = of[operation] as number;
      if ((sizes[component] as number) < 2 || told.has(component)) continue;
      told.add(component);
      const members = circle(graph, of, operation).filter((node) => node < this.#operations);
      if (members.length > 1) yield this.#steps(members);
    }
  }

  /**
   * Nodes: operations, then gates. Gate of a value: who saw less -> gate -> its writers, and gate -> next gate; writers ->
   * readers through a second gate, so that readers lie after all writers.
   */
  #graph(): Graph {
    const edges = new Edges();
    let nodes = this.#operations;
    for (const ofKey of this.#seen) {
      const values = [...ofKey.keys()].toSorted((left, right) => left - right);
      let before = -1;
      for (const value of values) {
        const { readers, writers } = ofKey.get(value) ?? { readers: [], writers: [] };
        const written = nodes++;
        const over = nodes++;
        if (before >= 0) edges.add(before, written);
        for (const writer of writers) {
          if (before >= 0) edges.add(before, writer);
          edges.add(writer, written);
        }
        for (const reader of readers) {
          edges.add(written, reader);
          edges.add(reader, over);
        }
        edges.add(written, over);
        before = over;
      }
    }
    return { nodes, ...edges.compressed(nodes) };
  }

  #steps(members: readonly number[]): readonly ObservationStep[] {
    for (const [key, ofKey] of this.#seen.entries()) {
      for (const [value, { readers, writers }] of ofKey) {
        for (const operation of [...readers, ...writers]) {
          if (!members.includes(operation)) continue;
          let view = this.#views.get(operation);
          if (view === undefined) this.#views.set(operation, (view = new Map()));
          view.set(key, value);
        }
      }
    }
    return members.map((operation, position) =>
      this.#step(operation, members[(position + 1) % members.length] as number),
    );
  }

  #step(from: number, to: number): ObservationStep {
    const [mine, theirs] = [this.#views.get(from) ?? new Map(), this.#views.get(to) ?? new Map()] as readonly [
      Map<number, number>,
      Map<number, number>,
    ];
    let equal = { operation: from, key: 0, less: 0, more: 0 };
    for (const [key, less] of mine) {
      const more = theirs.get(key);
      if (more === undefined || more < less) continue;
      if (more > less) return { operation: from, key, less, more };
      equal = { operation: from, key, less, more };
    }
    return equal;
  }
}
