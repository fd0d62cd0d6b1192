/** A transaction that saw two values of one key without writing it: no serial order and no snapshot shows both. */
import type { Observations } from './observations.ts';
import { keyText, transactionLabel, versionText, type WrongRead } from './wrong-read.ts';

/** The first one. O(reads). */
export function unrepeatedRead(observations: Observations): WrongRead | undefined {
  const { columns, count, transaction, readFirst, readKey, readVersion, keyCount } = observations;
  const stamp = new Int32Array(keyCount).fill(-1);
  const seen = new Int32Array(keyCount);
  for (let node = 0; node < count; node++)
    for (let read = readFirst[node] as number; read < (readFirst[node + 1] as number); read++) {
      const key = readKey[read] as number;
      const version = readVersion[read] as number;
      if (stamp[key] === node && seen[key] !== version) {
        const txn = transaction[node] as number;
        const [earlier, later] = [versionText(columns, seen[key] as number), versionText(columns, version)];
        const ends = columns.workload === 'list-append' ? ' ending with' : ' as';
        const summary = `${transactionLabel(txn)} read ${keyText(columns, key)}${ends} ${earlier} and later${ends} ${later}, without writing it in between`;
        return { type: 'internal', transactions: [txn], key, summary };
      }
      stamp[key] = node;
      seen[key] = version;
    }
  return undefined;
}
