/** One shard on the node that has it: its rows, and the engine that runs transactions on them. */
import type { StoreConfiguration } from '../configuration.ts';
import type { RowWrite } from '../transactions/row.ts';
import { TransactionEngine } from '../transactions/transaction-engine.ts';
import { VersionedTable } from '../transactions/versioned-table.ts';
import type { ShardEntry } from './shard-map.ts';
import { positionOf } from './shard-map.ts';

export class Shard {
  readonly entry: ShardEntry;
  readonly table = new VersionedTable();
  readonly engine: TransactionEngine;
  /** Since when it is on this node. */
  readonly sinceMs: number;

  constructor(entry: ShardEntry, rows: readonly RowWrite[], configuration: StoreConfiguration, sinceMs: number) {
    this.entry = entry;
    this.sinceMs = sinceMs;
    this.table.restore(rows);
    this.engine = new TransactionEngine(this.table, configuration);
  }

  covers(position: string): boolean {
    return this.entry.from <= position && (this.entry.to === null || position < this.entry.to);
  }
}

/** The position in the middle of these rows, or null if they are too few or too alike to be split. */
export function splitPosition(rows: readonly RowWrite[], configuration: StoreConfiguration): string | null {
  const positions = [...new Set(rows.map(([row]) => positionOf(row, configuration)))].toSorted();
  return positions.length < 2 ? null : (positions[Math.floor(positions.length / 2)] as string);
}
