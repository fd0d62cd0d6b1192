/**
 * Everything a node keeps on disk: a snapshot, the log after it, and its term and vote. Nothing is promised to anyone
 * before `flush`.
 */
import type { Disk } from '../../contract/host.ts';
import type { PayloadCheck } from './record.ts';
import { ReplicatedLog } from './replicated-log.ts';
import { SnapshotFile } from './snapshot-file.ts';
import type { Snapshot } from './snapshot-file.ts';
import { TermFile } from './term-file.ts';
import type { TermAndVote } from './term-file.ts';

export class StableStorage {
  readonly log: ReplicatedLog;
  readonly #termFile: TermFile;
  readonly #snapshotFile: SnapshotFile;

  /** Recovers from the disk. Throws a DamagedFileError if it is damaged beyond a torn end. */
  constructor(disk: Disk, check?: PayloadCheck) {
    this.#snapshotFile = new SnapshotFile(disk);
    this.log = new ReplicatedLog(disk, this.#snapshotFile.current?.position, check);
    this.#termFile = new TermFile(disk);
    // An entry of a newer term than the saved one: the crash came between two files. Nobody was promised anything in it.
    if (this.log.lastTerm > this.#termFile.term) this.saveTerm(this.log.lastTerm, null);
  }

  get term(): number {
    return this.#termFile.term;
  }

  get votedFor(): string | null {
    return this.#termFile.votedFor;
  }

  /** `onDisk` differs from what is in force only where a bug is planted. */
  saveTerm(term: number, votedFor: string | null, onDisk?: TermAndVote): void {
    this.#termFile.save(term, votedFor, onDisk);
  }

  /** The latest durable one, null if there is none. */
  get snapshot(): Snapshot | null {
    return this.#snapshotFile.current;
  }

  /**
   * Calls back once it is durable, with the log cut. In this order: a log that was cut first could lose its beginning. `tail`: what
   * becomes of the entries behind it, see `ReplicatedLog.startAfter`.
   */
  saveSnapshot(snapshot: Snapshot, done: () => void, tail?: 'kept' | 'dropped'): void {
    this.#snapshotFile.save(snapshot, () => {
      this.log.startAfter(snapshot.position, tail);
      done();
    });
  }

  /** Calls back, perhaps at once, when all that was changed before the call survives a crash. */
  flush(done: () => void): void {
    // As it is at nearly every entry.
    if (!this.#termFile.isDirty && !this.#snapshotFile.isDirty) {
      if (this.log.isDirty) this.log.sync(done);
      else done();
      return;
    }
    let missing = 1;
    const arrived = (): void => {
      if (--missing === 0) done();
    };
    if (this.log.isDirty) {
      missing++;
      this.log.sync(arrived);
    }
    if (this.#termFile.isDirty) {
      missing++;
      this.#termFile.whenDurable(arrived);
    }
    if (this.#snapshotFile.isDirty) {
      missing++;
      this.#snapshotFile.whenDurable(arrived);
    }
    arrived();
  }
}
