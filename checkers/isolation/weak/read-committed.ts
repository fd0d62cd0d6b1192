/**
 * Read committed (Biswas and Enea, OOPSLA 2019, figure 2a): once a transaction has read from t2, its later reads of a key
 * that t2 wrote come from t2 or from one after it. Of such reads only the next one of each key matters: the one after
 * that is forced behind the next, since that was seen too. AWDIT (PLDI 2025), algorithm 1: O(n ^ 1.5), by walking through
 * the smaller of what t2 wrote and what is still to be read.
 */
import { NumberColumn } from '../decision/number-column.ts';
import { fromInitial } from '../decision/observations.ts';
import type { CommitOrder } from './commit-order.ts';

export function forceReadCommitted(order: CommitOrder, shouldStop: () => boolean): void {
  const { observations, written } = order;
  const { count, keyCount, readFirst, readKey, readFrom, writeFirst, writeKey } = observations;
  const firstSeen = new Int32Array(count);
  const seenBy = new Int32Array(count).fill(-1);
  /** Per key: the next read of it, of the transaction in `readBy`. */
  const next = new Int32Array(keyCount);
  const readBy = new Int32Array(keyCount).fill(-1);
  const keys = new NumberColumn();
  for (let node = 0; node < count && !shouldStop(); node++) {
    const [start, end] = [readFirst[node] as number, readFirst[node + 1] as number];
    for (let read = start; read < end; read++) {
      const from = readFrom[read] as number;
      if (from === fromInitial || seenBy[from] === node) continue;
      seenBy[from] = node;
      firstSeen[from] = read;
    }
    keys.truncate(0);
    const follow = (from: number, key: number): void => {
      if (readBy[key] !== node) return;
      const later = readFrom[next[key] as number] as number;
      if (later !== from) order.force(from, later, key, node);
    };
    for (let read = end - 1; read >= start; read--) {
      const from = readFrom[read] as number;
      const key = readKey[read] as number;
      if (from !== fromInitial) {
        follow(from, key);
        if (firstSeen[from] === read) {
          const [first, last] = [writeFirst[from] as number, writeFirst[from + 1] as number];
          if (last - first <= keys.length)
            for (let write = first; write < last; write++) follow(from, writeKey[write] as number);
          else for (let at = 0; at < keys.length; at++) if (written.has(from, keys.at(at))) follow(from, keys.at(at));
        }
      }
      if (readBy[key] !== node) keys.push(key);
      readBy[key] = node;
      next[key] = read;
    }
  }
}
