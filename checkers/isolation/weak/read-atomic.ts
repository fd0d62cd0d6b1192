/**
 * Read atomic (Bailis et al., SIGMOD 2014; Biswas and Enea, OOPSLA 2019, figure 2b): a transaction sees all writes of whom
 * it reads from, and of its session so far. AWDIT (PLDI 2025), algorithm 2: O(n ^ 1.5). Of the session only the last
 * writer of a key matters: those before it are behind it by session order. The history must have no unrepeated read.
 */
import { fromInitial } from '../decision/observations.ts';
import { committed } from '../transaction-columns.ts';
import type { CommitOrder } from './commit-order.ts';

export function forceReadAtomic(order: CommitOrder, shouldStop: () => boolean): void {
  forceWhatIsReadTogether(order, shouldStop);
  if (order.sessions) forceOwnSession(order);
}

function forceWhatIsReadTogether(order: CommitOrder, shouldStop: () => boolean): void {
  const { observations, written } = order;
  const { count, keyCount, readFirst, readKey, readFrom, writeFirst, writeKey } = observations;
  const seenBy = new Int32Array(count).fill(-1);
  const source = new Int32Array(keyCount);
  const readBy = new Int32Array(keyCount).fill(-1);
  for (let node = 0; node < count && !shouldStop(); node++) {
    const [start, end] = [readFirst[node] as number, readFirst[node + 1] as number];
    for (let read = start; read < end; read++) {
      source[readKey[read] as number] = readFrom[read] as number;
      readBy[readKey[read] as number] = node;
    }
    for (let read = start; read < end; read++) {
      const from = readFrom[read] as number;
      if (from === fromInitial || seenBy[from] === node) continue;
      seenBy[from] = node;
      const follow = (key: number): void => {
        if (source[key] !== from) order.force(from, source[key] as number, key, node);
      };
      const [first, last] = [writeFirst[from] as number, writeFirst[from + 1] as number];
      if (last - first <= end - start) {
        for (let write = first; write < last; write++)
          if (readBy[writeKey[write] as number] === node) follow(writeKey[write] as number);
      } else
        for (let other = start; other < end; other++)
          if (written.has(from, readKey[other] as number)) follow(readKey[other] as number);
    }
  }
}

function forceOwnSession(order: CommitOrder): void {
  const { columns, transaction, count, keyCount, readFirst, readKey, readFrom, writeFirst, writeKey } =
    order.observations;
  const sessionOf = (node: number): number => columns.session[transaction[node] as number] as number;
  const bySession = Array.from({ length: count }, (_, node) => node).toSorted(
    (left, right) => sessionOf(left) - sessionOf(right) || left - right,
  );
  const lastWriter = new Int32Array(keyCount);
  const writtenIn = new Int32Array(keyCount).fill(-1);
  for (const node of bySession) {
    const session = sessionOf(node);
    for (let read = readFirst[node] as number; read < (readFirst[node + 1] as number); read++) {
      const key = readKey[read] as number;
      const earlier = lastWriter[key] as number;
      if (writtenIn[key] === session && earlier !== readFrom[read])
        order.force(earlier, readFrom[read] as number, key, node);
    }
    if (columns.status[transaction[node] as number] !== committed) continue;
    for (let write = writeFirst[node] as number; write < (writeFirst[node + 1] as number); write++) {
      lastWriter[writeKey[write] as number] = node;
      writtenIn[writeKey[write] as number] = session;
    }
  }
}
