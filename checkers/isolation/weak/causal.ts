/**
 * Causal consistency (Biswas and Enea, OOPSLA 2019, figure 2c): a transaction sees whatever happened before it, by session
 * order and write-read. AWDIT (PLDI 2025), algorithm 3: O(n k) for k sessions, with a vector clock each; of the writers of a
 * key in one session only the last that happened before matters. What happened before anyway is not stored again.
 */
import type { CommitOrder } from './commit-order.ts';
import { groupBy, type Groups } from '../decision/polygraph.ts';
import { committed } from '../transaction-columns.ts';

/**
 * Sessions for the clocks: an indeterminate transaction is alone in one, since it may commit after what its process does
 * next; so is everybody if sessions do not count.
 */
export function clockSessions({ observations, sessions }: CommitOrder): {
  readonly of: Int32Array;
  readonly count: number;
} {
  const { columns, transaction, count } = observations;
  const numbers = new Int32Array(columns.sessionCount).fill(-1);
  const of = new Int32Array(count);
  let next = 0;
  for (let node = 0; node < count; node++) {
    const txn = transaction[node] as number;
    const session = columns.session[txn] as number;
    if (!sessions || columns.status[txn] !== committed) of[node] = next++;
    else {
      if (numbers[session] === -1) numbers[session] = next++;
      of[node] = numbers[session] as number;
    }
  }
  return { of, count: next };
}

/** Nodes in an order that extends what happens before what; undefined if that has a cycle. */
export function happensBeforeOrder(order: CommitOrder, outgoing: Groups, edges: number): Int32Array | undefined {
  const { count } = order.observations;
  const waiting = new Int32Array(count);
  for (let edge = 0; edge < edges; edge++) waiting[order.to.at(edge)] = (waiting[order.to.at(edge)] as number) + 1;
  const queue = new Int32Array(count);
  let [head, tail] = [0, 0];
  for (let node = 0; node < count; node++) if (waiting[node] === 0) queue[tail++] = node;
  while (head < tail) {
    const node = queue[head++] as number;
    for (let at = outgoing.first[node] as number; at < (outgoing.first[node + 1] as number); at++) {
      const to = order.to.at(outgoing.rows[at] as number);
      waiting[to] = (waiting[to] as number) - 1;
      if (waiting[to] === 0) queue[tail++] = to;
    }
  }
  return tail === count ? queue : undefined;
}

/** Per node and session: how many of its nodes happened before. */
class Clocks {
  readonly sessions: number;
  /** Per node: its session and its place in it. */
  readonly session: Int32Array;
  readonly place: Int32Array;
  readonly nodesOf: Groups;
  readonly #times: Int32Array;

  constructor(order: CommitOrder, sorted: Int32Array, outgoing: Groups) {
    const { of, count } = clockSessions(order);
    this.sessions = count;
    this.session = of;
    this.nodesOf = groupBy(of, count);
    this.place = new Int32Array(of.length);
    for (let session = 0; session < count; session++)
      for (let at = this.nodesOf.first[session] as number; at < (this.nodesOf.first[session + 1] as number); at++)
        this.place[this.nodesOf.rows[at] as number] = at - (this.nodesOf.first[session] as number);
    this.#times = new Int32Array(of.length * count);
    const times = this.#times;
    for (const node of sorted) {
      const [row, own] = [node * count, of[node] as number];
      for (let at = outgoing.first[node] as number; at < (outgoing.first[node + 1] as number); at++) {
        const later = order.to.at(outgoing.rows[at] as number) * count;
        for (let session = 0; session < count; session++)
          if ((times[row + session] as number) > (times[later + session] as number))
            times[later + session] = times[row + session] as number;
        const place = (this.place[node] as number) + 1;
        if (place > (times[later + own] as number)) times[later + own] = place;
      }
    }
  }

  time(node: number, session: number): number {
    return this.#times[node * this.sessions + session] as number;
  }

  happensBefore(first: number, second: number): boolean {
    return this.time(second, this.session[first] as number) > (this.place[first] as number);
  }
}

/** Per write: a slot for its key and session. Of key x, the slots `first[x]` to `first[x + 1]` (exclusive). */
function slots(order: CommitOrder, session: Int32Array): { readonly first: Int32Array; readonly ofWrite: Int32Array } {
  const { keyCount, writeKey, writeFirst, count } = order.observations;
  const owner = new Int32Array(writeKey.length);
  for (let node = 0; node < count; node++) owner.fill(node, writeFirst[node], writeFirst[node + 1]);
  const byKey = groupBy(writeKey, keyCount);
  const first = new Int32Array(keyCount + 1);
  const ofWrite = new Int32Array(writeKey.length);
  const slotOf = new Map<number, number>();
  let next = 0;
  for (let key = 0; key < keyCount; key++) {
    slotOf.clear();
    for (let at = byKey.first[key] as number; at < (byKey.first[key + 1] as number); at++) {
      const write = byKey.rows[at] as number;
      const own = session[owner[write] as number] as number;
      const known = slotOf.get(own);
      ofWrite[write] = known ?? next;
      if (known === undefined) slotOf.set(own, next++);
    }
    first[key + 1] = next;
  }
  return { first, ofWrite };
}

/** False if what happens before what has a cycle: then nothing is forced, that cycle suffices. */
export function forceCausal(order: CommitOrder, shouldStop: () => boolean): boolean {
  const outgoing = order.outgoing(order.happensBeforeEdges);
  const sorted = happensBeforeOrder(order, outgoing, order.happensBeforeEdges);
  if (sorted === undefined) return false;
  const { readFirst, readKey, readFrom, writeFirst } = order.observations;
  const clocks = new Clocks(order, sorted, outgoing);
  const { nodesOf } = clocks;
  const { first, ofWrite } = slots(order, clocks.session);
  const lastWriter = new Int32Array(first.at(-1) as number);
  const seenIn = new Int32Array(lastWriter.length).fill(-1);
  const reached = new Int32Array(clocks.sessions);
  for (let own = 0; own < clocks.sessions && !shouldStop(); own++) {
    reached.fill(0);
    for (let at = nodesOf.first[own] as number; at < (nodesOf.first[own + 1] as number); at++) {
      const node = nodesOf.rows[at] as number;
      for (let session = 0; session < clocks.sessions; session++)
        for (const until = clocks.time(node, session); (reached[session] as number) < until;) {
          const earlier = nodesOf.rows[(nodesOf.first[session] as number) + (reached[session] as number)] as number;
          reached[session] = (reached[session] as number) + 1;
          for (let write = writeFirst[earlier] as number; write < (writeFirst[earlier + 1] as number); write++) {
            lastWriter[ofWrite[write] as number] = earlier;
            seenIn[ofWrite[write] as number] = own;
          }
        }
      for (let read = readFirst[node] as number; read < (readFirst[node + 1] as number); read++) {
        const [key, from] = [readKey[read] as number, readFrom[read] as number];
        for (let slot = first[key] as number; slot < (first[key + 1] as number); slot++) {
          const earlier = lastWriter[slot] as number;
          if (seenIn[slot] !== own || earlier === from || (from >= 0 && clocks.happensBefore(earlier, from))) continue;
          order.force(earlier, from, key, node);
        }
      }
    }
  }
  return true;
}
