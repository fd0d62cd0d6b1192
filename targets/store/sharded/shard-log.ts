/**
 * The write-ahead log of a node with shards: everything that it promised or decided, in the order in which it happened. What it
 * says is in the memory already; what is told to others waits for `sync`.
 */
import type { Disk } from '../../contract/host.ts';
import { recoverFile } from '../storage/file-format.ts';
import { encodeRecord } from '../storage/record.ts';
import type { RowWrite } from '../transactions/row.ts';
import type { ShardEntry } from './shard-map.ts';

export type ShardRecord =
  /** Voted yes; the coordinator decides. */
  | {
      readonly type: 'prepared';
      readonly id: string;
      readonly coordinator: string;
      readonly writes: readonly RowWrite[];
    }
  /** What was prepared is in force, or is forgotten. */
  | { readonly type: 'ended'; readonly id: string; readonly committed: boolean }
  /** As coordinator: committed, which these nodes have to be told. */
  | { readonly type: 'decided'; readonly id: string; readonly nodes: readonly string[] }
  /** They all know. */
  | { readonly type: 'told'; readonly id: string }
  /** The shard is the other node's, once it has taken it. */
  | { readonly type: 'gave'; readonly entry: ShardEntry; readonly rows: readonly RowWrite[] }
  | { readonly type: 'given'; readonly entry: ShardEntry }
  | { readonly type: 'took'; readonly entry: ShardEntry; readonly rows: readonly RowWrite[] }
  | { readonly type: 'split'; readonly from: string; readonly at: string };

const fileName = 'shards';

export class ShardLog {
  readonly #disk: Disk;
  /** What was there at the start. */
  readonly recovered: readonly ShardRecord[];
  /** Whom the sync under way will call back, and whom the next. */
  #waiting: (() => void)[] = [];
  #syncing = false;

  /** Recovers from the disk; throws if it is damaged beyond a torn end. */
  constructor(disk: Disk) {
    this.#disk = disk;
    const { records } = recoverFile(disk, 'shards', fileName);
    this.recovered = records.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()) as ShardRecord);
  }

  append(record: ShardRecord): void {
    this.#disk.append(fileName, encodeRecord(Buffer.from(JSON.stringify(record))));
  }

  /** Calls back once everything before the call is durable; calls share a sync of the disk. */
  sync(done: () => void): void {
    this.#waiting.push(done);
    if (!this.#syncing) this.#startSync();
  }

  #startSync(): void {
    const served = this.#waiting;
    this.#waiting = [];
    this.#syncing = true;
    this.#disk.sync(fileName, () => {
      this.#syncing = false;
      if (this.#waiting.length > 0) this.#startSync();
      for (const done of served) done();
    });
  }
}
