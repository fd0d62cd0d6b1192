/**
 * The current term and the vote cast in it: what a node must never forget, or it could vote twice (Raft, section 5.2).
 * Replaced atomically, with a checksum against damage.
 */
import type { Disk } from '../../contract/host.ts';
import { encodeRecord, scanRecords } from './record.ts';

const fileName = 'term';

interface TermAndVote {
  readonly term: number;
  readonly votedFor: string | null;
}

export class TermFile {
  readonly #disk: Disk;
  #current: TermAndVote = { term: 0, votedFor: null };
  #savesStarted = 0;
  #savesDone = 0;
  #waiting: { readonly save: number; readonly done: () => void }[] = [];

  /** Throws if the file is damaged: without it the node cannot know what it promised. */
  constructor(disk: Disk) {
    this.#disk = disk;
    const file = disk.read(fileName);
    if (file === undefined) return;
    const record = scanRecords(file)[0];
    if (record === undefined) throw new Error('the file that holds the term and the vote is damaged');
    this.#current = JSON.parse(Buffer.from(record.payload).toString()) as TermAndVote;
  }

  get term(): number {
    return this.#current.term;
  }

  get votedFor(): string | null {
    return this.#current.votedFor;
  }

  /** In force at once; durable later, see `whenDurable`. `voteOnDisk` is what a restart will remember of the vote. */
  save(term: number, votedFor: string | null, voteOnDisk: string | null): void {
    this.#current = { term, votedFor };
    const save = ++this.#savesStarted;
    const written: TermAndVote = { term, votedFor: voteOnDisk };
    this.#disk.replace(fileName, encodeRecord(Buffer.from(JSON.stringify(written))), () => this.#saved(save));
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
