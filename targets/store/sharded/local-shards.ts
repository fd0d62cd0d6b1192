/**
 * The shards that a node has, and their handing over. A shard that is split or leaves aborts the transactions that are open on
 * it; while one of its transactions is in doubt it does neither, and it stays for a while, or no transaction would ever end. To hand a shard over, the node writes down that it is the
 * other's now, with the rows, and sends them until the other has written them down too: in between nobody serves it,
 * and never do two.
 */
import type { Host } from '../../contract/host.ts';
import { pick } from '../../contract/random.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { RowName, RowWrite } from '../transactions/row.ts';
import { Shard, splitPosition } from './shard.ts';
import type { ShardLog, ShardRecord } from './shard-log.ts';
import { positionOf, ShardMap } from './shard-map.ts';
import type { ShardEntry } from './shard-map.ts';
import type { ShardMessage } from './shard-messages.ts';

/** A shard in use stays for so many times what a transaction may wait. */
const stayTimeouts = 5;

interface Handover {
  readonly entry: ShardEntry;
  readonly rows: readonly RowWrite[];
  isDurable: boolean;
}

/** Whether both are the same shard on the same way. */
function isSame(one: ShardEntry, other: ShardEntry): boolean {
  return one.from === other.from && one.epoch === other.epoch;
}

/** What the shards need of their node. */
export interface ShardKeeper {
  readonly host: Host;
  readonly configuration: StoreConfiguration;
  readonly log: ShardLog;
  readonly send: (to: string, message: ShardMessage) => void;
  /** Whether a transaction is open on the shard. */
  isInUse(shard: Shard): boolean;
  /** Whether a transaction that was prepared on the shard waits for its decision. */
  isInDoubt(shard: Shard): boolean;
  /** The shard is no more: whatever is open on it is over. */
  retired(shard: Shard): void;
}

export class LocalShards {
  readonly map: ShardMap;
  readonly #keeper: ShardKeeper;
  #shards: Shard[];
  /** On their way to another node. */
  #leaving: Handover[] = [];
  /** About to come here: written down, and not yet for certain. */
  #taking: Extract<ShardRecord, { readonly type: 'took' }>[] = [];

  constructor(keeper: ShardKeeper) {
    this.#keeper = keeper;
    const { host, configuration } = keeper;
    this.map = new ShardMap([host.node, ...host.peers].toSorted(), configuration.sharding);
    this.#shards = this.map.entries.filter(({ owner }) => owner === host.node).map((entry) => this.#shard(entry, []));
  }

  get count(): number {
    return this.#shards.length;
  }

  /** The shard that has the position, if this node has it. */
  at(position: string): Shard | undefined {
    return this.#shards.find((shard) => shard.covers(position));
  }

  /** Writes that were prepared on this node, sorted by the shards that have them. */
  byShard(writes: readonly RowWrite[]): Map<Shard, RowWrite[]> {
    const sorted = new Map<Shard, RowWrite[]>();
    for (const write of writes) {
      const shard = this.#shardOf(write[0]);
      sorted.set(shard, [...(sorted.get(shard) ?? []), write]);
    }
    return sorted;
  }

  /** What the log says happened. */
  recover(record: ShardRecord): void {
    switch (record.type) {
      case 'checkpoint':
        this.#shards = [];
        for (const entry of record.map) this.map.learn(entry);
        break;
      case 'gave':
        this.#drop(record.entry.from);
        this.map.learn(record.entry);
        this.#leaving.push({ entry: record.entry, rows: record.rows, isDurable: true });
        break;
      case 'given':
        this.#forgetHandover(record.entry);
        break;
      case 'took':
        this.#add(record.entry, record.rows);
        break;
      case 'split':
        this.#split(this.#shards.find(({ entry }) => entry.from === record.from) as Shard, record.at);
        break;
      default:
    }
  }

  /** The shards that are here, on their way here and on their way from here, as records. */
  get records(): readonly ShardRecord[] {
    return [
      // First what leaves: it may have come back meanwhile.
      ...this.#leaving.map(({ entry, rows }) => ({ type: 'gave', entry, rows }) as const),
      ...this.#shards.map(({ entry, table }) => ({ type: 'took', entry, rows: table.contents() }) as const),
      ...this.#taking,
    ];
  }

  /** Splits what has grown too large. */
  splitLarge(): void {
    const { configuration, log } = this.#keeper;
    for (const shard of this.#shards) {
      const rows = shard.table.contents();
      if (rows.length <= configuration.splitRows || this.#keeper.isInDoubt(shard)) continue;
      const at = splitPosition(rows, configuration);
      if (at === null) continue;
      log.append({ type: 'split', from: shard.entry.from, at });
      this.#split(shard, at);
      this.#keeper.host.log(`shard from "${shard.entry.from}" split at "${at}"`);
    }
  }

  /** Hands a shard to another node, if one can go. */
  handOver(): void {
    const { host, configuration, log } = this.#keeper;
    const ready = this.#shards.filter((shard) => this.#mayLeave(shard));
    if (ready.length === 0 || this.#leaving.length > 0 || host.peers.length === 0) return;
    const shard = pick(host.random, ready);
    const entry = { ...shard.entry, owner: pick(host.random, host.peers), epoch: shard.entry.epoch + 1 };
    const handover: Handover = { entry, rows: shard.table.contents(), isDurable: false };
    if (configuration.bug !== 'rebalance-loses-writes') this.#drop(entry.from);
    this.#leaving.push(handover);
    log.append({ type: 'gave', entry, rows: handover.rows });
    log.sync(() => {
      this.#drop(entry.from);
      // Not before: if it is lost in a crash, the shard is still here and its epoch the old one.
      this.map.learn(entry);
      handover.isDurable = true;
      host.log(`shard from "${entry.from}" goes to ${entry.owner}, epoch ${entry.epoch}`);
      this.sendLeaving();
    });
  }

  /** Transactions have the time to end on it, or nobody uses it. */
  #mayLeave(shard: Shard): boolean {
    const { host, configuration } = this.#keeper;
    if (this.#keeper.isInDoubt(shard)) return false;
    const stayMs = stayTimeouts * configuration.transactionTimeoutMs;
    return !this.#keeper.isInUse(shard) || host.monotonicMs() >= shard.sinceMs + stayMs;
  }

  /** Sends what is on its way, again. */
  sendLeaving(): void {
    for (const { entry, rows, isDurable } of this.#leaving) {
      if (isDurable) this.#keeper.send(entry.owner, { kind: 'take', entry, rows });
    }
  }

  onTake(from: string, entry: ShardEntry, rows: readonly RowWrite[]): void {
    const { log, send } = this.#keeper;
    if (this.#hasTaken(entry)) {
      send(from, { kind: 'taken', entry });
      return;
    }
    if (this.#taking.some((other) => isSame(other.entry, entry))) return;
    const record = { type: 'took', entry, rows } as const;
    this.#taking.push(record);
    log.append(record);
    log.sync(() => {
      this.#taking = this.#taking.filter((other) => other !== record);
      this.#add(entry, rows);
      send(from, { kind: 'taken', entry });
    });
  }

  onTaken(entry: ShardEntry): void {
    if (!this.#leaving.some((handover) => isSame(handover.entry, entry))) return;
    this.#keeper.log.append({ type: 'given', entry });
    this.#forgetHandover(entry);
  }

  #forgetHandover(entry: ShardEntry): void {
    this.#leaving = this.#leaving.filter((handover) => !isSame(handover.entry, entry));
  }

  /** Whether it came here before, whatever became of it: only who has a shard raises its epoch. */
  #hasTaken({ from, epoch }: ShardEntry): boolean {
    if (this.map.at(from).epoch > epoch || this.at(from) !== undefined) return true;
    return this.#leaving.some(({ entry }) => entry.from === from && entry.epoch > epoch);
  }

  #shardOf(row: RowName): Shard {
    const shard = this.at(positionOf(row, this.#keeper.configuration));
    if (shard === undefined) throw new Error(`a prepared write of ${row} belongs to no shard of this node`);
    return shard;
  }

  #shard(entry: ShardEntry, rows: readonly RowWrite[]): Shard {
    return new Shard(entry, rows, this.#keeper.configuration, this.#keeper.host.monotonicMs());
  }

  #add(entry: ShardEntry, rows: readonly RowWrite[]): void {
    this.map.learn(entry);
    this.#shards.push(this.#shard(entry, rows));
  }

  #drop(from: string): void {
    const shard = this.#shards.find(({ entry }) => entry.from === from);
    if (shard === undefined) return;
    this.#shards = this.#shards.filter((other) => other !== shard);
    this.#keeper.retired(shard);
  }

  #split(shard: Shard, at: string): void {
    const { configuration } = this.#keeper;
    const epoch = shard.entry.epoch + 1;
    const rows = shard.table.contents();
    const isLower = ([row]: RowWrite): boolean => positionOf(row, configuration) < at;
    const upper = configuration.bug === 'split-forgets-half' ? [] : rows.filter((row) => !isLower(row));
    this.#drop(shard.entry.from);
    this.#add({ ...shard.entry, to: at, epoch }, rows.filter(isLower));
    this.#add({ ...shard.entry, from: at, epoch }, upper);
  }
}
