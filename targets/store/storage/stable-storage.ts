/** Everything a node keeps on disk: its log, and its term and vote. Nothing is promised to anyone before `flush`. */
import type { Disk } from '../../contract/host.ts';
import { ReplicatedLog } from './replicated-log.ts';
import { TermFile } from './term-file.ts';

export class StableStorage {
  readonly log: ReplicatedLog;
  readonly #termFile: TermFile;

  /** Recovers from the disk; throws if it is damaged beyond a torn end. */
  constructor(disk: Disk) {
    this.log = new ReplicatedLog(disk);
    this.#termFile = new TermFile(disk);
    // An entry of a newer term than the saved one: the crash came between two files. Nobody was promised anything in it.
    if (this.log.lastTerm > this.#termFile.term) this.#termFile.save(this.log.lastTerm, null, null);
  }

  get term(): number {
    return this.#termFile.term;
  }

  get votedFor(): string | null {
    return this.#termFile.votedFor;
  }

  /** `voteOnDisk` differs from the vote only where a bug is planted. */
  saveTerm(term: number, votedFor: string | null, voteOnDisk = votedFor): void {
    this.#termFile.save(term, votedFor, voteOnDisk);
  }

  /** Calls back, perhaps at once, when all that was changed before the call survives a crash. */
  flush(done: () => void): void {
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
    arrived();
  }
}
