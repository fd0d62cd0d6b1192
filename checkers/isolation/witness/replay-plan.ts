/**
 * What a replay must respect, as columns: which versions each transaction must meet, which it leaves behind, and until when.
 * A version is named by its slot: the position of its write, or, of what a key held at first, `writes + key`.
 *
 * A transaction is one event, or two under snapshot isolation if that makes a difference: its start, that reads, and its
 * commit, that writes. It makes none if it writes every key it reads: what it read cannot change until it commits, so it
 * may as well start right before.
 */
import type { Observations } from '../decision/observations.ts';
import { neverCompletes } from '../transaction-columns.ts';

export interface ReplayPlan {
  /** Nodes; each is a transaction, in order of invocation. Event i is the first of node i; `count + i` its commit, if split. */
  readonly count: number;
  readonly transaction: Int32Array;
  readonly split: Uint8Array;
  readonly events: number;
  readonly keyCount: number;
  readonly begin: Int32Array;
  readonly end: Int32Array;
  /** Nodes that completed, by their completion; and per node its place there, or -1. */
  readonly byEnd: Int32Array;
  readonly endRank: Int32Array;
  /** Until when each node should be placed: its own end, or that of who reads from it. */
  readonly due: Int32Array;
  /** Reads of node i: `readFirst[i]` to `readFirst[i + 1]` (exclusive); each slot once. */
  readonly readFirst: Int32Array;
  readonly readKey: Int32Array;
  readonly readSlot: Int32Array;
  /** Writes of node i, likewise; the position of a write is the slot of its version. */
  readonly writeFirst: Int32Array;
  readonly writeKey: Int32Array;
  readonly writer: Int32Array;
  /** Readers of a slot: nodes, ascending. `readPlace`: where a read stands there. */
  readonly readerFirst: Int32Array;
  readonly readers: Int32Array;
  readonly readPlace: Int32Array;
  /** Per node: 1 if its first event may be placed as soon as it can be, without loss (see `isSafe`). */
  readonly safe: Uint8Array;
}

const isShared = -2;
/** Positions per completion up to which they are sorted by counting. */
const mostGap = 16;

/**
 * Of lists: per write the slot that it must be appended to, or -1 where that is not known. Writes of a key whose rank no other
 * one has stand next to each other in what was read.
 */
function appendedTo({ keyCount, writeKey, writeRank, columns }: Observations): Int32Array {
  const writes = writeKey.length;
  const after = new Int32Array(writes).fill(-1);
  if (columns.workload !== 'list-append') return after;
  const offset = new Int32Array(keyCount + 1);
  for (const key of writeKey) offset[key + 1]!++;
  for (let key = 0; key < keyCount; key++) offset[key + 1]! += offset[key] as number;
  const atRank = new Int32Array(writes).fill(-1);
  const placeOf = (write: number): number =>
    (offset[writeKey[write] as number] as number) + (writeRank[write] as number);
  for (let write = 0; write < writes; write++)
    atRank[placeOf(write)] = atRank[placeOf(write)] === -1 ? write : isShared;
  for (let write = 0; write < writes; write++) {
    if (atRank[placeOf(write)] !== write) continue;
    after[write] =
      writeRank[write] === 0 ? writes + (writeKey[write] as number) : (atRank[placeOf(write) - 1] as number);
  }
  return after;
}

interface Reads {
  readonly first: Int32Array;
  readonly key: Int32Array;
  readonly slot: Int32Array;
}

/** Every slot that a node must find in place, once. */
function plannedReads(observations: Observations): Reads | undefined {
  const { count, keyCount, readFirst, readKey, readVersion, readWrite, writeFirst, writeKey } = observations;
  const writes = writeKey.length;
  const after = appendedTo(observations);
  const room = readKey.length + (observations.columns.workload === 'list-append' ? writes : 0);
  const [first, key, slot] = [new Int32Array(count + 1), new Int32Array(room), new Int32Array(room)];
  const stamp = new Int32Array(keyCount).fill(-1);
  const seen = new Int32Array(keyCount);
  let length = 0;
  for (let node = 0; node < count; node++) {
    const add = (wantedKey: number, wanted: number): void => {
      if (stamp[wantedKey] === node && seen[wantedKey] === wanted) return;
      stamp[wantedKey] = node;
      seen[wantedKey] = wanted;
      key[length] = wantedKey;
      slot[length++] = wanted;
    };
    for (let read = readFirst[node] as number; read < (readFirst[node + 1] as number); read++) {
      const write = readWrite[read] as number;
      // What is no transaction's last write nobody else may see.
      if (write < 0 && (readVersion[read] as number) >= 0) return undefined;
      add(readKey[read] as number, write < 0 ? writes + (readKey[read] as number) : write);
    }
    for (let write = writeFirst[node] as number; write < (writeFirst[node + 1] as number); write++)
      if ((after[write] as number) >= 0) add(writeKey[write] as number, after[write] as number);
    first[node + 1] = length;
  }
  return { first, key: key.subarray(0, length), slot: slot.subarray(0, length) };
}

/** Per node: bit 0 if it reads a key that it does not write, bit 1 if it writes a key that it does not read. */
function accesses({ count, writeFirst, writeKey, keyCount }: Observations, reads: Reads): Uint8Array {
  const found = new Uint8Array(count);
  const readBy = new Int32Array(keyCount).fill(-1);
  const writtenBy = new Int32Array(keyCount).fill(-1);
  for (let node = 0; node < count; node++) {
    const [readEnd, writeEnd] = [reads.first[node + 1] as number, writeFirst[node + 1] as number];
    for (let read = reads.first[node] as number; read < readEnd; read++) readBy[reads.key[read] as number] = node;
    for (let write = writeFirst[node] as number; write < writeEnd; write++) {
      writtenBy[writeKey[write] as number] = node;
      if (readBy[writeKey[write] as number] !== node) found[node]! |= 2;
    }
    for (let read = reads.first[node] as number; read < readEnd; read++)
      if (writtenBy[reads.key[read] as number] !== node) found[node]! |= 1;
  }
  return found;
}

/** Positions 0 to `group.length` in ascending order of their groups (stable), and where each group begins. */
function byGroup(group: Int32Array, groups: number): readonly [first: Int32Array, order: Int32Array] {
  const first = new Int32Array(groups + 1);
  for (const one of group) first[one + 1]!++;
  for (let one = 0; one < groups; one++) first[one + 1]! += first[one] as number;
  const next = first.slice(0, groups);
  const order = new Int32Array(group.length);
  for (let position = 0; position < group.length; position++) order[next[group[position] as number]!++] = position;
  return [first, order];
}

/** In most histories completions are positions among all events, so that counting sorts them. */
function completions(end: Int32Array): readonly [byEnd: Int32Array, endRank: Int32Array] {
  const nodes = new Int32Array(end.length);
  const ends = new Int32Array(end.length);
  let [length, latest] = [0, 0];
  for (let node = 0; node < end.length; node++) {
    const ended = end[node] as number;
    if (ended === neverCompletes) continue;
    nodes[length] = node;
    ends[length++] = ended;
    latest = Math.max(latest, ended);
  }
  const completed = nodes.subarray(0, length);
  const byEnd =
    latest <= length * mostGap
      ? byGroup(ends.subarray(0, length), latest + 1)[1].map((place) => nodes[place] as number)
      : completed.toSorted((left, right) => (end[left] as number) - (end[right] as number));
  const endRank = new Int32Array(end.length).fill(-1);
  for (let rank = 0; rank < byEnd.length; rank++) endRank[byEnd[rank] as number] = rank;
  return [byEnd, endRank];
}

/** A writer should be there before its readers are due. In about the order of time, backwards. */
function dueTimes(end: Int32Array, { first, slot }: Reads, writer: Int32Array): Int32Array {
  const due = end.slice();
  for (let node = end.length - 1; node >= 0; node--)
    for (let read = first[node] as number; read < (first[node + 1] as number); read++) {
      const by = (slot[read] as number) < writer.length ? (writer[slot[read] as number] as number) : -1;
      if (by >= 0 && (due[by] as number) > (due[node] as number)) due[by] = due[node] as number;
    }
  return due;
}

/**
 * An event that can be placed may be placed at once, if it makes nothing harder for others. Reading makes nothing harder. A
 * write to a key that the node read, neither: nobody else can write that key before it anyway. Nor does a write that nobody
 * reads, if it is done in one event: whoever could overwrite what was there can overwrite it too. (A commit makes nothing
 * harder, for its keys are locked already.)
 */
function isSafe(split: boolean, access: number, deadWritesOnly: boolean): boolean {
  return (access & 2) === 0 || (!split && deadWritesOnly);
}

/** Undefined if some read cannot be right in any order. Linear, apart from a sort. */
export function replayPlan(observations: Observations, snapshots: boolean): ReplayPlan | undefined {
  const { columns, count, transaction, keyCount, writeFirst, writeKey } = observations;
  const reads = plannedReads(observations);
  if (reads === undefined) return undefined;
  const access = accesses(observations, reads);
  const writes = writeKey.length;
  const [readerFirst, readPositions] = byGroup(reads.slot, writes + keyCount);
  const readPlace = new Int32Array(readPositions.length);
  const readerOf = new Int32Array(readPositions.length);
  const writer = new Int32Array(writes);
  const [begin, end, split, safe] = [
    new Int32Array(count),
    new Int32Array(count),
    new Uint8Array(count),
    new Uint8Array(count),
  ];
  for (let node = 0; node < count; node++) {
    const writeEnd = writeFirst[node + 1] as number;
    let deadWritesOnly = true;
    for (let write = writeFirst[node] as number; write < writeEnd; write++) {
      writer[write] = node;
      if (readerFirst[write] !== readerFirst[write + 1]) deadWritesOnly = false;
    }
    for (let read = reads.first[node] as number; read < (reads.first[node + 1] as number); read++)
      readerOf[read] = node;
    begin[node] = columns.invoke[transaction[node] as number] as number;
    end[node] = columns.complete[transaction[node] as number] as number;
    const isSplit = snapshots && (writeFirst[node] as number) < writeEnd && ((access[node] as number) & 1) === 1;
    split[node] = isSplit ? 1 : 0;
    safe[node] = isSafe(isSplit, access[node] as number, deadWritesOnly) ? 1 : 0;
  }
  for (const [place, read] of readPositions.entries()) readPlace[read] = place;
  const [byEnd, endRank] = completions(end);
  return {
    count,
    transaction,
    split,
    events: count + split.reduce((sum, one) => sum + one, 0),
    keyCount,
    begin,
    end,
    byEnd,
    endRank,
    due: dueTimes(end, reads, writer),
    readFirst: reads.first,
    readKey: reads.key,
    readSlot: reads.slot,
    writeFirst,
    writeKey,
    writer,
    readerFirst,
    readers: readPositions.map((read) => readerOf[read] as number),
    readPlace,
    safe,
  };
}
