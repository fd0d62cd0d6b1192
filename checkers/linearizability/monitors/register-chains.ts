/**
 * The chains of a register's blocks (register-blocks.ts): each begins with a write or the initial value and goes on with
 * every cas from it. Their inner order is given; here is whether real time allows it, and from when to when each reaches.
 */
import type { InvalidAnswer } from './monitor.ts';
import { initially, type Blocks } from './register-blocks.ts';
import { absent, endless } from './timeline.ts';

export interface Chains {
  readonly count: number;
  /** The first block of each. */
  readonly head: Int32Array;
  /** Rank of the earliest completion in each; -1 for the chain of the initial value. */
  readonly first: Int32Array;
  /** Rank of the latest invocation in each; -1 if the initial value is alone. */
  readonly last: Int32Array;
}

const none = -1;

/** What shows that the source of a block happened; nothing if it completed. */
function requirement(blocks: Blocks, block: number): number[] {
  const { source, next, reads, readStart, timeline } = blocks;
  const rows: number[] = [];
  for (let at = block; ;) {
    const row = source[at] as number;
    if (row === initially || timeline.complete[row] !== endless) return rows;
    if (readStart[at] !== readStart[at + 1]) return [...rows, reads[readStart[at] as number] as number];
    at = next[at] as number;
    rows.push(source[at] as number);
  }
}

/**
 * The rows of these events, and those of their chain that show that they belong together: from the chain's head to the
 * last of their blocks. All events are of one chain; -1 is the initial value, which has no row.
 */
export function chainRows(blocks: Blocks, ranks: readonly number[]): number[] {
  const { timeline, blockOfRow, source, previous } = blocks;
  const events = ranks.filter((rank) => rank >= 0).map((rank) => timeline.events[rank] as number);
  const rows = new Set(events.map((event) => (event < 0 ? -1 - event : event)));
  const ends = [...rows].map((row) => blockOfRow[row] as number);
  for (const end of ends) {
    for (const row of requirement(blocks, end)) rows.add(row);
    for (let block = end; block !== none; block = previous[block] as number)
      if (source[block] !== initially) rows.add(source[block] as number);
  }
  return [...rows];
}

class ChainTable {
  readonly #blocks: Blocks;
  readonly #head: number[] = [];
  readonly #first: number[] = [];
  readonly #last: number[] = [];
  #visited = 0;

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
  }

  build(): Chains | InvalidAnswer {
    const { count, previous } = this.#blocks;
    for (let block = 0; block < count; block++) {
      if (previous[block] !== none) continue;
      const refusal = this.#chain(block);
      if (refusal !== undefined) return refusal;
    }
    if (this.#visited < count) return this.#circle();
    return {
      count: this.#head.length,
      head: Int32Array.from(this.#head),
      first: Int32Array.from(this.#first),
      last: Int32Array.from(this.#last),
    };
  }

  /** From the last block to the first: what is later must not precede what is earlier. */
  #chain(head: number): InvalidAnswer | undefined {
    const { previous, next, source, reads, readStart, timeline } = this.#blocks;
    let tail = head;
    for (let block = head; block !== none; block = next[block] as number) {
      tail = block;
      this.#visited++;
    }
    let first: number = absent;
    let last = -1;
    for (let block = tail; block !== none; block = previous[block] as number) {
      const later = first;
      const from = readStart[block] as number;
      const to = readStart[block + 1] as number;
      const lastRead = from === to ? -1 : (timeline.invoke[reads[to - 1] as number] as number);
      if (later < lastRead) return this.#disorder(later, lastRead);
      for (let read = from; read < to; read++)
        first = Math.min(first, timeline.complete[reads[read] as number] as number);
      const row = source[block] as number;
      const invoked = row === initially ? -1 : (timeline.invoke[row] as number);
      if (first < invoked) return this.#disorder(first, invoked);
      first = Math.min(first, row === initially ? -1 : (timeline.complete[row] as number));
      last = Math.max(last, lastRead, invoked);
    }
    this.#head.push(head);
    this.#first.push(first);
    this.#last.push(last);
    return undefined;
  }

  #disorder(earlier: number, later: number): InvalidAnswer {
    const culprits = chainRows(this.#blocks, [earlier, later]);
    return { verdict: 'invalid', culprits, violation: 'observed-before-inserted' };
  }

  /** Blocks that no chain reaches continue one another in circles. */
  #circle(): InvalidAnswer {
    const { count, previous, next, source, reads, readStart, timeline } = this.#blocks;
    const reached = new Uint8Array(count);
    for (let head = 0; head < count; head++) {
      if (previous[head] !== none) continue;
      for (let block = head; block !== none; block = next[block] as number) reached[block] = 1;
    }
    const start = reached.indexOf(0);
    const rows: number[] = [];
    let block = start;
    do {
      const row = source[block] as number;
      rows.push(row);
      // An indeterminate cas is seen to have happened by a read, or by the next one in the circle.
      const from = readStart[block] as number;
      if (timeline.complete[row] === endless && from !== readStart[block + 1]) rows.push(reads[from] as number);
      block = previous[block] as number;
    } while (block !== start);
    return { verdict: 'invalid', culprits: rows, violation: 'circular' };
  }
}

/** O(n). */
export function chainsOf(blocks: Blocks): Chains | InvalidAnswer {
  return new ChainTable(blocks).build();
}
