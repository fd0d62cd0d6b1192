/**
 * Merges tables into one, a piece at a time, so that a node goes on with its work in between. Of each key the newest entry stays.
 * That a key was removed must be remembered as long as an older table may have it.
 */
import type { Disk } from '../../../contract/host.ts';
import type { BugName } from '../../bugs.ts';
import { mergeEntries, everyKey } from './entry.ts';
import type { Entry } from './entry.ts';
import { Table, tableName, TableWriter } from './table.ts';

/** Written between two syncs, about. */
const pieceBytes = 64 * 1024;

export interface CompactedTables {
  /** Newest first. */
  readonly merged: readonly Table[];
  /** All that are older than these. */
  readonly older: readonly Table[];
}

/** Calls back with the new table once it is durable; with null if nothing was left to be kept. */
export function compact(
  disk: Disk,
  { merged, older }: CompactedTables,
  number: number,
  bug: 'none' | BugName,
  done: (table: Table | null) => void,
): void {
  const writer = new TableWriter(disk, number);
  const entries = mergeEntries(merged.map((table) => table.scan(everyKey)));
  const isKept = ([key, value]: Entry): boolean => {
    if (value !== null) return true;
    return bug !== 'compaction-drops-tombstone' && older.some((table) => table.mayContain(key));
  };
  const writePiece = (): void => {
    const endBytes = writer.sizeBytes + pieceBytes;
    while (writer.sizeBytes < endBytes) {
      const next = entries.next();
      if (next.done === true) {
        finish();
        return;
      }
      if (isKept(next.value)) writer.add(next.value);
    }
    disk.sync(tableName(number), writePiece);
  };
  const finish = (): void => {
    if (writer.isEmpty) {
      disk.remove(tableName(number));
      done(null);
      return;
    }
    const place = writer.finish();
    disk.sync(tableName(number), () => done(new Table(disk, place)));
  };
  writePiece();
}
