/**
 * Who wrote each version, and whether it is what the transaction left behind on its key or only a value on the way there.
 * Values are written once in histories made for checking; where two transactions wrote the same one, a read of it says
 * nothing certain.
 */
import { aborted, writeOp, type TransactionColumns } from '../transaction-columns.ts';

/** In `writer`: nobody wrote it. */
export const noWriter = -1;
/** In `writer`: several transactions that may have committed wrote it, or one appended it twice. */
export const severalWriters = -2;

export interface VersionWriters {
  /** Per version: the transaction, committed or indeterminate, or `noWriter`, or `severalWriters`. */
  readonly writer: Int32Array;
  /** Per version: an aborted transaction that wrote it, or `noWriter`. */
  readonly abortedWriter: Int32Array;
  /** Per version: how many writes of the same transaction to the same key come before it. */
  readonly place: Int32Array;
  /** Per version: how many come after it; 0 of a transaction's last write to its key. */
  readonly after: Int32Array;
}

/** O(micro-operations). */
export function versionWriters(columns: TransactionColumns): VersionWriters {
  const { count, status, first, kind, key, version, versionCount, keys, workload } = columns;
  const writer = new Int32Array(versionCount).fill(noWriter);
  const abortedWriter = new Int32Array(versionCount).fill(noWriter);
  const place = new Int32Array(versionCount);
  const after = new Int32Array(versionCount);
  const stamp = new Int32Array(keys.size).fill(-1);
  const seen = new Int32Array(keys.size);
  for (let txn = 0; txn < count; txn++) {
    const [start, end] = [first[txn] as number, first[txn + 1] as number];
    for (let op = start; op < end; op++) {
      if (kind[op] !== writeOp) continue;
      const [opKey, written] = [key[op] as number, version[op] as number];
      if (status[txn] === aborted) {
        abortedWriter[written] = txn;
        continue;
      }
      if (stamp[opKey] !== txn) seen[opKey] = 0;
      stamp[opKey] = txn;
      const known = writer[written] as number;
      const again = known === txn && workload === 'list-append';
      writer[written] = known === noWriter || (known === txn && !again) ? txn : severalWriters;
      place[written] = seen[opKey] as number;
      seen[opKey] = (seen[opKey] as number) + 1;
    }
    if (status[txn] === aborted) continue;
    for (let op = start; op < end; op++)
      if (kind[op] === writeOp)
        after[version[op] as number] =
          (seen[key[op] as number] as number) - 1 - (place[version[op] as number] as number);
  }
  return { writer, abortedWriter, place, after };
}
