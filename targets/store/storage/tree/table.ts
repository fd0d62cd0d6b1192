/**
 * A table: entries in the order of their keys, written once and never changed. Blocks of a few kilobytes, each a record with its
 * checksum, and at the end an index: the first key of each block, where it lies, and a Bloom filter. The index stays in
 * memory; a read takes one block from the disk (Chang et al., "Bigtable", 2006, section 4; LevelDB, "Implementation").
 */
import { DamagedFileError } from '../../../contract/damaged-file-error.ts';
import type { Disk } from '../../../contract/host.ts';
import { checkFormat, formatHeader } from '../file-format.ts';
import { decodeRecord, encodeRecord } from '../record.ts';
import { BloomFilter } from './bloom-filter.ts';
import type { Entry, KeyRange } from './entry.ts';

/** Of the JSON text of a block, about; an entry is never divided. */
const blockLength = 4096;

/** What the manifest says of a table. */
export interface TablePlace {
  readonly number: number;
  /** Where the index begins, and the file ends. */
  readonly indexBytes: number;
  readonly endBytes: number;
}

interface Block {
  readonly firstKey: string;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

interface Index {
  readonly blocks: readonly Block[];
  readonly lastKey: string;
  /** Base64. */
  readonly filter: string;
}

export const tableName = (number: number): string => `table-${number}`;

const parse = (payload: Uint8Array): unknown => JSON.parse(Buffer.from(payload).toString());

/** Writes one table, entries in ascending order of their keys. */
export class TableWriter {
  readonly #disk: Disk;
  readonly #number: number;
  readonly #keys: string[] = [];
  readonly #blocks: Block[] = [];
  #sizeBytes = 0;
  /** Of the block that is being filled. */
  #firstKey = '';
  #texts: string[] = [];
  #textLength = 0;

  constructor(disk: Disk, number: number) {
    this.#disk = disk;
    this.#number = number;
    this.#append(formatHeader('table'));
  }

  /** Bytes handed to the operating system so far. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  add(entry: Entry): void {
    if (this.#texts.length === 0) this.#firstKey = entry[0];
    const text = JSON.stringify(entry);
    this.#keys.push(entry[0]);
    this.#texts.push(text);
    this.#textLength += text.length;
    if (this.#textLength >= blockLength) this.#endBlock();
  }

  /** The table is whole once its file is synced. */
  finish(): TablePlace {
    this.#endBlock();
    const indexBytes = this.#sizeBytes;
    const filter = Buffer.from(BloomFilter.of(this.#keys).bytes).toString('base64');
    const index: Index = { blocks: this.#blocks, lastKey: this.#keys.at(-1) ?? '', filter };
    this.#append(encodeRecord(JSON.stringify(index)));
    return { number: this.#number, indexBytes, endBytes: this.#sizeBytes };
  }

  #endBlock(): void {
    if (this.#texts.length === 0) return;
    const record = encodeRecord(`[${this.#texts.join()}]`);
    this.#blocks.push({ firstKey: this.#firstKey, offsetBytes: this.#sizeBytes, sizeBytes: record.length });
    this.#append(record);
    this.#texts = [];
    this.#textLength = 0;
  }

  #append(bytes: Uint8Array): void {
    this.#disk.append(tableName(this.#number), bytes);
    this.#sizeBytes += bytes.length;
  }
}

export class Table {
  readonly place: TablePlace;
  readonly #disk: Disk;
  readonly #name: string;
  readonly #blocks: readonly Block[];
  readonly #lastKey: string;
  readonly #filter: BloomFilter;

  /** Reads the index. Throws a DamagedFileError, as every read of a block may. */
  constructor(disk: Disk, place: TablePlace) {
    const { number, indexBytes, endBytes } = place;
    this.place = place;
    this.#disk = disk;
    this.#name = tableName(number);
    const header = formatHeader('table');
    checkFormat('table', this.#name, this.#read(0, header.length));
    const index = parse(this.#read(indexBytes, endBytes - indexBytes)) as Index;
    this.#blocks = index.blocks;
    this.#lastKey = index.lastKey;
    this.#filter = new BloomFilter(Buffer.from(index.filter, 'base64'));
  }

  get name(): string {
    return this.#name;
  }

  /** False only if it certainly has no entry of this key. */
  mayContain(key: string): boolean {
    const first = this.#blocks[0];
    return first !== undefined && first.firstKey <= key && key <= this.#lastKey && this.#filter.mayContain(key);
  }

  /** Undefined if the table says nothing of the key. */
  get(key: string): Entry | undefined {
    if (!this.mayContain(key)) return undefined;
    const block = this.#blocks[this.#blockOf(key)];
    return block === undefined ? undefined : this.#entriesOf(block).find(([one]) => one === key);
  }

  /** In the order of their keys, block after block as they are asked for. */
  *scan({ from, to }: KeyRange): Generator<Entry> {
    for (let position = Math.max(0, this.#blockOf(from)); position < this.#blocks.length; position++) {
      const block = this.#blocks[position] as Block;
      if (block.firstKey >= to) return;
      for (const entry of this.#entriesOf(block)) if (from <= entry[0] && entry[0] < to) yield entry;
    }
  }

  /** The last block that begins at or before the key; -1 if there is none. */
  #blockOf(key: string): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#blocks[middle] as Block).firstKey <= key) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #entriesOf({ offsetBytes, sizeBytes }: Block): readonly Entry[] {
    return parse(this.#read(offsetBytes, sizeBytes)) as readonly Entry[];
  }

  #read(offsetBytes: number, sizeBytes: number): Uint8Array {
    return decodeRecord(this.#name, offsetBytes, this.#disk.readRange(this.#name, offsetBytes, sizeBytes));
  }
}

/** A table that the manifest names must be there, whole. */
export function openTable(disk: Disk, place: TablePlace): Table {
  if (disk.readRange(tableName(place.number), 0, 1).length === 0) {
    throw new DamagedFileError(tableName(place.number), 'the manifest names it, and it is not there');
  }
  return new Table(disk, place);
}
