/**
 * The write-ahead log of a node that accepts writes by itself: records in the order in which they were made, each with a
 * checksum; what a crash tore off at the end is cut, because nothing was promised before `flush` had called back. The first
 * record of each life counts the node's starts, so that nothing named after a life is ever named twice: whatever a life has
 * said to anybody was said after a flush, and the flush made that first record durable too.
 */
import type { Disk, Message } from '../../contract/host.ts';
import type { BugName } from '../bugs.ts';
import { encodeRecord, scanRecords } from '../storage/record.ts';

const fileName = 'journal';

export class Journal {
  readonly #disk: Disk;
  readonly #bug: 'none' | BugName;
  /** What the lives before this one wrote, oldest first. */
  readonly recovered: readonly Message[];
  /** Bytes that recovery cut off. */
  readonly tornBytes: number;
  /** Counts the node's starts, from 1. */
  readonly life: number;
  #isSyncing = false;
  /** True if something was written that the sync under way, if any, does not cover. */
  #isDirty = true;
  /** Whom the sync under way will call back, and whom the next. */
  #served: (() => void)[] = [];
  #waiting: (() => void)[] = [];

  constructor(disk: Disk, bug: 'none' | BugName) {
    this.#disk = disk;
    this.#bug = bug;
    const file = disk.read(fileName) ?? new Uint8Array();
    const records = scanRecords(fileName, file);
    const sizeBytes = records.at(-1)?.endBytes ?? 0;
    this.tornBytes = file.length - sizeBytes;
    if (this.tornBytes > 0) disk.truncate(fileName, sizeBytes);
    this.recovered = records.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()) as Message);
    this.life = this.recovered.filter(({ kind }) => kind === 'life').length + 1;
    this.append({ kind: 'life' });
  }

  append(record: Message): void {
    this.#disk.append(fileName, encodeRecord(Buffer.from(JSON.stringify(record))));
    this.#isDirty = true;
  }

  /** Calls back, at once if nothing is open, when everything appended before the call survives a crash. In the order of the calls. */
  flush(done: () => void): void {
    const isDurable = !this.#isDirty && !this.#isSyncing;
    if (isDurable || this.#bug === 'copy-acknowledged-before-fsync') {
      done();
      return;
    }
    if (this.#isDirty) this.#waiting.push(done);
    else this.#served.push(done);
    if (!this.#isSyncing) this.#startSync();
  }

  #startSync(): void {
    this.#served = this.#waiting;
    this.#waiting = [];
    this.#isSyncing = true;
    this.#isDirty = false;
    this.#disk.sync(fileName, () => {
      const served = this.#served;
      this.#isSyncing = false;
      this.#served = [];
      for (const done of served) done();
      if (this.#waiting.length > 0 && !this.#isSyncing) this.#startSync();
    });
  }
}
