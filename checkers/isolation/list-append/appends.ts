/**
 * Who appended what. Every element of a list must be appended only once, or nobody can tell from a read whose append it saw
 * (recoverability: Kingsbury and Alvaro, Elle, VLDB 2020, section 4.2.3).
 */
import { GrowingInts } from '../../history/growing-ints.ts';
import type { StepLimit } from '../step-limit.ts';
import { aborted, committed, writeOp, type TransactionColumns } from '../transaction-columns.ts';

/** In `writer`: nobody appended the element, or several appends did. */
export const noWriter = -1;

export interface Appends {
  /** Per version: the transaction that appended it, or `noWriter`. */
  readonly writer: Int32Array;
  /** Per version: 1 if more than one append wrote it. Nothing is inferred from where it stands. */
  readonly isRepeated: Uint8Array;
  /** Per version: 1 if its transaction appended to the same key again afterwards. */
  readonly isIntermediate: Uint8Array;
  /** Two by two: versions that one transaction appended to one key, the second directly after the first. */
  readonly ownPairs: Int32Array;
  /** How many versions are repeated, and the transactions of the first two appends of one of them. */
  readonly repeatedCount: number;
  readonly repeatedExample: readonly [version: number, first: number, second: number] | undefined;
  /** True if some transaction that did not commit appended anything, or some element that was read was never appended. */
  readonly mayBeDirty: boolean;
}

/** Linear in the number of micro-operations. */
export function readAppends(transactions: TransactionColumns, limit: StepLimit): Appends {
  const { count, first, kind, key, version, keys, versionCount, status } = transactions;
  const writer = new Int32Array(versionCount).fill(noWriter);
  const isRepeated = new Uint8Array(versionCount);
  const isIntermediate = new Uint8Array(versionCount);
  /** Per key: the transaction that appended to it last, plus one, and what. */
  const stamp = new Int32Array(keys.size);
  const lastAppend = new Int32Array(keys.size);
  const ownPairs = new GrowingInts(1024);
  let repeatedCount = 0;
  let repeatedExample: Appends['repeatedExample'];
  let attributed = 0;
  let mayBeDirty = false;
  for (let transaction = 0; transaction < count && !limit.spent(); transaction++) {
    const end = first[transaction + 1] as number;
    for (let op = first[transaction] as number; op < end; op++) {
      if (kind[op] !== writeOp) continue;
      const written = version[op] as number;
      const writtenKey = key[op] as number;
      const known = writer[written] as number;
      if (known === noWriter) {
        writer[written] = transaction;
        attributed++;
      } else if (isRepeated[written] === 0) {
        isRepeated[written] = 1;
        repeatedCount++;
        repeatedExample ??= [written, known, transaction];
      }
      if (stamp[writtenKey] === transaction + 1) {
        isIntermediate[lastAppend[writtenKey] as number] = 1;
        ownPairs.push(lastAppend[writtenKey] as number);
        ownPairs.push(written);
      }
      stamp[writtenKey] = transaction + 1;
      lastAppend[writtenKey] = written;
      if (status[transaction] === aborted) mayBeDirty = true;
    }
  }
  mayBeDirty ||= attributed < versionCount;
  for (let each = 0; each < versionCount; each++) if (isRepeated[each] === 1) writer[each] = noWriter;
  return { writer, isRepeated, isIntermediate, ownPairs: ownPairs.view(), repeatedCount, repeatedExample, mayBeDirty };
}

/** Per transaction: 1 if it committed, or somebody committed who read what it appended (see `KeyOrders.isSeen`). */
export function happenedTransactions(
  { count, status, versionCount }: TransactionColumns,
  { writer }: Appends,
  isSeen: Uint8Array,
): Uint8Array {
  const happened = new Uint8Array(count);
  for (let transaction = 0; transaction < count; transaction++) {
    if (status[transaction] === committed) happened[transaction] = 1;
  }
  for (let version = 0; version < versionCount; version++) {
    const by = writer[version] as number;
    if (isSeen[version] === 1 && by !== noWriter && status[by] !== aborted) happened[by] = 1;
  }
  return happened;
}
