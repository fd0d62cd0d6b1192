/**
 * A history as a polygraph (Papadimitriou, "The serializability of concurrent database updates", JACM 1979, section 3): the
 * dependencies that hold in every explanation, and per pair of transactions that wrote a common key a choice of who came
 * first. Whoever read the first's value did so before the second replaced it, on every key that both wrote.
 *
 * The history is serializable if and only if some choice leaves a graph without cycles: its topological order is a serial
 * order, and a serial order makes the choices. For snapshot isolation every transaction has two nodes, its snapshot and
 * its commit (Viper, EuroSys 2023; Adya 1999, section 4.3): what is read or replaced committed before the snapshot, and an
 * anti-dependency only says that the snapshot came before the commit of what it does not show. Again an order of the
 * points without cycles is an execution: no two that wrote a common key overlap, and each reads what was last committed.
 *
 * One choice for all keys of a pair: the same transaction comes first on each of them, since in both models transactions
 * with a common key do not overlap.
 */
import { processEdge, realtimeEdge, rwEdge, wrEdge, wwEdge } from '../dependencies.ts';
import { NumberColumn } from './number-column.ts';
import { fromInitial, type Observations } from './observations.ts';
import { OrderGraph } from './order-graph.ts';
import { eachRealTimeEdge, eachSessionEdge, type Precedence } from './precedence.ts';

/** Kind of the edge from a transaction's snapshot to its commit. */
export const withinTransaction = -1;

export interface Shape {
  /** Snapshot isolation: two nodes each. */
  readonly snapshots: boolean;
  readonly precedence: Precedence;
}

/** An edge that would close a cycle whatever is chosen. */
export interface BlockedEdge {
  readonly from: number;
  readonly to: number;
  readonly kind: number;
  readonly key: number;
  readonly viaFrom: number;
  readonly viaTo: number;
}

export interface Choices {
  readonly count: number;
  /** The pair of choice c. Literal 2c is "first before second", 2c + 1 the other way. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** What literal l brings beside its ww: rw edges from `reader[readerFirst[l]]` to `reader[readerFirst[l + 1]]` (exclusive). */
  readonly readerFirst: Int32Array;
  readonly reader: Int32Array;
  readonly readerKey: Int32Array;
}

export interface Polygraph {
  readonly observations: Observations;
  readonly shape: Shape;
  readonly graph: OrderGraph;
  readonly choices: Choices;
  /** Known edges have a cycle among themselves. */
  readonly cyclic: boolean;
  readonly blocked: BlockedEdge | undefined;
}

/** Nobody waits for it. */
export const neverStop = (): boolean => false;

export function startNode(shape: Shape, node: number): number {
  return shape.snapshots ? node * 2 : node;
}

export function commitNode(shape: Shape, node: number): number {
  return shape.snapshots ? node * 2 + 1 : node;
}

/** The transaction's node in the observations. */
export function observedNode(shape: Shape, graphNode: number): number {
  return shape.snapshots ? graphNode >> 1 : graphNode;
}

/** Rows grouped by a number: of group g, `rows[first[g]]` to `rows[first[g + 1]]` (exclusive). */
export interface Groups {
  readonly first: Int32Array;
  readonly rows: Int32Array;
}

/** Rows whose group is negative are in none. */
export function groupBy(groupOf: Int32Array, groups: number): Groups {
  const first = new Int32Array(groups + 1);
  for (const group of groupOf) if (group >= 0) first[group + 1] = (first[group + 1] as number) + 1;
  for (let group = 0; group < groups; group++)
    first[group + 1] = (first[group + 1] as number) + (first[group] as number);
  const rows = new Int32Array(first[groups] as number);
  const filled = first.slice();
  for (let row = 0; row < groupOf.length; row++) {
    const group = groupOf[row] as number;
    if (group < 0) continue;
    rows[filled[group] as number] = row;
    filled[group] = (filled[group] as number) + 1;
  }
  return { first, rows };
}

/** Per position of a column of ranges: whose it is. */
export function ownersOf(first: Int32Array): Int32Array {
  const owners = new Int32Array(first.at(-1) as number);
  for (let owner = 0; owner + 1 < first.length; owner++) owners.fill(owner, first[owner], first[owner + 1]);
  return owners;
}

class PolygraphBuilder {
  readonly #observations: Observations;
  readonly #shape: Shape;
  readonly #graph: OrderGraph;
  readonly #writerOf: Int32Array;
  readonly #readerOf: Int32Array;
  readonly #writesOfKey: Groups;
  readonly #readsOfWrite: Groups;
  readonly #first = new NumberColumn();
  readonly #second = new NumberColumn();
  readonly #readerFirst = new NumberColumn();
  readonly #reader = new NumberColumn();
  readonly #readerKey = new NumberColumn();
  #blocked: BlockedEdge | undefined;
  readonly #shouldStop: () => boolean;

  constructor(observations: Observations, shape: Shape, shouldStop: () => boolean) {
    this.#shouldStop = shouldStop;
    this.#observations = observations;
    this.#shape = shape;
    this.#graph = new OrderGraph(observations.count * (shape.snapshots ? 2 : 1));
    this.#writerOf = ownersOf(observations.writeFirst);
    this.#readerOf = ownersOf(observations.readFirst);
    this.#writesOfKey = groupBy(observations.writeKey, observations.keyCount);
    this.#readsOfWrite = groupBy(observations.readWrite, observations.writeKey.length);
  }

  build(): Polygraph {
    this.#known();
    const cyclic = !this.#graph.close();
    if (!cyclic) this.#pairs();
    this.#readerFirst.push(this.#reader.length);
    const choices = {
      count: this.#first.length,
      first: this.#first.values(),
      second: this.#second.values(),
      readerFirst: this.#readerFirst.values(),
      reader: this.#reader.values(),
      readerKey: this.#readerKey.values(),
    };
    return {
      observations: this.#observations,
      shape: this.#shape,
      graph: this.#graph,
      choices,
      cyclic,
      blocked: this.#blocked,
    };
  }

  /** One transaction wholly before another. */
  #after(from: number, to: number, kind: number, key: number): void {
    this.#graph.addLoose(commitNode(this.#shape, from), startNode(this.#shape, to), kind, key);
  }

  #known(): void {
    const { count, readFirst, readFrom, readKey } = this.#observations;
    const shape = this.#shape;
    for (let node = 0; node < count; node++) {
      if (shape.snapshots) this.#graph.addLoose(node * 2, node * 2 + 1, withinTransaction, -1);
      for (let read = readFirst[node] as number; read < (readFirst[node + 1] as number); read++) {
        const from = readFrom[read] as number;
        if (from === fromInitial) this.#initialRead(node, readKey[read] as number);
        else this.#after(from, node, wrEdge, readKey[read] as number);
      }
    }
    this.#listOrders();
    if (shape.precedence === 'session')
      eachSessionEdge(this.#observations, (from, to) => this.#after(from, to, processEdge, -1));
    if (shape.precedence === 'real-time')
      eachRealTimeEdge(this.#observations, (from, to) => this.#after(from, to, realtimeEdge, -1));
  }

  /** Whoever read the initial value did so before any write of the key. */
  #initialRead(node: number, key: number): void {
    const { first, rows } = this.#writesOfKey;
    for (let at = first[key] as number; at < (first[key + 1] as number); at++) {
      const writer = this.#writerOf[rows[at] as number] as number;
      if (writer === node) continue;
      this.#graph.addLoose(startNode(this.#shape, node), commitNode(this.#shape, writer), rwEdge, key);
    }
  }

  #listOrders(): void {
    const { keyCount, writeRank } = this.#observations;
    for (let key = 0; key < keyCount; key++) {
      const { first, rows } = this.#writesOfKey;
      const writes = rows
        .subarray(first[key], first[key + 1])
        .toSorted((a, b) => (writeRank[a] as number) - (writeRank[b] as number));
      let [previous, current] = [0, 0];
      for (let at = 0; at < writes.length; at++) {
        if (writeRank[writes[at] as number] !== writeRank[writes[current] as number])
          [previous, current] = [current, at];
        for (let before = previous; before < current; before++)
          this.#after(
            this.#writerOf[writes[before] as number] as number,
            this.#writerOf[writes[at] as number] as number,
            wwEdge,
            key,
          );
      }
    }
  }

  /** All pairs with a common key. Those whose order is known need no choice. */
  #pairs(): void {
    const { count, writeFirst, writeKey } = this.#observations;
    const { first, rows } = this.#writesOfKey;
    /** Per other transaction: the last of a chain of common keys, as pairs of writes. */
    const head = new Int32Array(count).fill(-1);
    const [next, mine, theirs] = [new NumberColumn(), new NumberColumn(), new NumberColumn()];
    for (let node = 0; node < count && this.#blocked === undefined && !this.#shouldStop(); node++) {
      const others: number[] = [];
      for (let write = writeFirst[node] as number; write < (writeFirst[node + 1] as number); write++) {
        const key = writeKey[write] as number;
        for (let at = (first[key + 1] as number) - 1; at >= (first[key] as number); at--) {
          const other = this.#writerOf[rows[at] as number] as number;
          if (other <= node) break;
          if (head[other] === -1) others.push(other);
          next.push(head[other] as number);
          head[other] = mine.push(write);
          theirs.push(rows[at] as number);
        }
      }
      // Near ones first: their choices settle those of distant pairs.
      for (const other of others.toSorted((left, right) => left - right)) {
        this.#pair(node, other, head[other] as number, next, mine, theirs);
        head[other] = -1;
      }
      for (const column of [next, mine, theirs]) column.truncate(0);
    }
  }

  #pair(
    node: number,
    other: number,
    chain: number,
    next: NumberColumn,
    mine: NumberColumn,
    theirs: NumberColumn,
  ): void {
    const { reaches } = this.#orders(node, other);
    if (reaches !== 'neither') {
      const [earlier, later, writes] = reaches === 'first' ? [node, other, mine] : [other, node, theirs];
      for (let at = chain; at >= 0; at = next.at(at)) this.#replaced(earlier, later, writes.at(at));
      return;
    }
    const from = this.#reader.length;
    this.#readerFirst.push(from);
    for (let at = chain; at >= 0; at = next.at(at)) this.#readers(mine.at(at));
    const middle = this.#reader.length;
    for (let at = chain; at >= 0; at = next.at(at)) this.#readers(theirs.at(at));
    // Nobody looked: any serial order will do. Snapshots still may not overlap.
    if (!this.#shape.snapshots && this.#reader.length === from) {
      this.#readerFirst.truncate(this.#readerFirst.length - 1);
      return;
    }
    this.#readerFirst.push(middle);
    this.#first.push(node);
    this.#second.push(other);
  }

  #orders(node: number, other: number): { reaches: 'first' | 'second' | 'neither' } {
    const shape = this.#shape;
    if (this.#graph.reaches(commitNode(shape, node), startNode(shape, other))) return { reaches: 'first' };
    if (this.#graph.reaches(commitNode(shape, other), startNode(shape, node))) return { reaches: 'second' };
    return { reaches: 'neither' };
  }

  /** Those who read this write. The other of the pair is none of them: then their order is known. */
  #readers(write: number): void {
    const { first, rows } = this.#readsOfWrite;
    for (let at = first[write] as number; at < (first[write + 1] as number); at++) {
      const reader = this.#readerOf[rows[at] as number] as number;
      this.#reader.push(reader);
      this.#readerKey.push(this.#observations.writeKey[write] as number);
    }
  }

  /** The earlier is known to come before the later, so readers of its write came before the later too. */
  #replaced(earlier: number, later: number, write: number): void {
    const shape = this.#shape;
    const { first, rows } = this.#readsOfWrite;
    const key = this.#observations.writeKey[write] as number;
    for (let at = first[write] as number; at < (first[write + 1] as number); at++) {
      const reader = this.#readerOf[rows[at] as number] as number;
      if (reader === later) continue;
      const [from, to] = [startNode(shape, reader), commitNode(shape, later)];
      if (this.#graph.reaches(from, to)) continue;
      const [viaFrom, viaTo] = [commitNode(shape, earlier), startNode(shape, later)];
      if (this.#graph.add(from, to, rwEdge, key, -1, viaFrom, viaTo)) continue;
      this.#blocked ??= { from, to, kind: rwEdge, key, viaFrom, viaTo };
      return;
    }
  }
}

/** O(pairs of writers of a key, with their readers). If it is told to stop, choices are missing. */
export function buildPolygraph(observations: Observations, shape: Shape, shouldStop = neverStop): Polygraph {
  return new PolygraphBuilder(observations, shape, shouldStop).build();
}
