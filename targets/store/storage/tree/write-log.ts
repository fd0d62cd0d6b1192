/**
 * The write-ahead log of a log-structured tree, in files numbered one by one: whatever was written since the last table. A file is
 * ended when its writes go into a table, and removed when the table is durable. A crash may leave the end of one file torn and a
 * beginning of the next: what follows a file that was not ended is dropped, because nothing in it had been acknowledged.
 */
import type { Disk } from '../../../contract/host.ts';
import { recoverFile } from '../file-format.ts';
import { encodeRecord } from '../record.ts';
import type { Entry } from './entry.ts';

/** Entries written together, or the end of the file. */
type WriteRecord = readonly Entry[] | 'end';

const namePattern = /^writes-(\d+)$/;
const nameOf = (number: number): string => `writes-${number}`;

export class WriteLog {
  readonly #disk: Disk;
  #number: number;
  /** Bytes that recovery cut off. */
  readonly tornBytes: number;
  #isSyncing = false;
  /** True if something was written that the sync under way, if any, does not cover. */
  #isDirty = true;
  /** Whom the sync under way will call back, and whom the next. */
  #served: (() => void)[] = [];
  #waiting: (() => void)[] = [];

  /** Recovers what was written from the file `first` on, oldest first, into `replay`. Throws a DamagedFileError. */
  constructor(disk: Disk, first: number, replay: (entries: readonly Entry[]) => void) {
    this.#disk = disk;
    this.#number = first;
    let tornBytes = 0;
    for (let isOpen = false; !isOpen;) {
      const recovered = recoverFile(disk, 'writes', nameOf(this.#number));
      tornBytes += recovered.tornBytes;
      const records = recovered.records.map(
        ({ payload }) => JSON.parse(Buffer.from(payload).toString()) as WriteRecord,
      );
      for (const record of records) if (record !== 'end') replay(record);
      // What is read back need not be durable: a process that is killed leaves its writes in the operating system's memory.
      disk.sync(nameOf(this.#number), () => undefined);
      isOpen = records.at(-1) !== 'end';
      if (!isOpen) this.#number++;
    }
    this.tornBytes = tornBytes;
    this.#remove((number) => number > this.#number);
  }

  /** The file that is being written. */
  get number(): number {
    return this.#number;
  }

  append(entries: readonly Entry[]): void {
    this.#append(entries);
    this.#isDirty = true;
  }

  /** Goes on in a new file; what was written before is durable before anything in it is. */
  startNext(): void {
    this.#append('end');
    this.#disk.sync(nameOf(this.#number), () => undefined);
    this.#number++;
    recoverFile(this.#disk, 'writes', nameOf(this.#number));
  }

  /** The files before this one are in tables. */
  removeBefore(first: number): void {
    this.#remove((number) => number < first);
  }

  /** Calls back, at once if nothing is open, when everything appended before the call survives a crash. In the order of the calls. */
  flush(done: () => void): void {
    if (!this.#isDirty && !this.#isSyncing) {
      done();
      return;
    }
    if (this.#isDirty) this.#waiting.push(done);
    else this.#served.push(done);
    if (!this.#isSyncing) this.#startSync();
  }

  #append(record: WriteRecord): void {
    this.#disk.append(nameOf(this.#number), encodeRecord(JSON.stringify(record)));
  }

  #startSync(): void {
    this.#served = this.#waiting;
    this.#waiting = [];
    this.#isSyncing = true;
    this.#isDirty = false;
    this.#disk.sync(nameOf(this.#number), () => {
      const served = this.#served;
      this.#isSyncing = false;
      this.#served = [];
      for (const done of served) done();
      if (this.#waiting.length > 0 && !this.#isSyncing) this.#startSync();
    });
  }

  #remove(isObsolete: (number: number) => boolean): void {
    for (const name of this.#disk.fileNames()) {
      const number = namePattern.exec(name)?.[1];
      if (number !== undefined && isObsolete(Number(number))) this.#disk.remove(name);
    }
  }
}
