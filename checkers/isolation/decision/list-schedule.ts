/**
 * Tries to run a history: takes one transaction after another whose predecessors are done, never replacing a value that
 * somebody has yet to read, and of snapshots never letting two run together that write a common key. What it completes is
 * an execution, so most valid histories need no search. When it is stuck nothing is said.
 */
import { neverCompletes } from '../transaction-columns.ts';
import { commitNode, observedNode, type Polygraph } from './polygraph.ts';

/** What runs first of what may run: what was completed first, or what has become ready last. */
export type Preference = 'real-time' | 'latest-ready';

export class ListSchedule {
  /** Nodes of the graph in the order of execution; all of them if it succeeded. */
  readonly order: number[] = [];
  readonly #polygraph: Polygraph;
  readonly #waitingFor: Int32Array;
  /** Nodes all of whose predecessors are done. */
  readonly #ready: number[] = [];
  /** Per key: reads of the value it holds now that have not happened. */
  readonly #owed: Int32Array;
  /** Per key: the transaction that runs and will write it, or -1. */
  readonly #lockedBy: Int32Array;
  /** Per write: how many read it. */
  readonly #readersOf: Int32Array;
  readonly #preference: Preference;

  constructor(polygraph: Polygraph, preference: Preference) {
    const { observations, graph } = polygraph;
    this.#polygraph = polygraph;
    this.#preference = preference;
    this.#waitingFor = new Int32Array(graph.nodes);
    this.#owed = new Int32Array(observations.keyCount);
    this.#lockedBy = new Int32Array(observations.keyCount).fill(-1);
    this.#readersOf = new Int32Array(observations.writeKey.length);
    for (let edge = 0; edge < graph.edgeCount; edge++) {
      const to = graph.to(edge);
      this.#waitingFor[to] = (this.#waitingFor[to] as number) + 1;
    }
    for (const [read, write] of observations.readWrite.entries()) {
      const key = observations.readKey[read] as number;
      if (write >= 0) this.#readersOf[write] = (this.#readersOf[write] as number) + 1;
      else this.#owed[key] = (this.#owed[key] as number) + 1;
    }
    for (let node = graph.nodes - 1; node >= 0; node--) if (this.#waitingFor[node] === 0) this.#ready.push(node);
  }

  /** True if it ran everything. */
  run(shouldStop: () => boolean): boolean {
    while (this.#ready.length > 0 && !shouldStop()) {
      const at = this.#pick();
      if (at < 0) return false;
      const [node] = this.#ready.splice(at, 1) as [number];
      this.#execute(node);
    }
    return this.order.length === this.#polygraph.graph.nodes;
  }

  #isCommit(node: number): boolean {
    return !this.#polygraph.shape.snapshots || (node & 1) === 1;
  }

  #isStart(node: number): boolean {
    return !this.#polygraph.shape.snapshots || (node & 1) === 0;
  }

  /** The position in `ready` of what to run next, what cannot hurt first; -1 if nothing may run. */
  #pick(): number {
    let [best, bestTime, bestHurts] = [-1, Number.POSITIVE_INFINITY, true];
    for (let at = this.#ready.length - 1; at >= 0; at--) {
      const node = this.#ready[at] as number;
      const txn = observedNode(this.#polygraph.shape, node);
      const time = this.#time(txn, at);
      if (!bestHurts && time >= bestTime) continue;
      let hurts = false;
      if (this.#isCommit(node)) {
        if (!this.#mayCommit(txn)) continue;
      } else {
        if (!this.#mayStart(txn)) continue;
        hurts = this.#waitingFor[commitNode(this.#polygraph.shape, txn)] !== 1 || !this.#mayCommit(txn);
        if (hurts && (!bestHurts || time >= bestTime)) continue;
      }
      [best, bestTime, bestHurts] = [at, time, hurts];
      if (!hurts && this.#preference === 'latest-ready') return at;
    }
    return best;
  }

  #time(txn: number, at: number): number {
    if (this.#preference === 'latest-ready') return -at;
    const { columns, transaction } = this.#polygraph.observations;
    const complete = columns.complete[transaction[txn] as number] as number;
    return complete === neverCompletes ? (columns.invoke[transaction[txn] as number] as number) : complete;
  }

  #mayStart(txn: number): boolean {
    const { writeFirst, writeKey } = this.#polygraph.observations;
    for (let write = writeFirst[txn] as number; write < (writeFirst[txn + 1] as number); write++)
      if (this.#lockedBy[writeKey[write] as number] !== -1) return false;
    return true;
  }

  /** Nobody else has yet to read what it replaces. Of one that has not started its own reads do not count. */
  #mayCommit(txn: number): boolean {
    const { writeFirst, writeKey } = this.#polygraph.observations;
    for (let write = writeFirst[txn] as number; write < (writeFirst[txn + 1] as number); write++) {
      const key = writeKey[write] as number;
      const running = this.#lockedBy[key] === txn;
      if ((this.#owed[key] as number) > (running ? 0 : this.#ownReads(txn, key))) return false;
    }
    return true;
  }

  #ownReads(txn: number, key: number): number {
    const { readFirst, readKey } = this.#polygraph.observations;
    let reads = 0;
    for (let read = readFirst[txn] as number; read < (readFirst[txn + 1] as number); read++)
      if (readKey[read] === key) reads++;
    return reads;
  }

  #execute(node: number): void {
    const { graph, shape, observations } = this.#polygraph;
    const txn = observedNode(shape, node);
    this.order.push(node);
    if (this.#isStart(node)) {
      for (let read = observations.readFirst[txn] as number; read < (observations.readFirst[txn + 1] as number); read++)
        this.#owe(observations.readKey[read] as number, -1);
      this.#lock(txn, txn);
    }
    if (this.#isCommit(node)) {
      const { writeFirst, writeKey } = observations;
      for (let write = writeFirst[txn] as number; write < (writeFirst[txn + 1] as number); write++)
        this.#owe(writeKey[write] as number, this.#readersOf[write] as number);
      this.#lock(txn, -1);
    }
    for (let edge = graph.firstOut(node); edge >= 0; edge = graph.nextOut(edge)) {
      const to = graph.to(edge);
      this.#waitingFor[to] = (this.#waitingFor[to] as number) - 1;
      if (this.#waitingFor[to] === 0) this.#ready.push(to);
    }
  }

  #owe(key: number, change: number): void {
    this.#owed[key] = (this.#owed[key] as number) + change;
  }

  #lock(txn: number, owner: number): void {
    const { writeFirst, writeKey } = this.#polygraph.observations;
    for (let write = writeFirst[txn] as number; write < (writeFirst[txn + 1] as number); write++)
      this.#lockedBy[writeKey[write] as number] = owner;
  }

  /** A guess at the order of all transactions: those that ran, then the others as they were invoked. */
  hint(): Int32Array {
    const { shape, observations, graph } = this.#polygraph;
    const place = new Int32Array(observations.count);
    for (let txn = 0; txn < place.length; txn++) place[txn] = graph.nodes + txn;
    for (const [position, node] of this.order.entries())
      if (this.#isCommit(node)) place[observedNode(shape, node)] = position;
    return place;
  }
}
