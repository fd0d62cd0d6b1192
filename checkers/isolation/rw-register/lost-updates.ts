/**
 * Lost updates: two committed transactions read the same version of a key and both wrote it. Both install later versions
 * than the one they read, so whichever installed first, the other one's read is of a version before that and its write
 * after it: rw there and ww back, whatever the order (Adya 1999, G-cursor; Berenson et al. 1995, P4).
 */
import type { DirectFindings } from '../direct-findings.ts';
import { keyName, transactionName, versionName } from '../in-words.ts';
import { initialVersion, type TransactionColumns } from '../transaction-columns.ts';
import { noPlace, type Touches } from './register-reads.ts';

/** Counted once for each version that was read so. Linear in the number of touches. */
export function findLostUpdates(
  transactions: TransactionColumns,
  { transaction, key, read, installed }: Touches,
  findings: DirectFindings,
): void {
  /** Per version, and then per key for its initial value: the row of the first that read and overwrote it, plus one. */
  const firstRow = new Int32Array(transactions.versionCount + transactions.keys.size);
  /** The same: whether a second one was found. */
  const isLost = new Uint8Array(firstRow.length);
  for (let row = 0; row < transaction.length; row++) {
    const seen = read.items[row] as number;
    const made = installed.items[row] as number;
    if (seen === noPlace || made === noPlace || seen === made) continue;
    const own = key.items[row] as number;
    const slot = seen === initialVersion ? transactions.versionCount + own : seen;
    const before = (firstRow[slot] as number) - 1;
    if (before < 0) firstRow[slot] = row + 1;
    if (before < 0 || isLost[slot] === 1) continue;
    isLost[slot] = 1;
    findings.add('lost-update', () => {
      const pair = [before, row].map((each) => transaction.items[each] as number);
      const values = [before, row].map((each) => versionName(transactions, installed.items[each] as number));
      const names = pair.map((each) => transactionName(each));
      const value = versionName(transactions, seen);
      const summary = `${names.join(' and ')} both read ${keyName(transactions, own)} as ${value} and then wrote it, as ${values.join(' and ')}: one of the updates is lost`;
      return { transactions: pair, key: own, summary };
    });
  }
}
