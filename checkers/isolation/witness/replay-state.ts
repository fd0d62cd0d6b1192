/**
 * The database of a replay: what every key holds, who has been placed, and who waits for whom. Events are placed and taken
 * back like entries of a stack.
 */
import { LearnedOrders, type LearnedOrder } from './learned-orders.ts';
import type { ReplayPlan } from './replay-plan.ts';

/** No event stands in the way. */
export const free = -1;
/** It can never be placed: two reads of it contradict each other. */
export const never = -2;
const nobody = -1;

export class ReplayState {
  readonly plan: ReplayPlan;
  /** Events in the order of their placing: the first `length`; per event whether it is there, and where. */
  readonly trail: Int32Array;
  readonly placed: Uint8Array;
  readonly placedAt: Int32Array;
  length = 0;
  /** After `blocker`: the node that was placed though this one could have been before it, or -1 if nothing else is possible. */
  overtaker = nobody;
  /** After `blocker`: what was learned that makes it wait, if that does. */
  learned: LearnedOrder | undefined;
  readonly #orders = new LearnedOrders();
  readonly #current: Int32Array;
  /** Per write: what it replaced. */
  readonly #replaced: Int32Array;
  readonly #lockedBy: Int32Array;
  /** Per slot: readers that are not placed yet, and a place before which all readers are. */
  readonly #unread: Int32Array;
  readonly #readerAt: Int32Array;
  #dueRank = 0;

  constructor(plan: ReplayPlan) {
    const { count, events, keyCount, readerFirst, writeKey } = plan;
    this.plan = plan;
    this.trail = new Int32Array(events);
    this.placed = new Uint8Array(count * 2);
    this.placedAt = new Int32Array(count * 2);
    this.#current = Int32Array.from({ length: keyCount }, (_, key) => writeKey.length + key);
    this.#replaced = new Int32Array(writeKey.length);
    this.#lockedBy = new Int32Array(keyCount).fill(nobody);
    const slots = writeKey.length + keyCount;
    this.#readerAt = readerFirst.slice(0, slots);
    this.#unread = new Int32Array(slots);
    for (let slot = 0; slot < slots; slot++)
      this.#unread[slot] = (readerFirst[slot + 1] as number) - (readerFirst[slot] as number);
  }

  /** The last event of a node. */
  lastOf(node: number): number {
    return this.plan.split[node] === 1 ? this.plan.count + node : node;
  }

  nodeOf(event: number): number {
    return event < this.plan.count ? event : event - this.plan.count;
  }

  /** Of the nodes that are not placed, the one that completed first; -1 if there is none. */
  dueNode(): number {
    const { byEnd } = this.plan;
    while (this.#dueRank < byEnd.length && this.placed[this.lastOf(byEnd[this.#dueRank] as number)] === 1)
      this.#dueRank++;
    return byEnd[this.#dueRank] ?? nobody;
  }

  learn(order: LearnedOrder): void {
    this.#orders.add(order);
  }

  /** What was learned for the node stood where it stood, holds no longer. */
  forget(node: number): void {
    this.#orders.takenBack(node);
  }

  /** An event that must be placed before this one, `free` or `never`. What is so in every order is named first. */
  blocker(event: number): number {
    this.overtaker = nobody;
    this.learned = undefined;
    const { count, split } = this.plan;
    if (event >= count)
      return this.placed[event - count] === 1 ? this.#writeBlocker(event - count, true) : event - count;
    const before = this.#startBlocker(event);
    if (before !== free) return before;
    return split[event] === 1 ? this.#lockBlocker(event) : this.#writeBlocker(event, false);
  }

  #startBlocker(node: number): number {
    const { begin, end, readFirst, readKey, readSlot, writer } = this.plan;
    const due = this.dueNode();
    if (due !== nobody && (end[due] as number) < (begin[node] as number)) return this.lastOf(due);
    for (let read = readFirst[node] as number; read < (readFirst[node + 1] as number); read++) {
      const slot = readSlot[read] as number;
      if (this.#current[readKey[read] as number] === slot) continue;
      if (slot >= writer.length) return never;
      const last = this.lastOf(writer[slot] as number);
      return this.placed[last] === 1 ? never : last;
    }
    for (const order of this.#orders.of(node) ?? []) {
      if (this.placed[order.event] === 1) continue;
      this.learned = order;
      return order.event;
    }
    return free;
  }

  /** First committer wins: of two that write a key, one starts after the other has committed. */
  #lockBlocker(node: number): number {
    const { count, writeFirst, writeKey } = this.plan;
    for (let write = writeFirst[node] as number; write < (writeFirst[node + 1] as number); write++) {
      const owner = this.#lockedBy[writeKey[write] as number] as number;
      if (owner === nobody) continue;
      this.overtaker = owner;
      return count + owner;
    }
    return free;
  }

  /** What somebody will read must not be replaced. */
  #writeBlocker(node: number, isLocked: boolean): number {
    const { writeFirst, writeKey, writer } = this.plan;
    if (!isLocked) {
      const owner = this.#lockBlocker(node);
      if (owner !== free) return owner;
    }
    for (let write = writeFirst[node] as number; write < (writeFirst[node + 1] as number); write++) {
      const held = this.#current[writeKey[write] as number] as number;
      if (this.#unread[held] === 0) continue;
      const reader = this.#otherReader(held, node);
      if (reader === nobody) continue;
      this.overtaker = held < writer.length ? (writer[held] as number) : nobody;
      return reader;
    }
    return free;
  }

  /** Somebody else who is not placed and reads the slot. */
  #otherReader(slot: number, node: number): number {
    const { readerFirst, readers } = this.plan;
    const end = readerFirst[slot + 1] as number;
    let at = this.#readerAt[slot] as number;
    while (at < end && this.placed[readers[at] as number] === 1) at++;
    this.#readerAt[slot] = at;
    while (at < end && (readers[at] === node || this.placed[readers[at] as number] === 1)) at++;
    return at < end ? (readers[at] as number) : nobody;
  }

  /** `blocker` must have said `free`. */
  place(event: number): void {
    const { count, split, readFirst, readSlot, writeFirst, writeKey } = this.plan;
    this.placed[event] = 1;
    this.placedAt[event] = this.length;
    this.trail[this.length++] = event;
    const node = this.nodeOf(event);
    const isCommit = event >= count;
    if (!isCommit)
      for (let read = readFirst[node] as number; read < (readFirst[node + 1] as number); read++)
        this.#unread[readSlot[read] as number]!--;
    const isStart = !isCommit && split[node] === 1;
    for (let write = writeFirst[node] as number; write < (writeFirst[node + 1] as number); write++) {
      const key = writeKey[write] as number;
      if (isStart || isCommit) this.#lockedBy[key] = isStart ? node : nobody;
      if (isStart) continue;
      this.#replaced[write] = this.#current[key] as number;
      this.#current[key] = write;
    }
  }

  /** Takes the last event back, and returns it. */
  undo(): number {
    const { count, split, endRank, readFirst, readSlot, readPlace, writeFirst, writeKey } = this.plan;
    const event = this.trail[--this.length] as number;
    this.placed[event] = 0;
    const node = this.nodeOf(event);
    const isCommit = event >= count;
    const isStart = !isCommit && split[node] === 1;
    if (!isStart && (endRank[node] as number) >= 0) this.#dueRank = Math.min(this.#dueRank, endRank[node] as number);
    for (let write = (writeFirst[node + 1] as number) - 1; write >= (writeFirst[node] as number); write--) {
      const key = writeKey[write] as number;
      if (isStart || isCommit) this.#lockedBy[key] = isStart ? nobody : node;
      if (!isStart) this.#current[key] = this.#replaced[write] as number;
    }
    if (isCommit) return event;
    this.#orders.takenBack(node);
    for (let read = readFirst[node] as number; read < (readFirst[node + 1] as number); read++) {
      const slot = readSlot[read] as number;
      this.#unread[slot]!++;
      this.#readerAt[slot] = Math.min(this.#readerAt[slot] as number, readPlace[read] as number);
    }
    return event;
  }
}
