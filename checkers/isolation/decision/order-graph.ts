/**
 * A graph that stays acyclic while edges come and go, with its whole reachability as bits: whether one node must come
 * before another is one look. Adding an edge costs O(n) looks and O(n / 32) for each node that reaches more by it; the
 * latest edges are taken back in order. Every edge knows why it is there.
 */
import { NumberColumn } from './number-column.ts';

/** In `cause`: the edge holds whatever is chosen. */
export const noCause = -1;

export interface OrderEdge {
  readonly from: number;
  readonly to: number;
  /** Of `dependencies.ts`. */
  readonly kind: number;
  readonly key: number;
  /** The literal that brought it, or `noCause`. */
  readonly cause: number;
  /** An rw edge without cause rests on the order of these two nodes, that was known before: -1 if on nothing. */
  readonly viaFrom: number;
  readonly viaTo: number;
}

export class OrderGraph {
  readonly nodes: number;
  readonly #words: number;
  readonly #reach: Uint32Array;
  readonly #head: Int32Array;
  readonly #next = new NumberColumn();
  readonly #from = new NumberColumn();
  readonly #to = new NumberColumn();
  readonly #kind = new NumberColumn();
  readonly #key = new NumberColumn();
  readonly #cause = new NumberColumn();
  readonly #viaFrom = new NumberColumn();
  readonly #viaTo = new NumberColumn();
  /** Words of `reach` that changed, and what they were. */
  readonly #changedWord = new NumberColumn();
  readonly #changedFrom = new NumberColumn();
  /** Nodes that reach more than when `takeGrown` was last called. */
  readonly #grown = new NumberColumn();
  readonly #hasGrown: Uint8Array;
  /** For path(): the edge by which a node was found, and in which search. */
  readonly #foundBy: Int32Array;
  readonly #foundIn: Int32Array;
  readonly #queue: Int32Array;
  #searches = 0;

  constructor(nodes: number) {
    this.nodes = nodes;
    this.#words = Math.max(1, (nodes + 31) >>> 5);
    this.#reach = new Uint32Array(nodes * this.#words);
    this.#head = new Int32Array(nodes).fill(-1);
    this.#hasGrown = new Uint8Array(nodes);
    this.#foundBy = new Int32Array(nodes);
    this.#foundIn = new Int32Array(nodes).fill(-1);
    this.#queue = new Int32Array(nodes);
  }

  get edgeCount(): number {
    return this.#from.length;
  }

  edge(edge: number): OrderEdge {
    return {
      from: this.#from.at(edge),
      to: this.#to.at(edge),
      kind: this.#kind.at(edge),
      key: this.#key.at(edge),
      cause: this.#cause.at(edge),
      viaFrom: this.#viaFrom.at(edge),
      viaTo: this.#viaTo.at(edge),
    };
  }

  /** Edges out of a node are found from its first by `nextOut`; -1 ends them. */
  firstOut(node: number): number {
    return this.#head[node] as number;
  }

  nextOut(edge: number): number {
    return this.#next.at(edge);
  }

  to(edge: number): number {
    return this.#to.at(edge);
  }

  cause(edge: number): number {
    return this.#cause.at(edge);
  }

  /** There is a path of at least one edge. */
  reaches(from: number, to: number): boolean {
    return (((this.#reach[from * this.#words + (to >>> 5)] as number) >>> (to & 31)) & 1) === 1;
  }

  /** Stores the edge without looking what it leads to. `close` must be called before anything else is asked. */
  addLoose(from: number, to: number, kind: number, key: number, cause = noCause, viaFrom = -1, viaTo = -1): void {
    this.#next.push(this.#head[from] as number);
    this.#head[from] = this.#from.push(from);
    this.#to.push(to);
    this.#kind.push(kind);
    this.#key.push(key);
    this.#cause.push(cause);
    this.#viaFrom.push(viaFrom);
    this.#viaTo.push(viaTo);
  }

  /** False, and nothing is added, if it would close a cycle. */
  add(from: number, to: number, kind: number, key: number, cause = noCause, viaFrom = -1, viaTo = -1): boolean {
    if (from === to || this.reaches(to, from)) return false;
    this.addLoose(from, to, kind, key, cause, viaFrom, viaTo);
    if (!this.reaches(from, to)) this.#spread(from, to);
    return true;
  }

  #spread(from: number, to: number): void {
    const words = this.#words;
    const reach = this.#reach;
    const [target, word, bit] = [to * words, from >>> 5, from & 31];
    for (let node = 0, row = 0; node < this.nodes; node++, row += words) {
      if (node !== from && (((reach[row + word] as number) >>> bit) & 1) === 0) continue;
      if (this.reaches(node, to)) continue;
      for (let at = 0; at < words; at++) {
        const old = reach[row + at] as number;
        let more = (old | (reach[target + at] as number)) >>> 0;
        if (at === to >>> 5) more = (more | (1 << (to & 31))) >>> 0;
        if (more === old) continue;
        this.#changedWord.push(row + at);
        this.#changedFrom.push(old | 0);
        reach[row + at] = more;
      }
      if (this.#hasGrown[node] === 0) this.#grown.push(node);
      this.#hasGrown[node] = 1;
    }
  }

  /** Reachability of all loose edges, in one sweep. False if they have a cycle. O(edges times n / 32). */
  close(): boolean {
    const order = this.topologicalOrder();
    if (order === undefined) return false;
    const words = this.#words;
    const reach = this.#reach;
    for (const node of order.toReversed())
      for (let edge = this.firstOut(node); edge >= 0; edge = this.nextOut(edge)) {
        const to = this.to(edge);
        for (let at = 0; at < words; at++)
          reach[node * words + at] = (reach[node * words + at] as number) | (reach[to * words + at] as number);
        reach[node * words + (to >>> 5)] = (reach[node * words + (to >>> 5)] as number) | (1 << (to & 31));
      }
    return true;
  }

  /** Undefined if there is a cycle. */
  topologicalOrder(): number[] | undefined {
    const waiting = new Int32Array(this.nodes);
    for (let edge = 0; edge < this.edgeCount; edge++) waiting[this.to(edge)] = (waiting[this.to(edge)] as number) + 1;
    const order: number[] = [];
    for (let node = 0; node < this.nodes; node++) if (waiting[node] === 0) order.push(node);
    for (let at = 0; at < order.length; at++)
      for (let edge = this.firstOut(order[at] as number); edge >= 0; edge = this.nextOut(edge)) {
        const to = this.to(edge);
        waiting[to] = (waiting[to] as number) - 1;
        if (waiting[to] === 0) order.push(to);
      }
    return order.length === this.nodes ? order : undefined;
  }

  /** What to give `undo` to come back here. */
  mark(): readonly [edges: number, words: number] {
    return [this.edgeCount, this.#changedWord.length];
  }

  undo([edges, words]: readonly [edges: number, words: number]): void {
    for (let edge = this.edgeCount - 1; edge >= edges; edge--) this.#head[this.#from.at(edge)] = this.#next.at(edge);
    for (const column of [
      this.#next,
      this.#from,
      this.#to,
      this.#kind,
      this.#key,
      this.#cause,
      this.#viaFrom,
      this.#viaTo,
    ])
      column.truncate(edges);
    for (let change = this.#changedWord.length - 1; change >= words; change--)
      this.#reach[this.#changedWord.at(change)] = this.#changedFrom.at(change);
    this.#changedWord.truncate(words);
    this.#changedFrom.truncate(words);
  }

  /** Visits the nodes that reach more than before, and forgets them. */
  takeGrown(visit: (node: number) => void): void {
    for (let at = 0; at < this.#grown.length; at++) {
      const node = this.#grown.at(at);
      this.#hasGrown[node] = 0;
      visit(node);
    }
    this.#grown.truncate(0);
  }

  /** The edges of a shortest path, among those numbered below the limit; undefined if there is none. */
  path(from: number, to: number, limit = this.edgeCount): number[] | undefined {
    const search = this.#searches++;
    let [head, tail] = [0, 0];
    this.#queue[tail++] = from;
    while (head < tail) {
      const node = this.#queue[head++] as number;
      for (let edge = this.firstOut(node); edge >= 0; edge = this.nextOut(edge)) {
        const next = this.to(edge);
        if (edge >= limit || this.#foundIn[next] === search) continue;
        this.#foundIn[next] = search;
        this.#foundBy[next] = edge;
        if (next === to) return this.#pathBack(from, to);
        this.#queue[tail++] = next;
      }
    }
    return undefined;
  }

  #pathBack(from: number, to: number): number[] {
    const edges: number[] = [];
    let node = to;
    do {
      const edge = this.#foundBy[node] as number;
      edges.push(edge);
      node = this.#from.at(edge);
    } while (node !== from);
    return edges.toReversed();
  }
}
