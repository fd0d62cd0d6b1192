/**
 * Committed rows, each with the versions that somebody may still read. Versions are numbered by the commits that made them, in
 * the order in which they were applied, so that a number names a state of the whole table (Bernstein and Goodman,
 * "Multiversion Concurrency Control", 1983).
 */
import type { RowName, RowValue, RowWrite } from './row.ts';

interface Version {
  readonly number: number;
  readonly value: RowValue;
}

export class VersionedTable {
  readonly #rows = new Map<RowName, Version[]>();
  /** Rows that are gone, and the version since which they are, the oldest first: kept for those who still see them. */
  #gone: { readonly row: RowName; readonly number: number }[] = [];
  #version = 0;
  #oldestRead = Number.POSITIVE_INFINITY;

  /** The number of the latest commit. */
  get version(): number {
    return this.#version;
  }

  /** Keeps what a reader as of this version sees; without a reader (infinity, as at first) only the latest is kept. */
  keepSince(version: number): void {
    this.#oldestRead = version;
    const kept = this.#gone.findIndex(({ number }) => number > version);
    for (const { row, number } of this.#gone.splice(0, kept < 0 ? this.#gone.length : kept)) {
      if (this.#rows.get(row)?.at(-1)?.number === number) this.#rows.delete(row);
    }
  }

  /** One commit: its writes become the latest versions. Answers its number. */
  install(writes: readonly RowWrite[]): number {
    this.#version++;
    for (const [row, value] of writes) {
      const versions = [...(this.#rows.get(row) ?? []), { number: this.#version, value }];
      // The last version that the oldest reader sees is the first that is kept.
      const first = versions.findLastIndex(({ number }) => number <= this.#oldestRead);
      if (first > 0) versions.splice(0, first);
      if (versions.length === 1 && value === null) this.#rows.delete(row);
      else {
        this.#rows.set(row, versions);
        if (value === null) this.#gone.push({ row, number: this.#version });
      }
    }
    return this.#version;
  }

  latest(row: RowName): RowValue {
    return this.#rows.get(row)?.at(-1)?.value ?? null;
  }

  /** As of a version that is kept. */
  at(row: RowName, version: number): RowValue {
    return this.#rows.get(row)?.findLast(({ number }) => number <= version)?.value ?? null;
  }

  /** Every row that has a version. */
  names(): readonly RowName[] {
    return [...this.#rows.keys()];
  }

  /** The latest state, for a snapshot of the whole machine. */
  contents(): readonly RowWrite[] {
    return this.names()
      .map((row): RowWrite => [row, this.latest(row)])
      .filter(([, value]) => value !== null);
  }

  /** Back to exactly this state. */
  restore(contents: readonly RowWrite[]): void {
    this.#rows.clear();
    this.#gone = [];
    this.install(contents);
  }
}
