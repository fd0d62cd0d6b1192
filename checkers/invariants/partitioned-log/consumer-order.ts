/**
 * The order in which processes polled and sent, against the offsets of the log: positions that go back, and records that were
 * passed over. Offsets need not be dense (transactions leave holes), so the records that somebody saw or was told of, in the
 * order of their offsets, are the log; a record's rank is its place among those.
 */
import type { LogRecord, Partition } from './log-records.ts';

/** Ranks of the known offsets of a partition, and which of them anybody polled. */
export class PartitionRanks {
  readonly offsets: Float64Array;
  readonly #rank = new Map<number, number>();
  /** How many of the first n were polled by anybody. */
  readonly #polledBefore: Int32Array;
  /** Consumers that passed over a rank: differences, summed up by `passed`. */
  readonly #passes: Int32Array;

  constructor({ valueAt, polled }: Partition) {
    this.offsets = Float64Array.from(valueAt.keys()).toSorted();
    this.#polledBefore = new Int32Array(this.offsets.length + 1);
    this.#passes = new Int32Array(this.offsets.length + 1);
    for (const [rank, offset] of this.offsets.entries()) {
      this.#rank.set(offset, rank);
      this.#polledBefore[rank + 1] = (this.#polledBefore[rank] as number) + (polled.has(offset) ? 1 : 0);
    }
  }

  rank(offset: number): number {
    return this.#rank.get(offset) ?? -1;
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

export type Step = 'backwards' | 'skipped';

/** Positions of one process in each partition: as a consumer since it was last assigned, or as a producer. */
export class Positions {
  readonly #last = new Map<number, { readonly rank: number; readonly operation: number }>();

  forget(): void {
    this.#last.clear();
  }

  /**
   * Goes on to a record. Answers what is wrong with the step, and the operation it came from. A skip counts only if others
   * polled what was passed over; what nobody polled is lost, not skipped.
   */
  advance(
    { partition, offset }: LogRecord,
    operation: number,
    ranks: PartitionRanks,
    isConsumer: boolean,
  ): { readonly step: Step; readonly from: number; readonly fromOffset: number } | undefined {
    const before = this.#last.get(partition);
    const rank = ranks.rank(offset);
    this.#last.set(partition, { rank, operation });
    if (before === undefined) return undefined;
    const fromOffset = ranks.offsets[before.rank] as number;
    if (rank <= before.rank) return { step: 'backwards', from: before.operation, fromOffset };
    if (!isConsumer || rank === before.rank + 1) return undefined;
    return ranks.pass(before.rank, rank) > 0 ? { step: 'skipped', from: before.operation, fromOffset } : undefined;
  }
}
