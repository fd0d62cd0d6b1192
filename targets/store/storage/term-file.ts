/**
 * The current term and the vote cast in it: what a node must never forget, or it could vote twice (Raft, section 5.2).
 * Replaced atomically, with a checksum against damage.
 */
import { DamagedFileError } from '../../contract/damaged-file-error.ts';
import type { Disk } from '../../contract/host.ts';
import { formatHeader, scanFile } from './file-format.ts';
import { encodeRecord } from './record.ts';

const fileName = 'term';

export interface TermAndVote {
  readonly term: number;
  readonly votedFor: string | null;
}

export class TermFile {
  readonly #disk: Disk;
  #current: TermAndVote = { term: 0, votedFor: null };
  #savesStarted = 0;
  #savesDone = 0;
  #waiting: { readonly save: number; readonly done: () => void }[] = [];

  /** Throws a DamagedFileError: without the file the node cannot know what it promised. */
  constructor(disk: Disk) {
    this.#disk = disk;
    const file = disk.read(fileName);
    if (file === undefined) return;
    const record = scanFile('term', fileName, file)[0];
    if (record === undefined) throw new DamagedFileError(fileName, 'it is cut short, and it is never written in part');
    this.#current = JSON.parse(Buffer.from(record.payload).toString()) as TermAndVote;
    // What is read back need not be durable: a process that is killed leaves its writes in the operating system's memory.
    const save = ++this.#savesStarted;
    disk.sync(fileName, () => this.#saved(save));
  }

  get term(): number {
    return this.#current.term;
  }

  get votedFor(): string | null {
    return this.#current.votedFor;
  }

  /** In force at once; durable later, see `whenDurable`. `onDisk` is what a restart will remember. */
  save(term: number, votedFor: string | null, onDisk: TermAndVote = { term, votedFor }): void {
    this.#current = { term, votedFor };
    const save = ++this.#savesStarted;
    const record = encodeRecord(JSON.stringify(onDisk));
    this.#disk.replace(fileName, Buffer.concat([formatHeader('term'), record]), () => this.#saved(save));
  }

  get isDirty(): boolean {
    return this.#savesDone < this.#savesStarted;
  }

  /** Calls back once everything saved before the call is durable. */
  whenDurable(done: () => void): void {
    if (this.isDirty) this.#waiting.push({ save: this.#savesStarted, done });
    else done();
  }

  #saved(save: number): void {
    this.#savesDone = save;
    const ready = this.#waiting.filter((waiter) => waiter.save <= save);
    this.#waiting = this.#waiting.filter((waiter) => waiter.save > save);
    for (const { done } of ready) done();
  }
}
