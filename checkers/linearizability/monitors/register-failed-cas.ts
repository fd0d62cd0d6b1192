/**
 * Failed compare-and-set that says what it saw: another value than it expected. It takes effect at a moment within its
 * time at which the register held another value; before the expected one's time or after it is a choice, and with many
 * such choices the order of the chains matters. What can be said for certain:
 *
 * Impossible, if the expected value has one source and something that saw or stored it precedes the failed cas, which
 * precedes something that saw it: the value was there all the time in between. Possible, if in the order that was found
 * without them each has a place: then that is an order. Else nobody here can tell.
 */
import { never, registerKind, type InvalidAnswer, type MonitorAnswer, type ObjectOperations } from './monitor.ts';
import { initially, type Blocks } from './register-blocks.ts';
import { chainRows } from './register-chains.ts';

interface Spans {
  /** By block: rank of the first completion of what stored or saw its value, without the cas that ended it. */
  readonly first: Int32Array;
  /** By block: rank of the last invocation of what saw its value. */
  readonly last: Int32Array;
}

/** Within these ranks the value of a block was certainly there. O(n). */
function spansOf({ count, source, next, reads, readStart, timeline }: Blocks): Spans {
  const first = new Int32Array(count);
  const last = new Int32Array(count).fill(-1);
  for (let block = 0; block < count; block++) {
    const row = source[block] as number;
    first[block] = row === initially ? -1 : (timeline.complete[row] as number);
    const follower = next[block] as number;
    if (follower !== -1) last[block] = timeline.invoke[source[follower] as number] as number;
    const end = readStart[block + 1] as number;
    for (let position = readStart[block] as number; position < end; position++) {
      const read = reads[position] as number;
      first[block] = Math.min(first[block] as number, timeline.complete[read] as number);
      last[block] = Math.max(last[block] as number, timeline.invoke[read] as number);
    }
  }
  return { first, last };
}

/** The value's time reaches from before the failed cas until after it. */
function presentThroughout(blocks: Blocks, spans: Spans, row: number, expected: number): InvalidAnswer | undefined {
  const { blockOfValue, numbers, timeline } = blocks;
  const number = numbers.find(expected);
  const block = number === -1 ? -1 : (blockOfValue[number] as number);
  if (block === -1) return undefined;
  const first = spans.first[block] as number;
  const last = spans.last[block] as number;
  if (first >= (timeline.invoke[row] as number) || last <= (timeline.complete[row] as number)) return undefined;
  return { verdict: 'invalid', culprits: [row, ...chainRows(blocks, [first, last])], violation: 'present-throughout' };
}

class Places {
  readonly #operations: ObjectOperations;
  readonly #blocks: Blocks;
  readonly #order: Int32Array;
  /** The value before each position of the order, and after the last. */
  readonly #held: Int32Array;
  /** The first position from each on at which another value is held. */
  readonly #changed: Int32Array;

  constructor(operations: ObjectOperations, initial: number, blocks: Blocks, order: Int32Array) {
    this.#operations = operations;
    this.#blocks = blocks;
    this.#order = order;
    this.#held = new Int32Array(order.length + 1);
    this.#changed = new Int32Array(order.length + 1);
    this.#held[0] = initial;
    for (const [position, row] of order.entries()) {
      const stores = operations.kind[row] === registerKind.cas ? operations.result : operations.value;
      this.#held[position + 1] = stores[row] as number;
    }
    this.#changed[order.length] = order.length + 1;
    for (let position = order.length - 1; position >= 0; position--) {
      const same = this.#held[position] === this.#held[position + 1];
      this.#changed[position] = same ? (this.#changed[position + 1] as number) : position + 1;
    }
  }

  /** For each position the rows that go there, or undefined if one has no place. In order of invocation. */
  find(): Map<number, number[]> | undefined {
    const { events, invoke } = this.#blocks.timeline;
    const { kind, value } = this.#operations;
    const positionOf = new Int32Array(invoke.length).fill(-1);
    for (const [position, row] of this.#order.entries()) positionOf[row] = position;
    const latest = this.#latestPositions(positionOf);
    const places = new Map<number, number[]>();
    // The position after everything that has completed.
    let from = 0;
    for (const event of events) {
      const row = event < 0 ? -1 - event : event;
      const failed = kind[row] === registerKind.failedCas;
      if (event < 0) {
        from = Math.max(from, failed ? (positionOf[row] as number) : (positionOf[row] as number) + 1);
      } else if (failed) {
        const place = this.#held[from] === value[row] ? (this.#changed[from] as number) : from;
        if (place > (latest[row] as number)) return undefined;
        positionOf[row] = place;
        const others = places.get(place);
        if (others === undefined) places.set(place, [row]);
        else others.push(row);
      }
    }
    return places;
  }

  /** For each failed cas the position before everything that is invoked after it completed. */
  #latestPositions(positionOf: Int32Array): Int32Array {
    const { events, invoke } = this.#blocks.timeline;
    const latest = new Int32Array(invoke.length);
    let until = this.#order.length;
    for (const event of events.toReversed()) {
      if (event < 0) latest[-1 - event] = until;
      else if ((positionOf[event] as number) !== -1) until = Math.min(until, positionOf[event] as number);
    }
    return latest;
  }
}

/** The answer for all operations, given an order of the others. O(n). */
export function placeFailedCas(
  operations: ObjectOperations,
  initial: number,
  blocks: Blocks,
  order: Int32Array,
): MonitorAnswer {
  const { kind, value, complete, count } = operations;
  const spans = spansOf(blocks);
  let failed = 0;
  for (let row = 0; row < count; row++) {
    if (kind[row] !== registerKind.failedCas) continue;
    if (complete[row] === never) return null;
    failed++;
    const refusal = presentThroughout(blocks, spans, row, value[row] as number);
    if (refusal !== undefined) return refusal;
  }
  if (failed === 0) return { verdict: 'valid', order };
  const places = new Places(operations, initial, blocks, order).find();
  if (places === undefined) return null;
  const all = new Int32Array(order.length + failed);
  let length = 0;
  for (let position = 0; position <= order.length; position++) {
    for (const row of places.get(position) ?? []) all[length++] = row;
    if (position < order.length) all[length++] = order[position] as number;
  }
  return { verdict: 'valid', order: all };
}
