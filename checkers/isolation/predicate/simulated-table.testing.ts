/**
 * For tests: a small table that transactions insert into, write, delete from and read, by key and by predicate, played
 * interleaved at a known isolation level. What each read selected, and the order of versions, are known.
 */
import type { HistoryEvent, Json, Operation } from '../../history/event.ts';
import { pairOperations } from '../../history/pairing.ts';
import { seededBelow } from '../random-transactions.testing.ts';
import { compilePredicate } from './predicate-language.ts';

export type TableLevel = 'serial' | 'snapshot-isolation' | 'read-committed';

/** A version of an object; null is dead or unborn. */
export interface TrueVersion {
  /** -1: unborn. */
  readonly txn: number;
  readonly value: number | null;
  readonly commit: number;
}

/** What one read selected of one key: a place in the true order, or -1 for the transaction's own write. */
export interface Selected {
  readonly key: number;
  readonly place: number;
  readonly predicate: Json | undefined;
}

export interface SimulatedTable {
  readonly operations: readonly Operation[];
  readonly committed: readonly boolean[];
  readonly versions: readonly (readonly TrueVersion[])[];
  readonly selected: readonly (readonly Selected[])[];
}

interface Txn {
  readonly process: number;
  readonly ops: Json[][];
  readonly done: Json[][];
  readonly own: Map<number, number | null>;
  readonly selected: Selected[];
  readonly ending: 'ok' | 'abort' | 'unknown';
  snapshot: number;
  state: 'running' | 'committed' | 'aborted';
}

const keyCount = 4;
const predicates: readonly Json[] = [
  'true',
  ['=', 1],
  ['mod', 2, 0],
  ['mod', 2, 1],
  ['<', 4],
  ['and', ['key', ['<', 2]], ['>', 2]],
];

class Table {
  readonly versions: TrueVersion[][] = Array.from({ length: keyCount }, () => [{ txn: -1, value: null, commit: 0 }]);
  readonly txns: Txn[] = [];
  readonly events: HistoryEvent[] = [];
  readonly #level: TableLevel;
  readonly #below: (limit: number) => number;
  #commits = 0;
  /** Values of each key are unique; small, so that predicates match some of them. */
  readonly #nextValue = Array.from({ length: keyCount }, () => 0);

  constructor(level: TableLevel, below: (limit: number) => number) {
    this.#level = level;
    this.#below = below;
  }

  event(type: HistoryEvent['type'], process: number, f: string, value: Json): void {
    const index = this.events.length;
    this.events.push({ index, type, process, f, value, time: index * 1000 });
  }

  setUp(): void {
    const init = Array.from({ length: this.#below(keyCount + 1) }, (_, key) => [key, this.#value(key)]);
    this.event('invoke', 0, 'init', init);
    this.event('ok', 0, 'init', init);
    const own = new Map(init as [number, number][]);
    this.txns.push({ process: 0, ops: [], done: [], own, selected: [], ending: 'ok', snapshot: 0, state: 'running' });
    this.#commit(0);
  }

  begin(process: number): Txn {
    const draw = this.#below(10);
    const ending = draw === 0 ? 'abort' : draw === 1 ? 'unknown' : 'ok';
    const ops = Array.from({ length: 1 + this.#below(4) }, () => this.#op());
    const txn: Txn = {
      process,
      ops,
      done: [],
      own: new Map(),
      selected: [],
      ending,
      snapshot: this.#commits,
      state: 'running',
    };
    this.txns.push(txn);
    this.event('invoke', process, 'txn', ops);
    return txn;
  }

  step(txn: Txn): void {
    if (this.#level === 'serial') txn.snapshot = this.#commits;
    do {
      const op = txn.ops[txn.done.length];
      if (op === undefined) this.#end(txn);
      else this.#run(txn, op);
    } while (this.#level === 'serial' && txn.state === 'running');
  }

  #value(key: number): number {
    return ++this.#nextValue[key]!;
  }

  #op(): Json[] {
    const key = this.#below(keyCount);
    const draw = this.#below(12);
    if (draw < 2) return ['insert', key, this.#value(key)];
    if (draw < 4) return ['w', key, this.#value(key)];
    if (draw < 5) return ['delete', key];
    if (draw < 8) return ['r', key, null];
    return ['rp', predicates[this.#below(predicates.length)] as Json, null];
  }

  /** Place of what the transaction sees of a key, -1 if it is its own. */
  #seen(txn: Txn, key: number): { place: number; value: number | null } {
    const own = txn.own.get(key);
    if (own !== undefined) return { place: -1, value: own };
    const versions = this.versions[key] as TrueVersion[];
    const isSnapshot = this.#level !== 'read-committed';
    const place = versions.findLastIndex(({ commit }) => !isSnapshot || commit <= txn.snapshot);
    return { place, value: versions[place]?.value ?? null };
  }

  #run(txn: Txn, op: Json[]): void {
    const [f, target] = op as [string, Json];
    if (f === 'rp') {
      const matches = compilePredicate(target) as (key: Json, value: Json) => boolean;
      const found: Json[] = [];
      for (let key = 0; key < keyCount; key++) {
        const { place, value } = this.#seen(txn, key);
        txn.selected.push({ key, place, predicate: target });
        if (value !== null && matches(key, value)) found.push([key, value]);
      }
      txn.done.push([f, target, found]);
      return;
    }
    const key = target as number;
    const { place, value } = this.#seen(txn, key);
    txn.done.push(f === 'r' ? [f, key, value] : op);
    if (f === 'r') txn.selected.push({ key, place, predicate: undefined });
    else if (f === 'insert' && value !== null) txn.state = 'aborted';
    else txn.own.set(key, f === 'delete' ? null : (op[2] as number));
  }

  #end(txn: Txn): void {
    const inserts = txn.ops.filter(([f]) => f === 'insert').map(([, key]) => key as number);
    const latest = (key: number): TrueVersion => (this.versions[key] as TrueVersion[]).at(-1) as TrueVersion;
    const conflicts = [...txn.own.keys()].some((key) => latest(key).commit > txn.snapshot);
    // What another transaction inserted meanwhile lets an insert fail, at every level.
    const taken = inserts.some((key) => latest(key).value !== null && latest(key).commit > txn.snapshot);
    if (txn.ending === 'abort' || (conflicts && this.#level === 'snapshot-isolation') || taken) txn.state = 'aborted';
    else this.#commit(this.txns.indexOf(txn));
  }

  #commit(number: number): void {
    const txn = this.txns[number] as Txn;
    txn.state = 'committed';
    this.#commits++;
    for (const [key, value] of txn.own) this.versions[key]?.push({ txn: number, value, commit: this.#commits });
  }
}

export function simulateTable(level: TableLevel, seed: number, transactions: number): SimulatedTable {
  const below = seededBelow(seed);
  const table = new Table(level, below);
  if (below(4) > 0) table.setUp();
  const clients: { process: number; txn: Txn | undefined }[] = Array.from({ length: 3 }, (_, process) => ({
    process,
    txn: undefined,
  }));
  while (table.txns.length < transactions || clients.some(({ txn }) => txn !== undefined)) {
    const client = clients[below(clients.length)] as (typeof clients)[number];
    const { txn } = client;
    if (txn === undefined) {
      if (table.txns.length < transactions) client.txn = table.begin(client.process);
    } else if (txn.state === 'running') table.step(txn);
    else {
      const isKnown = txn.ending !== 'unknown';
      const type = !isKnown ? 'info' : txn.state === 'committed' ? 'ok' : 'fail';
      table.event(type, client.process, 'txn', type === 'ok' ? txn.done : txn.ops);
      if (!isKnown) client.process += clients.length;
      client.txn = undefined;
    }
  }
  return {
    operations: pairOperations(table.events),
    committed: table.txns.map(({ state }) => state === 'committed'),
    versions: table.versions,
    selected: table.txns.map(({ selected }) => selected),
  };
}
