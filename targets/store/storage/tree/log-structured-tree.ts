/**
 * A log-structured merge tree (O'Neil et al., "The Log-Structured Merge-Tree", 1996; Chang et al., "Bigtable", 2006): the index on
 * disk of a node. Writes go to a write-ahead log and into memory; when enough have come together they are written as a
 * table in the order of their keys, and the log before it is forgotten. Tables of one level are merged into one of the next. A
 * read asks the memory, then the tables from the newest to the oldest, until one has the key. So memory, and the time of a
 * restart, depend on what is written between two tables, and not on all that there is.
 */
import type { Json } from '../../../../checkers/history/event.ts';
import type { Disk } from '../../../contract/host.ts';
import type { BugName } from '../../bugs.ts';
import { compact } from './compaction.ts';
import { mergeEntries, sortedEntries } from './entry.ts';
import type { Entry, KeyRange } from './entry.ts';
import { readManifest, saveManifest, whenManifestDurable } from './manifest.ts';
import { openTable, Table, tableName, TableWriter } from './table.ts';
import { WriteLog } from './write-log.ts';

/** Tables of a level that are merged into one of the next. */
const tablesMerged = 4;

export class LogStructuredTree {
  readonly #disk: Disk;
  readonly #memoryEntries: number;
  readonly #bug: 'none' | BugName;
  readonly #log: WriteLog;
  /** What was written since the last table; null where a key was removed. */
  #memory = new Map<string, Json>();
  /** What is being written as a table. */
  #frozen: ReadonlyMap<string, Json> | null = null;
  /** By level, each newest first; a deeper level is older. */
  #levels: (readonly Table[])[];
  #firstWrites: number;
  #nextTable: number;
  #isCompacting = false;

  /**
   * Recovers from the disk. A table is written for every `memoryEntries` keys. Throws a DamagedFileError, as do reads, for
   * what is damaged beyond a torn end.
   */
  constructor(disk: Disk, memoryEntries: number, bug: 'none' | BugName = 'none') {
    this.#disk = disk;
    this.#memoryEntries = memoryEntries;
    this.#bug = bug;
    const { firstWrites, levels } = readManifest(disk);
    this.#firstWrites = firstWrites;
    this.#levels = levels.map((tables) => tables.map((place) => openTable(disk, place)));
    const unnamed = this.#unnamedTables();
    this.#nextTable = 1 + Math.max(0, ...tableNumbers(disk.fileNames()));
    this.#log = new WriteLog(disk, firstWrites, (entries) => this.#remember(entries));
    whenManifestDurable(disk, () => {
      for (const number of unnamed) disk.remove(tableName(number));
      this.#log.removeBefore(firstWrites);
    });
  }

  /** Bytes of the write-ahead log that recovery cut off. */
  get tornBytes(): number {
    return this.#log.tornBytes;
  }

  /** Undefined if the key was never written, or removed. */
  get(key: string): Json | undefined {
    let value = this.#memory.get(key);
    if (value === undefined) value = this.#frozen?.get(key);
    if (value === undefined) value = this.#stored(key);
    return value ?? undefined;
  }

  /** In the order of their keys; what is written meanwhile need not be among them. To be used up before the next event. */
  *scan(range: KeyRange): Generator<Entry> {
    const isWithin = ([key]: Entry): boolean => range.from <= key && key < range.to;
    const inMemory = [this.#memory, this.#frozen ?? []].map((entries) =>
      sortedEntries([...entries].filter((entry) => isWithin(entry))),
    );
    const stored = this.#levels.flat().map((table) => table.scan(range));
    for (const entry of mergeEntries([...inMemory, ...stored])) if (entry[1] !== null) yield entry;
  }

  /** All of it or, after a crash, nothing; null removes a key. Durable after the next `flush`. */
  write(entries: readonly Entry[]): void {
    this.#log.append(entries);
    this.#remember(entries);
    this.#writeTable();
  }

  /** Calls back, at once if nothing is open, when everything written before the call survives a crash. In the order of the calls. */
  flush(done: () => void): void {
    this.#log.flush(done);
  }

  #remember(entries: readonly Entry[]): void {
    for (const [key, value] of entries) this.#memory.set(key, value);
  }

  #stored(key: string): Json | undefined {
    for (const tables of this.#levels) {
      for (const table of tables) {
        const entry = table.get(key);
        if (entry !== undefined) return entry[1];
      }
    }
    return undefined;
  }

  /** One table at a time; what is written meanwhile stays in memory. */
  #writeTable(): void {
    if (this.#frozen !== null || this.#memory.size < this.#memoryEntries) return;
    const frozen = this.#memory;
    this.#frozen = frozen;
    this.#memory = new Map();
    this.#log.startNext();
    const firstWrites = this.#log.number;
    const writer = new TableWriter(this.#disk, this.#nextTable++);
    for (const entry of sortedEntries(frozen)) writer.add(entry);
    const place = writer.finish();
    const install = (): void => {
      this.#levels[0] = [new Table(this.#disk, place), ...(this.#levels[0] ?? [])];
      this.#frozen = null;
      this.#firstWrites = firstWrites;
      this.#save(() => this.#log.removeBefore(firstWrites));
      this.#compact();
      this.#writeTable();
    };
    if (this.#bug === 'manifest-before-tables') install();
    else this.#disk.sync(tableName(place.number), install);
  }

  /** One at a time, of the first level that has enough tables. */
  #compact(): void {
    const level = this.#levels.findIndex((tables) => tables.length >= tablesMerged);
    if (this.#isCompacting || level < 0) return;
    this.#isCompacting = true;
    const merged = this.#levels[level] as readonly Table[];
    const older = this.#levels.slice(level + 1).flat();
    compact(this.#disk, { merged, older }, this.#nextTable++, this.#bug, (table) => {
      const added = table === null ? [] : [table];
      this.#levels[level] = (this.#levels[level] as readonly Table[]).filter((one) => !merged.includes(one));
      this.#levels[level + 1] = [...added, ...(this.#levels[level + 1] ?? [])];
      this.#save(() => {
        for (const { name } of merged) this.#disk.remove(name);
      });
      this.#isCompacting = false;
      this.#compact();
    });
  }

  #save(done: () => void): void {
    const levels = this.#levels.map((tables) => tables.map(({ place }) => place));
    saveManifest(this.#disk, { firstWrites: this.#firstWrites, levels }, done);
  }

  /** What a crash left before the manifest named it, or after it no longer did. */
  #unnamedTables(): readonly number[] {
    const named = new Set(this.#levels.flat().map(({ place }) => place.number));
    return tableNumbers(this.#disk.fileNames()).filter((number) => !named.has(number));
  }
}

function tableNumbers(fileNames: readonly string[]): readonly number[] {
  return fileNames.flatMap((name) => {
    const number = /^table-(\d+)$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}
