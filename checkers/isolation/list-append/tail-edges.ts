/**
 * Anti-dependencies from the readers of the whole order of a key to every version of its tail. There are as many as readers
 * times versions, so a key with many of both gets only those to the appends that completed first: what real time forbids
 * shows in these, and a doubt says that others were left out.
 */
import { counted } from '../../history/quote.ts';
import { rwEdge, type EdgeColumns } from '../dependencies.ts';
import { keyName } from '../in-words.ts';
import { GrowingInts } from '../../history/growing-ints.ts';
import type { StepLimit } from '../step-limit.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import type { Appends } from './appends.ts';
import { noTail, type TailVersions } from './installed-versions.ts';

/** Up to so many versions of a tail, or edges of a key, none is left out. */
const fewVersions = 16;
const fewEdges = 4096;

export class TailEdges {
  readonly #transactions: TransactionColumns;
  readonly #appends: Appends;
  readonly #tail: TailVersions;
  readonly #edges: EdgeColumns;
  readonly #keys = new GrowingInts();
  readonly #readers = new GrowingInts();
  readonly #writersRead = new GrowingInts();
  /** Per key: how many readers. */
  readonly #readerCount: Int32Array;
  /** Per key with a long tail: the versions that are used. */
  readonly #chosen = new Map<number, Int32Array>();

  constructor(transactions: TransactionColumns, appends: Appends, tail: TailVersions, edges: EdgeColumns) {
    this.#transactions = transactions;
    this.#appends = appends;
    this.#tail = tail;
    this.#edges = edges;
    this.#readerCount = new Int32Array(transactions.keys.size);
  }

  get doubts(): readonly string[] {
    const [key] = this.#chosen.keys();
    if (key === undefined) return [];
    const name = keyName(this.#transactions, key);
    const appends = counted(this.#tail.count[key] as number, 'append');
    const others = this.#chosen.size === 1 ? '' : ` (and likewise of ${counted(this.#chosen.size - 1, 'other key')})`;
    return [`${appends} to ${name} were never read: not all of their dependencies were looked at${others}`];
  }

  /** The reader read the whole order of the key, whose last version this transaction wrote (-1: none). */
  addReader(key: number, reader: number, writerRead: number): void {
    this.#keys.push(key);
    this.#readers.push(reader);
    this.#writersRead.push(writerRead);
    this.#readerCount[key] = (this.#readerCount[key] as number) + 1;
  }

  addAll(limit: StepLimit): void {
    for (let position = 0; position < this.#keys.length && !limit.spent(); position++) {
      const key = this.#keys.items[position] as number;
      const reader = this.#readers.items[position] as number;
      const writerRead = this.#writersRead.items[position] as number;
      const count = this.#tail.count[key] as number;
      if (count <= fewVersions || count * (this.#readerCount[key] as number) <= fewEdges) {
        for (let each = this.#tail.first[key] as number; each !== noTail; each = this.#tail.next[each] as number) {
          this.#add(reader, writerRead, each);
        }
      } else for (const each of this.#earliest(key)) this.#add(reader, writerRead, each);
    }
  }

  #add(reader: number, writerRead: number, version: number): void {
    const by = this.#appends.writer[version] as number;
    if (by !== writerRead) this.#edges.add(reader, by, rwEdge, version);
  }

  /** The versions of the key's tail whose writers completed first. */
  #earliest(key: number): Int32Array {
    const known = this.#chosen.get(key);
    if (known !== undefined) return known;
    const versions: number[] = [];
    for (let each = this.#tail.first[key] as number; each !== noTail; each = this.#tail.next[each] as number) {
      versions.push(each);
    }
    const { complete } = this.#transactions;
    const completed = (version: number): number => complete[this.#appends.writer[version] as number] as number;
    const chosen = Int32Array.from(
      versions.toSorted((left, right) => completed(left) - completed(right)).slice(0, fewVersions),
    );
    this.#chosen.set(key, chosen);
    return chosen;
  }
}
