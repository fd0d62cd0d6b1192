/**
 * Histories of transactions as lines of JSON, from a seed: clients with exponential latencies run against a database of
 * lists or registers, so that the isolation level is known by construction. The shape is that of the peers' figures: keys
 * in rotation, a bounded number of writes a key, one to four micro-operations, half of them reads.
 */
import { seededRandom, type Random } from '../linearizability/random.ts';

/**
 * `serial`: each transaction at one instant; `snapshot-isolation`: reads from a snapshot, first committer wins;
 * `none`: each micro-operation at an instant of its own, so that nearly all are on cycles with others; `time-warp`: serial, and
 * the first transaction has read what the last one writes, so that real time makes one component of all.
 */
export type Isolation = 'serial' | 'snapshot-isolation' | 'none' | 'time-warp';

export interface TransactionOptions {
  readonly workload: 'list-append' | 'rw-register';
  readonly isolation: Isolation;
  readonly transactions: number;
  readonly clients: number;
  readonly writesPerKey: number;
  readonly seed: number;
}

const keysInUse = 10;
const meanLatencyNs = 1_000_000;
const meanThinkNs = 100_000;
const mostMicroOps = 4;

interface MicroOp {
  readonly key: number;
  /** What is written; undefined of a read. */
  readonly value: number | undefined;
  /** What a read saw, as JSON. */
  seen: string;
  /** How many versions the key had in the snapshot. */
  snapshot: number;
}

interface Transaction {
  readonly process: number;
  readonly microOps: readonly MicroOp[];
  hasFailed: boolean;
}

type Step = readonly [time: number, run: () => void];

/** Steps in the order of their times: a binary heap. */
class Schedule {
  readonly #steps: Step[] = [];

  add(time: number, run: () => void): void {
    const steps = this.#steps;
    let at = steps.length;
    steps.push([time, run]);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if ((steps[above] as Step)[0] <= time) break;
      steps[at] = steps[above] as Step;
      at = above;
    }
    steps[at] = [time, run];
  }

  next(): Step | undefined {
    const steps = this.#steps;
    const first = steps[0];
    const last = steps.pop();
    if (first === undefined || last === undefined || steps.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= steps.length) break;
      if (below + 1 < steps.length && (steps[below + 1] as Step)[0] < (steps[below] as Step)[0]) below++;
      if ((steps[below] as Step)[0] >= last[0]) break;
      steps[at] = steps[below] as Step;
      at = below;
    }
    steps[at] = last;
    return first;
  }
}

class Simulation {
  readonly #options: TransactionOptions;
  readonly #random: Random;
  readonly #schedule = new Schedule();
  /** Per key: the values written so far. */
  readonly #versions = new Map<number, number[]>();
  readonly #keys: number[] = Array.from({ length: keysInUse }, (_, key) => key);
  readonly #writes = new Map<number, number>();
  readonly #emit: (line: string) => void;
  #nextKey = keysInUse;
  #started = 0;
  #index = 0;
  #now = 0;
  #lastTime = 0;

  constructor(options: TransactionOptions, emit: (line: string) => void) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#emit = emit;
  }

  run(): void {
    if (this.#options.isolation === 'time-warp') this.#bend([]);
    for (let client = 0; client < this.#options.clients; client++) {
      this.#schedule.add(this.#random.real() * meanLatencyNs, () => this.#begin(client));
    }
    for (let step = this.#schedule.next(); step !== undefined; step = this.#schedule.next()) {
      this.#now = step[0];
      step[1]();
    }
    if (this.#options.isolation === 'time-warp') this.#bend([1]);
  }

  /** A transaction before all others that has read what one after all others writes. */
  #bend(written: readonly number[]): void {
    const isRead = written.length === 0;
    const isList = this.#options.workload === 'list-append';
    const asked = isRead ? '["r",-1,null]' : `["${isList ? 'append' : 'w'}",-1,1]`;
    const answered = isRead ? `["r",-1,${isList ? '[1]' : '1'}]` : asked;
    this.#event(this.#options.clients, 'invoke', `[${asked}]`);
    this.#event(this.#options.clients, 'ok', `[${answered}]`);
  }

  #event(process: number, type: string, value: string): void {
    this.#lastTime = Math.max(this.#lastTime + 1, Math.floor(this.#now));
    this.#emit(
      `{"index":${this.#index++},"process":${process},"type":"${type}","f":"txn","value":${value},"time":${this.#lastTime}}`,
    );
  }

  #text({ microOps }: Transaction, isAnswered: boolean): string {
    const write = this.#options.workload === 'list-append' ? 'append' : 'w';
    const parts = microOps.map(({ key, value, seen }) =>
      value === undefined ? `["r",${key},${isAnswered ? seen : 'null'}]` : `["${write}",${key},${value}]`,
    );
    return `[${parts.join(',')}]`;
  }

  #draw(process: number): Transaction {
    const microOps = Array.from({ length: 1 + this.#random.whole(mostMicroOps) }, (): MicroOp => {
      const place = this.#random.whole(keysInUse);
      const key = this.#keys[place] as number;
      if (this.#random.real() < 0.5) return { key, value: undefined, seen: 'null', snapshot: 0 };
      const value = (this.#writes.get(key) ?? 0) + 1;
      this.#writes.set(key, value);
      if (value >= this.#options.writesPerKey) this.#keys[place] = this.#nextKey++;
      return { key, value, seen: '', snapshot: 0 };
    });
    return { process, microOps, hasFailed: false };
  }

  #begin(process: number): void {
    if (this.#started >= this.#options.transactions) return;
    this.#started++;
    const transaction = this.#draw(process);
    this.#event(process, 'invoke', this.#text(transaction, false));
    const latency = this.#random.exponential(meanLatencyNs) + 1000;
    const end = this.#now + latency;
    const commit = this.#now + this.#random.real() * latency;
    if (this.#options.isolation === 'none') {
      for (const microOp of transaction.microOps) {
        this.#schedule.add(this.#now + this.#random.real() * latency, () => this.#apply([microOp], false));
      }
    } else {
      if (this.#options.isolation === 'snapshot-isolation') {
        const snapshot = this.#now + this.#random.real() * (commit - this.#now);
        this.#schedule.add(snapshot, () => this.#takeSnapshot(transaction));
      }
      this.#schedule.add(commit, () => this.#commit(transaction));
    }
    this.#schedule.add(end, () => {
      const { hasFailed } = transaction;
      this.#event(process, hasFailed ? 'fail' : 'ok', this.#text(transaction, !hasFailed));
      this.#schedule.add(this.#now + this.#random.exponential(meanThinkNs), () => this.#begin(process));
    });
  }

  #takeSnapshot({ microOps }: Transaction): void {
    for (const microOp of microOps) microOp.snapshot = this.#versions.get(microOp.key)?.length ?? 0;
  }

  #commit(transaction: Transaction): void {
    const { microOps } = transaction;
    const isSnapshot = this.#options.isolation === 'snapshot-isolation';
    const isOutdated = ({ key, value, snapshot }: MicroOp): boolean =>
      value !== undefined && (this.#versions.get(key)?.length ?? 0) !== snapshot;
    if (isSnapshot && microOps.some(isOutdated)) transaction.hasFailed = true;
    else this.#apply(microOps, isSnapshot);
  }

  #apply(microOps: readonly MicroOp[], fromSnapshot: boolean): void {
    const own = new Set<number>();
    for (const microOp of microOps) {
      const { key, value, snapshot } = microOp;
      const versions = this.#versions.get(key) ?? [];
      if (value !== undefined) {
        versions.push(value);
        this.#versions.set(key, versions);
        own.add(key);
        continue;
      }
      const seen = fromSnapshot && !own.has(key) ? versions.slice(0, snapshot) : versions;
      if (this.#options.workload === 'list-append') microOp.seen = seen.length === 0 ? 'null' : `[${seen.join(',')}]`;
      else microOp.seen = String(seen.at(-1) ?? null);
    }
  }
}

/** Calls `emit` with one line an event, without its line break. */
export function simulateTransactions(options: TransactionOptions, emit: (line: string) => void): void {
  new Simulation(options, emit).run();
}
