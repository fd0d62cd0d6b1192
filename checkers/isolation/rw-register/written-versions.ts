/**
 * Who installed each version. Adya 1999, section 3.1.2: a committed transaction installs the last version it wrote of each
 * key; its earlier ones are intermediate and have no place in the order of versions.
 */
import { aborted, committed, predicateReadOp, readOp, type TransactionColumns } from '../transaction-columns.ts';

/** In `writer`: nobody wrote the version. */
export const noWriter = -1;
/** In `writer`: several transactions did, so that a reader of it cannot be told whose it read. */
export const severalWriters = -2;

export interface WrittenVersions {
  /** Per version: the transaction that wrote it, `noWriter` or `severalWriters`. */
  readonly writer: Int32Array;
  /** Per version: 1 if it is the last of its key that its writer wrote. */
  readonly isFinal: Uint8Array;
  /**
   * Per transaction: 1 if it committed, or nobody heard of its end but somebody committed who read what it wrote. Then it
   * committed too: otherwise that read is G1a, and no model from read committed on allows the history anyway.
   */
  readonly happened: Uint8Array;
  /** Per version: 1 if it has a place in the order of versions. */
  readonly isInstalled: Uint8Array;
  /** How many versions have several writers, and one of them. */
  readonly severalCount: number;
  readonly severalExample: number;
}

/** Which versions the transaction writes, and which of them last. Keys are stamped with the transaction, plus one. */
function readWriters(transactions: TransactionColumns, writer: Int32Array, isFinal: Uint8Array): number[] {
  const { count, first, kind, key, version, keys } = transactions;
  const stamp = new Int32Array(keys.size);
  const lastWrite = new Int32Array(keys.size);
  const several: number[] = [];
  for (let transaction = 0; transaction < count; transaction++) {
    const end = first[transaction + 1] as number;
    for (let op = first[transaction] as number; op < end; op++) {
      if (kind[op] === readOp || kind[op] === predicateReadOp) continue;
      const written = version[op] as number;
      const writtenKey = key[op] as number;
      const known = writer[written] as number;
      if (known === noWriter) writer[written] = transaction;
      else if (known !== transaction && known !== severalWriters) {
        writer[written] = severalWriters;
        several.push(written);
      }
      if (stamp[writtenKey] === transaction + 1) isFinal[lastWrite[writtenKey] as number] = 0;
      stamp[writtenKey] = transaction + 1;
      lastWrite[writtenKey] = written;
      isFinal[written] = 1;
    }
  }
  return several;
}

/** Marks the writers of everything that committed transactions read. */
function markObserved(transactions: TransactionColumns, writer: Int32Array, happened: Uint8Array): void {
  const { count, first, kind, version, list, listFirst, elements, status } = transactions;
  const observe = (seen: number): void => {
    const by = seen < 0 ? noWriter : (writer[seen] as number);
    if (by >= 0 && status[by] !== aborted) happened[by] = 1;
  };
  for (let transaction = 0; transaction < count; transaction++) {
    if (status[transaction] !== committed) continue;
    const end = first[transaction + 1] as number;
    for (let op = first[transaction] as number; op < end; op++) {
      if (kind[op] === readOp) observe(version[op] as number);
      const matches = list[op] as number;
      if (matches < 0) continue;
      for (let at = listFirst[matches] as number; at < (listFirst[matches + 1] as number); at++)
        observe(elements[at] as number);
    }
  }
}

/**
 * Linear in the number of micro-operations. A version whose value is that with the number `initialValue` was there at first
 * as well, so that a transaction that writes it is one of several.
 */
export function writtenVersions(transactions: TransactionColumns, initialValue: number): WrittenVersions {
  const { versionCount, versionValue, count, status } = transactions;
  const writer = new Int32Array(versionCount).fill(noWriter);
  const isFinal = new Uint8Array(versionCount);
  const several = readWriters(transactions, writer, isFinal);
  const happened = new Uint8Array(count);
  for (let transaction = 0; transaction < count; transaction++)
    happened[transaction] = status[transaction] === committed ? 1 : 0;
  markObserved(transactions, writer, happened);
  for (let version = 0; version < versionCount; version++) {
    if (versionValue[version] !== initialValue || writer[version] === noWriter) continue;
    if (writer[version] !== severalWriters) several.push(version);
    writer[version] = severalWriters;
  }
  const isInstalled = new Uint8Array(versionCount);
  for (let version = 0; version < versionCount; version++) {
    const by = writer[version] as number;
    isInstalled[version] = by >= 0 && happened[by] === 1 && isFinal[version] === 1 ? 1 : 0;
  }
  return {
    writer,
    isFinal,
    happened,
    isInstalled,
    severalCount: several.length,
    severalExample: several[0] ?? noWriter,
  };
}
