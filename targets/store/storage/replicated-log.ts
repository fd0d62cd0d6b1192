/**
 * The replicated log: numbered entries, each with the term of the leader that made it, kept in memory and in a write-ahead log
 * on disk. What a snapshot covers is cut off; `base` is the last entry that was. Recovery keeps the whole records at
 * the beginning of the file and cuts a torn tail off: it had not been acknowledged, because nobody acknowledges before
 * `sync` has called back.
 */
import type { Json } from '../../../checkers/history/event.ts';
import { DamagedFileError } from '../../contract/damaged-file-error.ts';
import type { Disk } from '../../contract/host.ts';
import { formatHeader, recoverFile } from './file-format.ts';
import { isEntry, type LogEntry, type LogPosition } from './log-entry.ts';
import { encodeRecord } from './record.ts';
import type { PayloadCheck, ScannedRecord } from './record.ts';

const fileName = 'log';
const beginning: LogPosition = { index: 0, term: 0 };

/** What a record holds: an entry, or a mark that those which follow come after `base`, whatever stands before. */
type LogRecord = LogEntry | { readonly base: LogPosition };

const encode = (record: LogRecord): Uint8Array => encodeRecord(JSON.stringify(record));

let latest: { readonly entry: LogEntry; readonly bytes: Uint8Array } | null = null;

/** The nodes of a simulation append one and the same object, which never changes, shortly one after the other. */
function encodeEntry(entry: LogEntry): Uint8Array {
  if (latest?.entry !== entry) latest = { entry, bytes: encode(entry) };
  return latest.bytes;
}

interface RecoveredLog {
  /** The entry before the first. */
  readonly baseIndex: number;
  readonly entries: LogEntry[];
  readonly startBytes: number;
  readonly endBytes: number[];
  /** The file without its torn tail. */
  readonly wholeBytes: number;
}

/** Throws a DamagedFileError. */
function parseRecord(payload: Uint8Array): LogRecord {
  try {
    const record = JSON.parse(Buffer.from(payload).toString()) as Json;
    if (isEntry(record) || isMark(record)) return record as unknown as LogRecord;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new DamagedFileError(fileName, 'it holds a record that is neither an entry nor a mark');
}

const isMark = (value: Json): boolean =>
  typeof value === 'object' && value !== null && 'base' in value && typeof value['base'] === 'object';

/**
 * Reads the records. A mark behind the end of the snapshot counts for nothing, nor does what follows: nothing is acknowledged
 * before its snapshot is durable. Throws a DamagedFileError.
 */
function readLog(records: readonly ScannedRecord[], snapshotIndex: number): RecoveredLog {
  const headerBytes = formatHeader('log').length;
  let log: RecoveredLog = {
    baseIndex: 0,
    entries: [],
    startBytes: headerBytes,
    endBytes: [],
    wholeBytes: headerBytes,
  };
  let previous = 0;
  for (const { payload, endBytes } of records) {
    const record = parseRecord(payload);
    if ('base' in record) {
      if (record.base.index > snapshotIndex) break;
      previous = record.base.index;
      log = { baseIndex: previous, entries: [], startBytes: endBytes, endBytes: [], wholeBytes: endBytes };
      continue;
    }
    if (record.index !== previous + 1) {
      throw new DamagedFileError(fileName, `it holds entry ${record.index} after entry ${previous}`);
    }
    previous = record.index;
    log.entries.push(record);
    log.endBytes.push(endBytes);
    log = { ...log, wholeBytes: endBytes };
  }
  return log;
}

export class ReplicatedLog {
  readonly #disk: Disk;
  #base: LogPosition;
  /** Those after `#base`. */
  #entries: LogEntry[] = [];
  /** Where the first entry's record begins in the file, and where each one's ends. */
  #startBytes = 0;
  #endBytes: number[] = [];
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

  /** Recovers from the disk what comes after `base`, the end of the snapshot. Throws a DamagedFileError. */
  constructor(disk: Disk, base = beginning, check: PayloadCheck = 'by-checksum') {
    this.#disk = disk;
    this.#base = base;
    const { records, wholeBytes, tornBytes } = recoverFile(disk, 'log', fileName, check);
    const recovered = readLog(records, base.index);
    this.tornBytes = tornBytes + wholeBytes - recovered.wholeBytes;
    if (wholeBytes > recovered.wholeBytes) disk.truncate(fileName, recovered.wholeBytes);
    this.#adopt(recovered);
    // What is read back need not be durable: a process that is killed leaves its writes in the operating system's memory.
    this.#unsynced = records.length > 0;
  }

  /** The last entry that only a snapshot has. */
  get base(): LogPosition {
    return this.#base;
  }

  /** 0 for the empty log. */
  get lastIndex(): number {
    return this.#base.index + this.#entries.length;
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? this.#base.term;
  }

  /** Entries up to this one survive a crash. */
  get durableIndex(): number {
    return this.#durableIndex;
  }

  /** True while something appended or cut is not durable yet. */
  get isDirty(): boolean {
    return this.#unsynced || this.#syncing;
  }

  /** The term of an entry; 0 before the first, undefined after the last and before `base`. */
  termAt(index: number): number | undefined {
    return index === this.#base.index ? this.#base.term : this.#entries[index - this.#base.index - 1]?.term;
  }

  entryAt(index: number): LogEntry {
    const entry = this.#entries[index - this.#base.index - 1];
    if (entry === undefined)
      throw new RangeError(`no entry ${index} in a log from ${this.#base.index} to ${this.lastIndex}`);
    return entry;
  }

  /** At most `limit` entries from this index on, which must not be cut off. */
  entriesFrom(index: number, limit: number): readonly LogEntry[] {
    const first = index - this.#base.index - 1;
    return this.#entries.slice(first, first + limit);
  }

  append(entry: LogEntry): void {
    if (entry.index !== this.lastIndex + 1) throw new RangeError(`entry ${entry.index} after ${this.lastIndex}`);
    const record = encodeEntry(entry);
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
    this.#entries.length = kept - this.#base.index;
    this.#endBytes.length = kept - this.#base.index;
    this.#durableIndex = Math.min(this.#durableIndex, kept);
    this.#syncingThrough = Math.min(this.#syncingThrough, kept);
    this.#unsynced = true;
  }

  /**
   * A durable snapshot covers everything up to `base`: cuts it off. What comes after stays if the log agrees with the
   * snapshot about its last entry, or else is not what the leader has (Raft, section 7). `tail` is `dropped` only where a bug
   * is planted: the log then begins anew, even if it was further.
   */
  startAfter(base: LogPosition, tail: 'kept' | 'dropped' = 'kept'): void {
    if (base.index <= this.#base.index && tail === 'kept') return;
    const agrees = this.termAt(base.index) === base.term && tail === 'kept';
    this.#entries = agrees ? this.#entries.slice(base.index - this.#base.index) : [];
    if (!agrees) this.#syncingThrough = 0;
    this.#durableIndex = agrees ? Math.max(this.#durableIndex, base.index) : base.index;
    this.#base = base;
    this.#rewrite();
  }

  /**
   * Calls back once everything before the call is durable. One sync at a time: calls that come while it is under way
   * share it if it covers them, or else share the next (group commit).
   */
  sync(done: () => void): void {
    if (!this.#syncing) this.#startSync([done]);
    else if (this.#unsynced) this.#waiting.push(done);
    else this.#served.push(done);
  }

  #startSync(served: (() => void)[]): void {
    this.#served = served;
    this.#syncing = true;
    this.#unsynced = false;
    this.#syncingThrough = this.lastIndex;
    this.#disk.sync(fileName, this.#onSynced);
  }

  readonly #onSynced = (): void => {
    const served = this.#served;
    const waiting = this.#waiting;
    this.#syncing = false;
    this.#durableIndex = Math.max(this.#durableIndex, this.#syncingThrough);
    if (waiting.length > 0) {
      this.#waiting = [];
      this.#startSync(waiting);
    }
    for (const done of served) done();
  };

  /** Takes over what the file holds beyond the snapshot; if it does not go on from there, marks where the next entry does. */
  #adopt({ baseIndex, entries, startBytes, endBytes, wholeBytes }: RecoveredLog): void {
    const { index, term } = this.#base;
    const covered = index - baseIndex;
    if (covered === 0 || entries[covered - 1]?.term === term) {
      this.#entries = entries.slice(covered);
      this.#endBytes = endBytes.slice(covered);
      this.#startBytes = endBytes[covered - 1] ?? startBytes;
      return;
    }
    const mark = encode({ base: this.#base });
    this.#disk.append(fileName, mark);
    this.#startBytes = wholeBytes + mark.length;
  }

  /** Writes the file anew, without what was cut off at its beginning. */
  #rewrite(): void {
    const header = formatHeader('log');
    const records = [encode({ base: this.#base }), ...this.#entries.map(encode)];
    let sizeBytes = header.length;
    this.#endBytes = records.map((record) => (sizeBytes += record.length));
    this.#startBytes = this.#endBytes.shift() ?? 0;
    this.#disk.replace(fileName, Buffer.concat([header, ...records]), () => undefined);
  }

  #sizeBytes(index: number): number {
    return this.#endBytes[index - this.#base.index - 1] ?? this.#startBytes;
  }
}
