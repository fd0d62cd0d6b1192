/**
 * The order in which processes polled and sent, against the offsets of the log: positions that go back, and records that were
 * passed over. Offsets need not be dense (transactions leave holes), so the places that somebody saw or was told of, in the
 * order of their offsets, are the log; a place's rank is its number among those of its partition.
 */
import { nothing, type LogRecords } from './log-records.ts';

/** Ranks of all known places: one numbering over all partitions, each a range of its own. O(n log n). */
export class PlaceRanks {
  /** Per place. */
  readonly rank: Int32Array;
  /** How many of the first n were polled by anybody. */
  readonly #polledBefore: Int32Array;
  /** Consumers that passed over a rank: differences, summed up by `passed`. */
  readonly #passes: Int32Array;

  constructor(records: LogRecords) {
    const count = records.placeCount;
    const offsets = Float64Array.from({ length: count }, (_, place) => records.offsetOf(place));
    const order = Int32Array.from({ length: count }, (_, place) => place).toSorted(
      (left, right) =>
        records.partitionOf(left) - records.partitionOf(right) ||
        (offsets[left] as number) - (offsets[right] as number),
    );
    this.rank = new Int32Array(count);
    this.#polledBefore = new Int32Array(count + 1);
    this.#passes = new Int32Array(count + 1);
    for (const [rank, place] of order.entries()) {
      this.rank[place] = rank;
      this.#polledBefore[rank + 1] = (this.#polledBefore[rank] as number) + (records.isPolled[place] === true ? 1 : 0);
    }
  }

  /** A consumer went from one rank to another; answers how many records between them others have polled. */
  pass(from: number, to: number): number {
    this.#passes[from + 1] = (this.#passes[from + 1] as number) + 1;
    this.#passes[to] = (this.#passes[to] as number) - 1;
    return (this.#polledBefore[to] as number) - (this.#polledBefore[from + 1] as number);
  }

  /** Per rank: how many consumers passed over it. */
  passed(): Int32Array {
    let sum = 0;
    return this.#passes.map((difference) => (sum += difference));
  }
}

/** What is wrong with a step to a place, and the operation and the place that it came from. */
export interface WrongStep {
  readonly kind: 'backwards' | 'skipped';
  readonly from: number;
  readonly fromPlace: number;
}

/** Positions of one process in each partition: as a consumer since it was last assigned, or as a producer. */
export class Positions {
  readonly #isConsumer: boolean;
  /** Per partition: the last place, and the operation that was there. */
  #place: number[] = [];
  #operation: number[] = [];

  constructor(isConsumer: boolean) {
    this.#isConsumer = isConsumer;
  }

  forget(): void {
    this.#place = [];
    this.#operation = [];
  }

  /**
   * Goes on to a place. A skip counts only if others polled what was passed over; what nobody polled is lost, not skipped.
   */
  advance(partition: number, place: number, operation: number, ranks: PlaceRanks): WrongStep | undefined {
    const fromPlace = this.#place[partition] ?? nothing;
    const from = this.#operation[partition] ?? nothing;
    this.#place[partition] = place;
    this.#operation[partition] = operation;
    if (fromPlace === nothing) return undefined;
    const [before, now] = [ranks.rank[fromPlace] as number, ranks.rank[place] as number];
    if (now <= before) return { kind: 'backwards', from, fromPlace };
    if (!this.#isConsumer || now === before + 1) return undefined;
    return ranks.pass(before, now) > 0 ? { kind: 'skipped', from, fromPlace } : undefined;
  }
}
