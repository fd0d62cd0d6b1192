/**
 * Random histories of transactions for tests, played on a small database that runs them interleaved, step by step, at a
 * known isolation level. What a history may show is therefore known by construction, and so are the order in which versions
 * were installed and what became of every transaction.
 */
import * as fc from 'fast-check';
import type { HistoryEvent, Json, Operation } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';

/**
 * - `serial`: each transaction at one instant between its invocation and its completion: strict serializable.
 * - `stale-serial`: likewise, but those that only read may see any earlier state: serializable, no session guarantees.
 * - `snapshot-isolation`: reads from a snapshot taken after the invocation, first committer wins: strong snapshot isolation.
 * - `lost-updates`: the same without first-committer-wins: not even that, but transactions are atomic (read atomic, prefix).
 * - `read-committed`: writes in place under a lock until it ends; reads the last committed value each time, or its own.
 * - `read-uncommitted`: likewise, but reads whatever is there: G0 cannot happen, G1 can.
 * - `no-isolation`: writes in place without locks: everything can happen.
 */
export type SimulatedLevel =
  | 'serial'
  | 'stale-serial'
  | 'snapshot-isolation'
  | 'lost-updates'
  | 'read-committed'
  | 'read-uncommitted'
  | 'no-isolation';

export interface SimulatedShape {
  readonly workload: 'list-append' | 'rw-register';
  readonly level: SimulatedLevel;
  readonly seed: number;
  readonly transactions: number;
  readonly clients: number;
  /** Keys in use at a time; one that was written `writesPerKey` times is replaced by a new one. */
  readonly keys: number;
  readonly writesPerKey: number;
  readonly mostMicroOps: number;
  /** Of a hundred transactions, how many abort of their own will, and of how many the client never learns the end. */
  readonly abortPercent: number;
  readonly unknownPercent: number;
}

export interface SimulatedHistory {
  readonly shape: SimulatedShape;
  readonly events: readonly HistoryEvent[];
  readonly operations: readonly Operation[];
  /** Per operation: whether it committed in truth, whatever the client was told. */
  readonly committed: readonly boolean[];
  /** Per key: the values that committed transactions installed, in that order. */
  readonly versionOrder: ReadonlyMap<number, readonly number[]>;
}

export const defaultShape: SimulatedShape = {
  workload: 'list-append',
  level: 'serial',
  seed: 1,
  transactions: 10,
  clients: 3,
  keys: 2,
  writesPerKey: 8,
  mostMicroOps: 3,
  abortPercent: 5,
  unknownPercent: 5,
};

/** A uniform integer below a limit; mulberry32. */
export function seededBelow(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
  };
}

interface Write {
  readonly txn: Txn;
  readonly value: number;
}

interface MicroOp {
  readonly f: 'r' | 'w' | 'append';
  readonly key: number;
  readonly value: number | null;
}

interface Txn {
  readonly process: number;
  readonly microOps: readonly MicroOp[];
  readonly results: Json[];
  readonly endsUnknown: boolean;
  readonly aborts: boolean;
  /** Number of commits before its snapshot. */
  snapshot: number;
  next: number;
  state: 'begun' | 'running' | 'committed' | 'aborted';
}

/** What a key holds: writes in their order, with the number of the commit that installed each. */
interface Cell {
  readonly writes: Write[];
  readonly commits: number[];
  lockedBy: Txn | undefined;
}

class Database {
  readonly cells = new Map<number, Cell>();
  readonly #shape: SimulatedShape;
  readonly #below: (limit: number) => number;
  #commits = 0;

  constructor(shape: SimulatedShape, below: (limit: number) => number) {
    this.#shape = shape;
    this.#below = below;
  }

  cell(key: number): Cell {
    let cell = this.cells.get(key);
    if (cell === undefined) {
      cell = { writes: [], commits: [], lockedBy: undefined };
      this.cells.set(key, cell);
    }
    return cell;
  }

  /** One step of a transaction: it begins, runs one micro-operation (all, if serial), or ends. */
  step(txn: Txn): void {
    const { level } = this.#shape;
    const isSerial = level === 'serial' || level === 'stale-serial';
    if (txn.state === 'begun') {
      const isReadOnly = txn.microOps.every(({ f }) => f === 'r');
      txn.snapshot = level === 'stale-serial' && isReadOnly ? this.#below(this.#commits + 1) : this.#commits;
      txn.state = 'running';
      if (!isSerial) return;
    }
    if (!isSerial) return this.#advance(txn);
    while (txn.next <= txn.microOps.length && txn.state === 'running') this.#advance(txn);
  }

  /** Its client and its connection are gone before it ended. */
  kill(txn: Txn): void {
    this.#abort(txn);
  }

  #advance(txn: Txn): void {
    const microOp = txn.microOps[txn.next++];
    if (microOp === undefined) this.#end(txn);
    else this.#run(txn, microOp);
  }

  #writesInPlace(): boolean {
    const { level } = this.#shape;
    return level === 'read-committed' || level === 'read-uncommitted' || level === 'no-isolation';
  }

  #run(txn: Txn, { f, key, value }: MicroOp): void {
    if (f === 'r') txn.results.push(this.#read(txn, key));
    else {
      txn.results.push(value);
      if (this.#writesInPlace()) this.#writeInPlace(txn, key, value as number);
    }
  }

  #writeInPlace(txn: Txn, key: number, value: number): void {
    const cell = this.cell(key);
    if (this.#shape.level !== 'no-isolation') {
      if (cell.lockedBy !== undefined && cell.lockedBy !== txn) return this.#abort(txn);
      cell.lockedBy = txn;
    }
    cell.writes.push({ txn, value });
    cell.commits.push(0);
  }

  #read(txn: Txn, key: number): Json {
    const { level, workload } = this.#shape;
    const { writes, commits } = this.cell(key);
    const isVisible = (by: Txn, commit: number): boolean => {
      if (!this.#writesInPlace()) return commit <= txn.snapshot;
      return level !== 'read-committed' || by === txn || by.state === 'committed';
    };
    const visible = writes.filter(({ txn: by }, position) => isVisible(by, commits[position] as number));
    const values = visible.map(({ value }) => value);
    if (!this.#writesInPlace()) {
      for (const own of txn.microOps.slice(0, txn.next - 1)) {
        if (own.f !== 'r' && own.key === key) values.push(own.value as number);
      }
    }
    return workload === 'list-append' ? (values.length === 0 ? null : values) : (values.at(-1) ?? null);
  }

  #end(txn: Txn): void {
    const written = txn.microOps.filter(({ f }) => f !== 'r');
    const isLate = ({ key }: MicroOp): boolean => (this.cell(key).commits.at(-1) ?? 0) > txn.snapshot;
    const conflicts = this.#shape.level === 'snapshot-isolation' && written.some(isLate);
    if (txn.aborts || conflicts) return this.#abort(txn);
    txn.state = 'committed';
    if (written.length > 0) this.#commits++;
    if (this.#writesInPlace()) return this.#unlock(txn);
    for (const { key, value } of written) {
      const cell = this.cell(key);
      cell.writes.push({ txn, value: value as number });
      cell.commits.push(this.#commits);
    }
  }

  #abort(txn: Txn): void {
    txn.state = 'aborted';
    this.#unlock(txn);
    for (const { key } of txn.microOps) {
      const { writes, commits } = this.cell(key);
      for (let position = writes.length - 1; position >= 0; position--) {
        if (writes[position]?.txn !== txn) continue;
        writes.splice(position, 1);
        commits.splice(position, 1);
      }
    }
  }

  #unlock(txn: Txn): void {
    for (const { key } of txn.microOps) {
      const cell = this.cell(key);
      if (cell.lockedBy === txn) cell.lockedBy = undefined;
    }
  }
}

interface Client {
  process: number;
  txn: Txn | undefined;
}

class Simulation {
  readonly #shape: SimulatedShape;
  readonly #below: (limit: number) => number;
  readonly #database: Database;
  readonly #events: HistoryEvent[] = [];
  readonly #txns: Txn[] = [];
  /** Transactions that run on though their client has given up. */
  readonly #orphans: Txn[] = [];
  readonly #activeKeys: number[];
  readonly #writes = new Map<number, number>();
  #nextKey: number;

  constructor(shape: SimulatedShape) {
    this.#shape = shape;
    this.#below = seededBelow(shape.seed);
    this.#database = new Database(shape, this.#below);
    this.#activeKeys = Array.from({ length: shape.keys }, (_, key) => key);
    this.#nextKey = shape.keys;
  }

  run(): SimulatedHistory {
    const { clients, transactions } = this.#shape;
    let running: Client[] = Array.from({ length: clients }, (_, process) => ({ process, txn: undefined }));
    while (running.length > 0 || this.#orphans.length > 0) {
      const chosen = this.#below(running.length + this.#orphans.length);
      const client = running[chosen];
      if (client === undefined) this.#stepOrphan(chosen - running.length);
      else this.#stepClient(client);
      const isDone = this.#txns.length >= transactions;
      running = running.filter(({ txn }) => !isDone || txn !== undefined);
    }
    const versionOrder = new Map<number, number[]>();
    for (const [key, { writes }] of this.#database.cells) {
      versionOrder.set(
        key,
        writes.filter(({ txn }) => txn.state === 'committed').map(({ value }) => value),
      );
    }
    const operations = pairOperations(this.#events);
    const committed = this.#txns.map(({ state }) => state === 'committed');
    return { shape: this.#shape, events: this.#events, operations, committed, versionOrder };
  }

  #stepClient(client: Client): void {
    const { txn } = client;
    if (txn === undefined) {
      client.txn = this.#invoke(client.process);
      return;
    }
    const hasEnded = txn.state === 'committed' || txn.state === 'aborted';
    if (txn.endsUnknown && (hasEnded || this.#below(4) === 0)) {
      this.#complete(txn, 'info');
      if (!hasEnded && this.#below(4) > 0) this.#orphans.push(txn);
      else if (!hasEnded) this.#database.kill(txn);
      client.process += this.#shape.clients;
      client.txn = undefined;
    } else if (hasEnded) {
      this.#complete(txn, txn.state === 'committed' ? 'ok' : 'fail');
      client.txn = undefined;
    } else this.#database.step(txn);
  }

  #stepOrphan(position: number): void {
    const txn = this.#orphans[position] as Txn;
    this.#database.step(txn);
    if (txn.state === 'committed' || txn.state === 'aborted') this.#orphans.splice(position, 1);
  }

  #invoke(process: number): Txn {
    const { mostMicroOps, abortPercent, unknownPercent } = this.#shape;
    const microOps = Array.from({ length: 1 + this.#below(mostMicroOps) }, () => this.#microOp());
    const txn: Txn = {
      process,
      microOps,
      results: [],
      endsUnknown: this.#below(100) < unknownPercent,
      aborts: this.#below(100) < abortPercent,
      snapshot: 0,
      next: 0,
      state: 'begun',
    };
    this.#txns.push(txn);
    this.#event(
      'invoke',
      process,
      microOps.map(({ f, key, value }): Json => [f, key, value]),
    );
    return txn;
  }

  #complete(txn: Txn, type: 'ok' | 'fail' | 'info'): void {
    const value = txn.microOps.map(({ f, key, value: asked }, position): Json => [
      f,
      key,
      type === 'ok' ? (txn.results[position] as Json) : asked,
    ]);
    this.#event(type, txn.process, value);
  }

  #event(type: HistoryEvent['type'], process: number, value: Json): void {
    const index = this.#events.length;
    this.#events.push({ index, type, process, f: 'txn', value, time: index * 1000 });
  }

  #microOp(): MicroOp {
    const slot = this.#below(this.#activeKeys.length);
    const key = this.#activeKeys[slot] as number;
    if (this.#below(2) === 0) return { f: 'r', key, value: null };
    const value = (this.#writes.get(key) ?? 0) + 1;
    this.#writes.set(key, value);
    if (value >= this.#shape.writesPerKey) this.#activeKeys[slot] = this.#nextKey++;
    return { f: this.#shape.workload === 'list-append' ? 'append' : 'w', key, value };
  }
}

/** Plays one history. The same shape gives the same history. */
export function simulateTransactions(shape: Partial<SimulatedShape> = {}): SimulatedHistory {
  return new Simulation({ ...defaultShape, ...shape }).run();
}

/** Small histories of any shape, of one level; what is given is fixed. Shrinks to fewer transactions, clients and keys. */
export function randomTransactions(given: Partial<SimulatedShape> = {}): fc.Arbitrary<SimulatedHistory> {
  return fc
    .record({
      seed: fc.noShrink(fc.nat(0x7fff_ffff)),
      transactions: fc.integer({ min: 1, max: 12 }),
      clients: fc.integer({ min: 1, max: 4 }),
      keys: fc.integer({ min: 1, max: 3 }),
      writesPerKey: fc.integer({ min: 2, max: 8 }),
      mostMicroOps: fc.integer({ min: 1, max: 4 }),
      abortPercent: fc.constantFrom(0, 10, 30),
      unknownPercent: fc.constantFrom(0, 10, 30),
    })
    .map((drawn) => simulateTransactions({ ...drawn, ...given }));
}
