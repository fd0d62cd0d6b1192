/** One transaction, as the engine sees it. */
import type { RowName, RowValue, RowWrite, Selection } from './row.ts';

/**
 * `active`: its client asks for steps. `prepared`: validated, on its way to being committed, beyond recall by the engine.
 * `committed`: in force.
 */
export type TransactionState = 'active' | 'prepared' | 'committed' | 'aborted';

export class Transaction {
  state: TransactionState = 'active';
  /** The version that was the latest when it began. */
  readonly snapshot: number;
  /** The version that it made. Until it is in force that is later than any. */
  committedAt = Number.POSITIVE_INFINITY;
  /** What it wrote, and nobody else sees yet; the last value of each row. */
  readonly writes = new Map<RowName, RowValue>();
  /** What it read, where that is tracked. */
  readonly readRows = new Set<RowName>();
  readonly selections: Selection[] = [];
  /** Those that read an older version than this one wrote, and those that wrote a newer version than this one read. */
  readonly conflictsIn = new Set<Transaction>();
  readonly conflictsOut = new Set<Transaction>();

  constructor(snapshot: number) {
    this.snapshot = snapshot;
  }

  get writeList(): readonly RowWrite[] {
    return [...this.writes];
  }
}
