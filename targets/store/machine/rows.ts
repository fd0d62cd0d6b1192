/**
 * Rows that transactions read and write. Transactions run where the leader is (`transactions/`); what comes through the log
 * is what one of them wrote, at its commit.
 */
import type { Json } from '../../../checkers/history/event.ts';
import { areRowWrites, type RowWrite } from '../transactions/row.ts';
import { VersionedTable } from '../transactions/versioned-table.ts';
import type { Kind, KindState } from './kind.ts';

export type RowCommand = { readonly type: 'install'; readonly writes: readonly RowWrite[] };

export class Rows implements KindState<RowCommand, never> {
  readonly table = new VersionedTable();

  apply(command: RowCommand): Json {
    this.table.install(command.writes);
    return null;
  }

  query(): Json {
    throw new TypeError('rows are read by transactions only');
  }

  snapshot(): Json {
    return this.table.contents();
  }

  restore(snapshot: Json): void {
    if (!areRowWrites(snapshot)) throw new TypeError('a snapshot of rows is a list of rows and their values');
    this.table.restore(snapshot);
  }
}

export const rows: Kind<RowCommand, never> = {
  commands: { install: ({ writes }) => areRowWrites(writes) },
  queries: {},
  start: () => new Rows(),
};
