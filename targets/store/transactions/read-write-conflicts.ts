/**
 * Serializable snapshot isolation (Cahill, Röhm and Fekete, 2008). Under snapshot isolation whatever is not serializable has
 * a pivot: a transaction with a read-write conflict in (somebody read what it overwrote) and one out (it read what somebody
 * overwrote), all three beside each other. So none may commit with both. What was read counts as long as anybody runs
 * beside the reader, also after its commit.
 */
import type { RowName, RowValue, Selection } from './row.ts';
import { selects } from './row.ts';
import type { Transaction } from './transaction.ts';
import type { VersionedTable } from './versioned-table.ts';

/** True if it committed, or is about to, after the other began. */
export function isBeside(other: Transaction, transaction: Transaction): boolean {
  return other !== transaction && other.committedAt > transaction.snapshot;
}

function link(reader: Transaction, writer: Transaction): void {
  reader.conflictsOut.add(writer);
  writer.conflictsIn.add(reader);
}

/** Whether the reader saw the row with this value, or would have seen it. */
function hasRead(reader: Transaction, row: RowName, before: RowValue, after: RowValue): boolean {
  if (reader.readRows.has(row)) return true;
  return reader.selections.some((selection) => selects(selection, row, before) || selects(selection, row, after));
}

/**
 * Remembers that the transaction read, and links it to those of `finished` that wrote something newer. False if it must not go
 * on, because one of them is committed and now a pivot.
 */
export function noteRead(
  transaction: Transaction,
  read: { readonly row: RowName } | Selection,
  finished: readonly Transaction[],
  table: VersionedTable,
): boolean {
  if ('row' in read) transaction.readRows.add(read.row);
  else transaction.selections.push(read);
  const overwrote = (writer: Transaction): boolean => {
    if ('row' in read) return writer.writes.has(read.row);
    return writer.writeList.some(
      ([row, after]) => selects(read, row, after) || selects(read, row, table.at(row, transaction.snapshot)),
    );
  };
  const writers = finished.filter((other) => isBeside(other, transaction) && overwrote(other));
  if (writers.some((writer) => writer.conflictsOut.size > 0)) return false;
  for (const writer of writers) link(transaction, writer);
  return true;
}

/** Links the transaction to those of `others` that read what it overwrites. False if it must not commit. */
export function noteWrites(transaction: Transaction, others: readonly Transaction[], table: VersionedTable): boolean {
  const readers = others.filter(
    (other) =>
      isBeside(other, transaction) &&
      transaction.writeList.some(([row, after]) => hasRead(other, row, table.at(row, transaction.snapshot), after)),
  );
  const isPivot = transaction.conflictsOut.size > 0 && (transaction.conflictsIn.size > 0 || readers.length > 0);
  // One that has finished can no longer be held back.
  const makesPivot = readers.some((reader) => reader.state !== 'active' && reader.conflictsIn.size > 0);
  if (isPivot || makesPivot) return false;
  for (const reader of readers) link(reader, transaction);
  return true;
}

/** It is aborted: its conflicts are nobody's any more. */
export function unlink(transaction: Transaction): void {
  for (const reader of transaction.conflictsIn) reader.conflictsOut.delete(transaction);
  for (const writer of transaction.conflictsOut) writer.conflictsIn.delete(transaction);
}
