/**
 * The replicated log: entries numbered from 1, each with the term of the leader that made it, kept in memory and in a
 * write-ahead log on disk. Recovery keeps the whole records at the beginning of the file and cuts the rest off: what was
 * torn had not been acknowledged, because nobody acknowledges before `sync` has called back.
 */
import type { Disk } from '../../contract/host.ts';
import type { Command } from '../state-machine.ts';
import { encodeRecord, scanRecords } from './record.ts';

export type LogEntry = { readonly index: number; readonly term: number; readonly command: Command };

const fileName = 'log';

export class ReplicatedLog {
  readonly #disk: Disk;
  readonly #entries: LogEntry[] = [];
  /** Where each entry's record ends in the file. */
  readonly #endBytes: number[] = [];
  #durableIndex = 0;
  /** True if the file has changes that no sync under way will make durable. */
  #unsynced = false;
  #syncing = false;
  /** The last entry that the sync under way covers, as long as it is not cut off. */
  #syncingThrough = 0;
  /** Whom the sync under way will call back, and whom the next. */
  #served: (() => void)[] = [];
  #waiting: (() => void)[] = [];
  /** Bytes that recovery cut off. */
  readonly tornBytes: number;

  /** Recovers from the disk. Throws if a whole record is not the next entry: the file is not this log's. */
  constructor(disk: Disk) {
    this.#disk = disk;
    const file = disk.read(fileName) ?? new Uint8Array();
    for (const { payload, endBytes } of scanRecords(file)) {
      const entry = JSON.parse(Buffer.from(payload).toString()) as LogEntry;
      if (entry.index !== this.lastIndex + 1) {
        throw new Error(`the write-ahead log holds entry ${entry.index} after entry ${this.lastIndex}`);
      }
      this.#entries.push(entry);
      this.#endBytes.push(endBytes);
    }
    this.tornBytes = file.length - this.#sizeBytes(this.lastIndex);
    if (this.tornBytes > 0) disk.truncate(fileName, this.#sizeBytes(this.lastIndex));
    // What is read back need not be durable: a process that is killed leaves its writes in the operating system's memory.
    this.#unsynced = file.length > 0;
  }

  /** 0 for the empty log. */
  get lastIndex(): number {
    return this.#entries.length;
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? 0;
  }

  /** Entries up to this one survive a crash. */
  get durableIndex(): number {
    return this.#durableIndex;
  }

  /** True while something appended or cut is not durable yet. */
  get isDirty(): boolean {
    return this.#unsynced || this.#syncing;
  }

  /** The term of an entry; 0 before the first, undefined after the last. */
  termAt(index: number): number | undefined {
    return index === 0 ? 0 : this.#entries[index - 1]?.term;
  }

  entryAt(index: number): LogEntry {
    const entry = this.#entries[index - 1];
    if (entry === undefined) throw new RangeError(`no entry ${index} in a log of ${this.lastIndex}`);
    return entry;
  }

  /** At most `limit` entries from this index on. */
  entriesFrom(index: number, limit: number): readonly LogEntry[] {
    return this.#entries.slice(index - 1, index - 1 + limit);
  }

  append(entry: LogEntry): void {
    if (entry.index !== this.lastIndex + 1) throw new RangeError(`entry ${entry.index} after ${this.lastIndex}`);
    const record = encodeRecord(Buffer.from(JSON.stringify(entry)));
    this.#disk.append(fileName, record);
    this.#endBytes.push(this.#sizeBytes(this.lastIndex) + record.length);
    this.#entries.push(entry);
    this.#unsynced = true;
  }

  /** Removes this entry and all after it. */
  truncateFrom(index: number): void {
    const kept = index - 1;
    if (kept >= this.lastIndex) return;
    this.#disk.truncate(fileName, this.#sizeBytes(kept));
    this.#entries.length = kept;
    this.#endBytes.length = kept;
    this.#durableIndex = Math.min(this.#durableIndex, kept);
    this.#syncingThrough = Math.min(this.#syncingThrough, kept);
    this.#unsynced = true;
  }

  /**
   * Calls back once everything before the call is durable. One sync at a time: calls that come while it is under way
   * share it if it covers them, or else share the next (group commit).
   */
  sync(done: () => void): void {
    if (this.#syncing && !this.#unsynced) {
      this.#served.push(done);
      return;
    }
    this.#waiting.push(done);
    if (!this.#syncing) this.#startSync();
  }

  #startSync(): void {
    this.#served = this.#waiting;
    this.#waiting = [];
    this.#syncing = true;
    this.#unsynced = false;
    this.#syncingThrough = this.lastIndex;
    this.#disk.sync(fileName, () => {
      const served = this.#served;
      this.#syncing = false;
      this.#durableIndex = Math.max(this.#durableIndex, this.#syncingThrough);
      if (this.#waiting.length > 0) this.#startSync();
      for (const done of served) done();
    });
  }

  #sizeBytes(index: number): number {
    return this.#endBytes[index - 1] ?? 0;
  }
}
