/**
 * A secondary index of the table `rows` over their values, through which predicates are read. Its entries are rows themselves, of the
 * table `index`: they are locked, versioned and committed as all rows are, so that the index is as consistent as what it
 * indexes (Kleppmann, "Designing Data-Intensive Applications", chapters 6, partitioned by document or by term, and 7). An entry
 * holds the value, and predicates are answered from entries alone.
 */
import type { StoreConfiguration } from '../configuration.ts';
import type { RowName, RowValue, WriteStep } from './row.ts';

export function isIndexed(row: RowName): boolean {
  return row.startsWith('rows/');
}

/** `index/VALUE/KEY`, of the row `rows/KEY`. */
function entryOf(row: RowName, value: number): RowName {
  return `index/${value}/${row.slice('rows/'.length)}`;
}

/** The two parts of an entry's name, or null if the row is none. */
export function entryParts(row: RowName): { readonly value: string; readonly key: string } | null {
  const [, value, key] = /^index\/(-?\d+)\/(.*)$/s.exec(row) ?? [];
  return value === undefined || key === undefined ? null : { value, key };
}

/** What has to change in the index with a row that held `before`. */
export function entrySteps(step: WriteStep, before: RowValue, { bug }: Pick<StoreConfiguration, 'bug'>): WriteStep[] {
  const after = step.type === 'delete' ? null : step.value;
  if (before === after) return [];
  const removed: WriteStep[] =
    typeof before === 'number' && bug !== 'index-entry-left-behind'
      ? [{ type: 'delete', row: entryOf(step.row, before) }]
      : [];
  return after === null ? removed : [...removed, { type: 'insert', row: entryOf(step.row, after), value: after }];
}
